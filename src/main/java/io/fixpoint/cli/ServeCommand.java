package io.fixpoint.cli;

import io.quarkus.runtime.Quarkus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Runs the server until it is stopped. */
@Command(
        name = "serve",
        description = "Runs the server until it is stopped. This is what happens without a command.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {
    @Override
    public void run() {
        DataDir.prepare();
        Quarkus.run(null, ServeCommand::ended);
    }

    private static void ended(int exitCode, @Nullable Throwable failure) {
        if (failure != null) {
            StartFailure.tell(failure, System.err);
        }
        System.exit(exitCode);
    }
}
