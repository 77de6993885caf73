package io.fixpoint.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes over what was written for other systems. */
@Command(
        name = "import",
        description = "Makes rules of the rules of another system.",
        subcommands = ImportPrometheusRulesCommand.class,
        mixinStandardHelpOptions = true)
final class ImportCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What is to be imported? Say 'prometheus-rules'.");
    }
}
