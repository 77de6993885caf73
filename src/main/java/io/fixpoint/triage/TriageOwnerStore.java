package io.fixpoint.triage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Fences triage: only the server that started last may carry out decisions. */
@ApplicationScoped
class TriageOwnerStore {
    private final EntityManager entities;
    private final Clock clock;

    @Inject
    TriageOwnerStore(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /** Another server has taken triage over. */
    static final class FencedException extends RuntimeException {
        FencedException(String message) {
            super(message);
        }
    }

    /** Becomes the owner; whoever was it before is fenced. */
    @Transactional
    long take(String owner) {
        TriageOwner row = entities.find(TriageOwner.class, TriageOwner.ONLY, LockModeType.PESSIMISTIC_WRITE);
        row.epoch++;
        row.owner = owner;
        row.since = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return row.epoch;
    }

    /**
     * Holds the epoch until the transaction ends.
     *
     * @throws FencedException if it is another one's by now
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void hold(long epoch) {
        TriageOwner row = entities.find(TriageOwner.class, TriageOwner.ONLY, LockModeType.PESSIMISTIC_WRITE);
        if (row.epoch != epoch) {
            throw new FencedException("Triage was taken over by " + row.owner + " at " + row.since + " (epoch "
                    + row.epoch + ", ours is " + epoch + ").");
        }
    }
}
