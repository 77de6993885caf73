package io.fixpoint.recovery.action;

/**
 * The action was carried out and did not succeed: an answer that is not expected, an exit code other than 0. In a
 * process it is the BPMN error {@value #CODE}, which a boundary event catches; it is never tried again by itself.
 */
public final class ActionFailedException extends RuntimeException {
    /** The code of the BPMN error. */
    public static final String CODE = "ACTION_FAILED";

    public ActionFailedException(String message) {
        super(message);
    }
}
