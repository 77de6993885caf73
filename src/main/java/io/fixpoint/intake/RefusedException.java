package io.fixpoint.intake;

/** A fact is not valid; the message tells the sender why. */
final class RefusedException extends RuntimeException {
    RefusedException(String message) {
        super(message, null, false, false);
    }
}
