package io.fixpoint.recovery;

/**
 * A CDI event, fired in the transaction that changed a recovery or a human task of it; observe it after success.
 *
 * @param id of the recovery, or of the task
 */
public record RecoveryChanged(Kind kind, String id, Change change) {
    /** What it is of. */
    public enum Kind {
        RECOVERY,
        TASK
    }

    /** How it changed. */
    public enum Change {
        CREATED,
        CHANGED,
        ENDED
    }
}
