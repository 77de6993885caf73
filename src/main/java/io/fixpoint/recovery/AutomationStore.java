package io.fixpoint.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Keeps the automation switch. */
@ApplicationScoped
class AutomationStore {
    private final EntityManager entities;

    AutomationStore(EntityManager entities) {
        this.entities = entities;
    }

    /** The entries that have not lapsed. */
    @Transactional
    List<AutomationEntry> inForce(Instant now) {
        return entities.createQuery(
                        "from AutomationEntry where until is null or until > :now order by key.service, key.temporary",
                        AutomationEntry.class)
                .setParameter("now", now)
                .getResultList();
    }

    /** Puts the entry in place of the one before; a lasting one ends the temporary one too. */
    @Transactional
    void put(AutomationEntry entry) {
        if (!entry.key.temporary()) {
            entities.createQuery("delete from AutomationEntry where key.service = :service and key.temporary = true")
                    .setParameter("service", entry.key.service())
                    .executeUpdate();
        }
        entities.merge(entry);
    }
}
