package io.fixpoint.recovery;

/**
 * A step cannot be carried out yet, and nothing of it was: another recovery repairs its service. It is tried again, without
 * end, and each try costs nothing.
 */
final class HeldBackException extends RuntimeException {

    HeldBackException(String message) {
        super(message);
    }
}
