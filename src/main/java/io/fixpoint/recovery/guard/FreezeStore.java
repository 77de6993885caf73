package io.fixpoint.recovery.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** A page of those in the state at the time, the latest first. */
    List<FreezeEntity> list(Freezes.@Nullable State state, Instant now, int offset, int size) {
        return in(
                        "from FreezeEntity" + where(state) + " order by createdAt desc, id desc",
                        FreezeEntity.class,
                        state,
                        now)
                .setFirstResult(offset)
                .setMaxResults(size)
                .getResultList();
    }

    /** How many are in the state at the time. */
    long count(Freezes.@Nullable State state, Instant now) {
        return in("select count(*) from FreezeEntity" + where(state), Long.class, state, now)
                .getSingleResult();
    }

    private <T> TypedQuery<T> in(String query, Class<T> type, Freezes.@Nullable State state, Instant now) {
        TypedQuery<T> typed = entities.createQuery(query, type);
        return state == null || state == Freezes.State.LIFTED ? typed : typed.setParameter("now", now);
    }

    private static String where(Freezes.@Nullable State state) {
        if (state == null) {
            return "";
        }
        return switch (state) {
            case ACTIVE -> " where liftedAt is null and until > :now";
            case EXPIRED -> " where liftedAt is null and until <= :now";
            case LIFTED -> " where liftedAt is not null";
        };
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
