package io.fixpoint.recovery.action;

import org.jspecify.annotations.Nullable;

/**
 * Nobody knows whether the action was carried out: the server stopped between the call and its end, or the answer never
 * came. The job must not be tried again by itself: whoever handles a failed job leaves it no retries when this is the
 * failure, and a person is asked. What the person says goes to {@link ActionJournal#decide}; then the job may run again.
 */
public final class UnknownOutcomeException extends RuntimeException {

    public UnknownOutcomeException(String message) {
        this(message, null);
    }

    public UnknownOutcomeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
