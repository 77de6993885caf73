package io.fixpoint.recovery.action;

/**
 * Nobody knows whether the action was carried out, but its element says that doing it twice does no harm: the job may
 * try it again.
 */
public final class RepeatableActionException extends RuntimeException {

    public RepeatableActionException(String message, Throwable cause) {
        super(message, cause);
    }
}
