package io.fixpoint.outbound;

import org.jspecify.annotations.Nullable;

/** The call was certainly not received: it is not allowed, not valid, or the host is not reached. */
public final class NotSentException extends RuntimeException {

    NotSentException(String message) {
        this(message, null);
    }

    NotSentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
