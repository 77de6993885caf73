package io.fixpoint.cli;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Says in one message why the server does not start. */
final class StartFailure extends RuntimeException {
    private static final int DEEPEST = 5;

    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    static StartFailure of(String part, RuntimeException failure) {
        return new StartFailure("Fixpoint cannot start " + part + ": " + message(failure), failure);
    }

    /** Tells the operator. A failure that no setting or file explains keeps its stack trace. */
    static void tell(Throwable failure, PrintStream err) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException || cause instanceof ConfigValidationException) {
                err.println("Fixpoint cannot start with these settings: " + message(cause));
                return;
            }
            if (cause instanceof QuarkusBindException bind) {
                err.println("Fixpoint cannot listen on port " + bind.getPort()
                        + ": another process does. Stop that one, or set quarkus.http.port.");
                return;
            }
            if (cause instanceof StartFailure known && known.getCause() != null && !unexpected(known.getCause())) {
                err.println(known.getMessage());
                return;
            }
        }
        err.println("Fixpoint does not start: " + message(failure));
        failure.printStackTrace(err);
    }

    /** The messages of a failure and its causes, each once. */
    static String message(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = failure; cause != null && messages.size() < DEEPEST; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (messages.stream().noneMatch(told -> told.contains(message))) {
                messages.add(message);
            }
        }
        return String.join(System.lineSeparator() + "  because: ", messages);
    }

    private static boolean unexpected(Throwable failure) {
        return failure instanceof NullPointerException
                || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException;
    }
}
