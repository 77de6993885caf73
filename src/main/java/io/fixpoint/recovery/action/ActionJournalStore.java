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
 * The rows of the journal. Each call is a transaction of its own, so that what it wrote stands whatever becomes of the
 * process engine's transaction around it.
 */
@ApplicationScoped
class ActionJournalStore {
    private final EntityManager entities;

    @Inject
    ActionJournalStore(EntityManager entities) {
        this.entities = entities;
    }

    @Transactional(TxType.REQUIRES_NEW)
    Optional<JournalEntry> find(String key) {
        return Optional.ofNullable(entities.find(ActionJournalRow.class, key)).map(ActionJournalRow::entry);
    }

    /** The actions of a recovery, in the order in which they were started. */
    @Transactional(TxType.REQUIRES_NEW)
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
    @Transactional(TxType.REQUIRES_NEW)
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
    @Transactional(TxType.REQUIRES_NEW)
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

    /** Writes the new entry for the oldest that is to be used again, which then is used up; empty if there is none. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JournalEntry> useAgain(
            String recoveryId, String process, String element, UnaryOperator<JournalEntry> anew) {
        Optional<ActionReuseRow> oldest = entities.createQuery(
                        "from ActionReuseRow where recoveryId = :recovery and process = :process"
                                + " and element = :element order by startedAt, key",
                        ActionReuseRow.class)
                .setParameter("recovery", recoveryId)
                .setParameter("process", process)
                .setParameter("element", element)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
        if (oldest.isEmpty()) {
            return Optional.empty();
        }
        ActionJournalRow done = entities.find(ActionJournalRow.class, oldest.get().key);
        if (done == null) {
            throw new IllegalStateException("The action journal lost the row of job " + oldest.get().key + ".");
        }
        JournalEntry entry = anew.apply(done.entry());
        entities.persist(ActionJournalRow.of(entry));
        entities.remove(oldest.get());
        entities.flush();
        return Optional.of(entry);
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
}
