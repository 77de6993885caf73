package io.fixpoint.recovery;

/**
 * A step cannot be carried out yet, and nothing of it was: another recovery repairs its service. It is tried again, without
 * end, and each try costs nothing.
 */
final class HeldBackException extends RuntimeException {

    /** How every message begins. */
    static final String BEGINNING = "It waits until its service is free: ";

    HeldBackException(String reason) {
        super(BEGINNING + reason + ".");
    }
}
