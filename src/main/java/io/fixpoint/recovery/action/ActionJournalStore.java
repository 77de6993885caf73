package io.fixpoint.recovery.action;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rows of the journal. What an action writes is a transaction of its own, so that it stands whatever becomes of the
 * process engine's transaction around it; what people look up or decide joins theirs, since a second connection for each of
 * many requests at once could not be had.
 */
@ApplicationScoped
class ActionJournalStore {
    private final EntityManager entities;

    @Inject
    ActionJournalStore(EntityManager entities) {
        this.entities = entities;
    }

    /** What is found at the beginning of an action: it was known, or done before and to be used again, or is new. */
    record Begun(Found found, JournalEntry entry) {
        enum Found {
            KNOWN,
            USED_AGAIN,
            STARTED
        }
    }

    /**
     * Looks for the action as it stands now, whatever the caller's transaction has read, and writes it if it is new.
     *
     * @param started what to write then
     * @param anew what to write of one that was done before
     */
    @Transactional(TxType.REQUIRES_NEW)
    Begun begin(ActionCall call, JournalEntry started, UnaryOperator<JournalEntry> anew) {
        Optional<JournalEntry> known = look(call.key());
        if (known.isPresent()) {
            return new Begun(Begun.Found.KNOWN, known.get());
        }
        Optional<JournalEntry> before = useAgain(call, anew);
        if (before.isPresent()) {
            return new Begun(Begun.Found.USED_AGAIN, before.get());
        }
        insert(started);
        return new Begun(Begun.Found.STARTED, started);
    }

    /** As the caller's transaction sees it. */
    @Transactional
    Optional<JournalEntry> look(String key) {
        return Optional.ofNullable(entities.find(ActionJournalRow.class, key)).map(ActionJournalRow::entry);
    }

    /** The actions of a recovery, in the order in which they were started. */
    @Transactional
    List<JournalEntry> ofRecovery(String recoveryId) {
        return entities.createQuery(
                        "from ActionJournalRow where recoveryId = :recovery order by startedAt, key",
                        ActionJournalRow.class)
                .setParameter("recovery", recoveryId)
                .getResultStream()
                .map(ActionJournalRow::entry)
                .toList();
    }

    /** The actions of these recoveries, in the order in which they were started. */
    @Transactional
    List<JournalEntry> ofRecoveries(Collection<String> recoveryIds) {
        return entities.createQuery(
                        "from ActionJournalRow where recoveryId in :recoveries order by startedAt, key",
                        ActionJournalRow.class)
                .setParameter("recoveries", recoveryIds)
                .getResultStream()
                .map(ActionJournalRow::entry)
                .toList();
    }

    /** Fails if the key is there already. */
    @Transactional
    void insert(JournalEntry entry) {
        entities.persist(ActionJournalRow.of(entry));
        entities.flush();
    }

    /** Joins the caller's transaction: it stands only if what the caller does stands. */
    @Transactional
    void reuse(JournalEntry done, String process) {
        if (entities.find(ActionReuseRow.class, done.key()) != null) {
            return;
        }
        ActionReuseRow row = new ActionReuseRow();
        row.key = done.key();
        row.recoveryId = done.recoveryId();
        row.process = process;
        row.element = done.element();
        row.startedAt = done.startedAt();
        entities.persist(row);
    }

    /**
     * Writes the new entry for the oldest that is to be used again, which then is used up; empty if there is none. Only what
     * did the same counts: the element may now do something to another target.
     */
    @Transactional
    Optional<JournalEntry> useAgain(ActionCall call, UnaryOperator<JournalEntry> anew) {
        List<ActionReuseRow> rows = entities.createQuery(
                        "from ActionReuseRow where recoveryId = :recovery and process = :process"
                                + " and element = :element order by startedAt, key",
                        ActionReuseRow.class)
                .setParameter("recovery", call.recoveryId())
                .setParameter("process", call.process())
                .setParameter("element", call.element())
                .getResultList();
        for (ActionReuseRow row : rows) {
            ActionJournalRow done = entities.find(ActionJournalRow.class, row.key);
            if (done == null) {
                throw new IllegalStateException("The action journal lost the row of job " + row.key + ".");
            }
            JournalEntry was = done.entry();
            if (was.action().equals(call.action()) && was.inputs().equals(call.inputs())) {
                JournalEntry entry = anew.apply(was);
                entities.persist(ActionJournalRow.of(entry));
                entities.remove(row);
                entities.flush();
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Changes the row as it stands now, while nobody else can; the change may throw to leave it. */
    @Transactional(TxType.REQUIRES_NEW)
    JournalEntry change(String key, UnaryOperator<JournalEntry> change) {
        ActionJournalRow row = entities.find(ActionJournalRow.class, key, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            throw new IllegalStateException("The action journal lost the row of job " + key + ".");
        }
        row.take(change.apply(row.entry()));
        return row.entry();
    }

    /** The same in the caller's transaction: it stands only if what the caller does stands. */
    @Transactional
    JournalEntry changeWithCaller(String key, UnaryOperator<JournalEntry> change) {
        ActionJournalRow row = entities.find(ActionJournalRow.class, key);
        if (row == null) {
            throw new IllegalStateException("The action journal lost the row of job " + key + ".");
        }
        // What the caller has read of it may be stale.
        entities.refresh(row, LockModeType.PESSIMISTIC_WRITE);
        row.take(change.apply(row.entry()));
        return row.entry();
    }
}
