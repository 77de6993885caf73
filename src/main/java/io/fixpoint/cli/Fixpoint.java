package io.fixpoint.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Without a command it serves. */
@QuarkusMain
@Command(
        name = "fixpoint",
        description = "Incident workflow server: rules find faults, processes repair and verify them.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            DemoCommand.class,
            ImportCommand.class,
            RehearseCommand.class,
            ReplayCommand.class,
            ShopCommand.class,
            SimulateCommand.class,
            TestCommand.class,
            CommandLine.HelpCommand.class
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Without a command it serves. Settings are -D properties, before or after the jar,",
            "environment variables (FIXPOINT_DATA_DIR) or lines of config/application.properties;",
            "the README lists them."
        })
public class Fixpoint implements Runnable {
    /** The exit code of a start that failed. */
    static final int FAILED = 1;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Sets a property, as it does before -jar.")
    void set(Map<String, String> properties) {
        new LinkedHashMap<>(properties).forEach(System::setProperty);
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Before anything of the JDK's client is loaded: see OutboundClient.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Fixpoint()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(StartFailure.message(failure));
            return FAILED;
        });
    }

    @Override
    public void run() {
        new ServeCommand().run();
    }
}
