package io.fixpoint.recovery.action;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The action was certainly not carried out, for a technical reason: the job may try it again. */
public final class NotDoneException extends RuntimeException {
    private final @Nullable Duration again;

    public NotDoneException(String message) {
        this(message, null, null);
    }

    public NotDoneException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    private NotDoneException(String message, @Nullable Throwable cause, @Nullable Duration again) {
        super(message, cause);
        this.again = again;
    }

    /** The receiver refused it for now, and asks to be called again no sooner than after this time. */
    public static NotDoneException refusedFor(Duration again, String message) {
        return new NotDoneException(message, null, again);
    }

    /** After what time it may be tried again; empty if nobody has said. */
    public Optional<Duration> again() {
        return Optional.ofNullable(again);
    }
}
