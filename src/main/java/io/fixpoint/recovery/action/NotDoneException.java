package io.fixpoint.recovery.action;

import org.jspecify.annotations.Nullable;

/** The action was certainly not carried out, for a technical reason: the job may try it again. */
public final class NotDoneException extends RuntimeException {

    public NotDoneException(String message) {
        this(message, null);
    }

    public NotDoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
