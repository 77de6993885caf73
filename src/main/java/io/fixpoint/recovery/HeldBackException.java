package io.fixpoint.recovery;

import org.camunda.bpm.engine.BadUserRequestException;

/**
 * A step cannot be carried out yet, and nothing of it was: another recovery repairs its service. It is tried again, without
 * end, and each try costs nothing. Of the kind that the engine does not log as its own failure.
 */
final class HeldBackException extends BadUserRequestException {

    /** How every message begins. */
    static final String BEGINNING = "It waits until its service is free: ";

    HeldBackException(String reason) {
        super(BEGINNING + reason + ".");
    }
}
