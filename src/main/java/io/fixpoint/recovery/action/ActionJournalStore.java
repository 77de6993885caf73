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
