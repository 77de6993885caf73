package io.fixpoint.recovery.guard;

import java.util.Optional;

/**
 * Which recovery repairs which service. A recovery holds a service from the start of its repair, through verification and
 * undo, until its next repair or its end. Each call joins the caller's transaction, and the rows of the services stay
 * locked until that ends. Whoever locks an incident as well locks it first.
 */
public interface RepairLocks {

    /**
     * Takes the service for the recovery, for an approved repair: only the lock counts. What it holds already it keeps.
     *
     * @return why it cannot be taken now; empty if it is taken
     */
    Optional<String> take(RepairStart start);

    /** Gives back all that the recovery holds. */
    void release(String recoveryId);
}
