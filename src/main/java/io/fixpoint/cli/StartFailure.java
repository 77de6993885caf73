package io.fixpoint.cli;

import io.quarkus.runtime.PreventFurtherStepsException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Says in one message why the server does not start. */
final class StartFailure {
    private static final Logger LOG = Logger.getLogger(StartFailure.class);

    private StartFailure() {}

    /**
     * The exception that ends the start with exit code 1 and its message on standard error, without a stack trace. A
     * failure that is no configuration's fault but ours keeps its trace, in the log.
     */
    static PreventFurtherStepsException of(String part, RuntimeException failure) {
        if (failure instanceof PreventFurtherStepsException known) {
            return known;
        }
        if (unexpected(failure)) {
            LOG.errorf(failure, "Unexpected failure while starting %s.", part);
        } else {
            LOG.debugf(failure, "Starting %s failed.", part);
        }
        PreventFurtherStepsException stop =
                new PreventFurtherStepsException("Fixpoint cannot start " + part + ": " + message(failure), 1);
        stop.initCause(failure);
        return stop;
    }

    /** The messages of a failure and its causes, each once. */
    static String message(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = failure; cause != null && messages.size() < 5; cause = cause.getCause()) {
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
