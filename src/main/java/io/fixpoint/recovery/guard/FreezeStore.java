package io.fixpoint.recovery.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The freezes, also those that are over. */
@ApplicationScoped
@Transactional
class FreezeStore {
    private final EntityManager entities;

    FreezeStore(EntityManager entities) {
        this.entities = entities;
    }

    void add(FreezeEntity freeze) {
        entities.persist(freeze);
    }

    Optional<FreezeEntity> find(String id) {
        return Optional.ofNullable(entities.find(FreezeEntity.class, id));
    }

    /** All, the latest first. */
    List<FreezeEntity> all() {
        return entities.createQuery("from FreezeEntity order by createdAt desc, id", FreezeEntity.class)
                .getResultList();
    }

    /** Those that hold for the service at the time, the longest first. */
    List<FreezeEntity> inForce(String service, Instant now) {
        return entities.createQuery(
                        "from FreezeEntity where (service = '' or service = :service) and until > :now"
                                + " and liftedAt is null order by until desc, id",
                        FreezeEntity.class)
                .setParameter("service", service)
                .setParameter("now", now)
                .getResultList();
    }
}
