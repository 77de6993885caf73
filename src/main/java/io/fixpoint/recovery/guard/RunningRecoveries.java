package io.fixpoint.recovery.guard;

/** Tells whether a recovery still runs: one that does not holds nothing. */
public interface RunningRecoveries {

    /** Whether the recovery of this id has not ended. */
    boolean runs(String recoveryId);
}
