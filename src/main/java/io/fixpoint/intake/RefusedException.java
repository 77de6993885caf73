package io.fixpoint.intake;

/** A fact is not valid, or not taken; the message tells the sender why. */
final class RefusedException extends RuntimeException {
    /** The kinds of reasons, as the meters count them. */
    enum Reason {
        INVALID,
        TIME,
        SERIES
    }

    private final Reason reason;

    RefusedException(String message) {
        this(Reason.INVALID, message);
    }

    RefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
