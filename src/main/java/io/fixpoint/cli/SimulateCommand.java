package io.fixpoint.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.NearNames;
import io.fixpoint.recovery.ProcessScenarios;
import io.fixpoint.recovery.ProcessScenarios.Report;
import io.fixpoint.recovery.ProcessScenarios.Result;
import io.fixpoint.recovery.RecoveryConfig;
import io.fixpoint.recovery.Simulation;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a process with recorded outcomes. Nothing is carried out, and nothing leaves the machine. */
@Command(
        name = "simulate",
        description = "Runs a process with the outcomes that its scenarios record, and shows the path it takes.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every scenario went as it expects",
            "1:one did not, or a file has a mistake",
            "2:the command was not understood, or there is no such process"
        })
final class SimulateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PROCESS", description = "The process id, which is also its file's name.")
    String process = "";

    @Option(
            names = "--processes",
            paramLabel = "DIR",
            defaultValue = "processes",
            description = "The folder of the models; '${DEFAULT-VALUE}' unless given.")
    Path folder = Path.of("processes");

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "The scenarios; those in PROCESS.scenario.yaml beside the model unless given. Without any,"
                    + " every step is taken to have been done.")
    @Nullable
    Path file;

    @Option(names = "--name", paramLabel = "TEXT", description = "Only scenarios whose names contain this.")
    String name = "";

    @Option(names = "--json", description = "Prints the result as JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw usage("there is no folder '" + folder + "'; --processes names the folder of the models");
        }
        ProcessScenarios scenarios = ProcessScenarios.read(folder);
        if (!scenarios.processes().contains(process)) {
            throw usage("there is no process '" + process + "' in '" + folder + "'."
                    + NearNames.question(process, scenarios.processes()));
        }
        if (file != null) {
            if (!Files.isRegularFile(file)) {
                throw usage("there is no file '" + file + "'");
            }
            scenarios.scenarios(file, process);
        }
        RecoveryConfig config = settings();
        String wanted = name.toLowerCase(Locale.ROOT);
        Report report = scenarios.run(
                config,
                (key, scenario) ->
                        key.equals(process) && scenario.toLowerCase(Locale.ROOT).contains(wanted));
        PrintWriter out = spec.commandLine().getOut();
        if (!report.problems().isEmpty()) {
            report.problems().forEach(out::println);
        } else if (report.results().isEmpty()) {
            Simulation simulation = scenarios.run(config, process).orElseThrow();
            tell(out, List.of(new Result("", process, "nothing is recorded", simulation, List.of())));
        } else {
            tell(out, report.results());
        }
        out.flush();
        return report.passed() ? 0 : Fixpoint.FAILED;
    }

    /** The settings of recoveries, which models name. */
    static RecoveryConfig settings() {
        return new SmallRyeConfigBuilder()
                .addSystemSources()
                .addDiscoveredConverters()
                .withMapping(RecoveryConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(RecoveryConfig.class);
    }

    private void tell(PrintWriter out, List<Result> results) throws IOException {
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Result result : results) {
            lines.addAll(ScenarioOfProcessListing.of(result.process() + ": " + result.name(), result.simulation()));
            result.differences().forEach(difference -> lines.add("  FAIL  " + difference));
        }
        lines.forEach(out::println);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
