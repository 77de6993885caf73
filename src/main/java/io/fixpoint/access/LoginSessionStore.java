package io.fixpoint.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The sessions of browsers: in the database, so that they outlive a restart and hold on every node. */
@ApplicationScoped
class LoginSessionStore {
    /** More browsers of one person are a script that does not keep its cookie: the oldest session ends. */
    static final int MOST_OF_PERSON = 50;

    private static final long WRITE_EVERY_SECONDS = 60;

    private final EntityManager entities;
    private final AccessConfig config;
    private final Clock clock;

    /** A session that holds. */
    record LoginSession(String id, String person, String password, Instant expiresAt) {}

    @Inject
    LoginSessionStore(EntityManager entities, AccessConfig config, Clock clock) {
        this.entities = entities;
        this.config = config;
        this.clock = clock;
    }

    /** Begins a session; those that are over are removed. */
    @Transactional
    public LoginSession begin(String id, String person, String password) {
        Instant now = now();
        entities.createQuery("delete from LoginSessionEntity where usedAt < :idle or createdAt < :old")
                .setParameter("idle", now.minus(config.sessionIdle()))
                .setParameter("old", now.minus(config.sessionLongest()))
                .executeUpdate();
        List<LoginSessionEntity> others = entities.createQuery(
                        "from LoginSessionEntity where person = :person order by createdAt desc, id",
                        LoginSessionEntity.class)
                .setParameter("person", person)
                .setFirstResult(MOST_OF_PERSON - 1)
                .getResultList();
        others.forEach(entities::remove);
        LoginSessionEntity row = new LoginSessionEntity();
        row.id = id;
        row.person = person;
        row.password = password;
        row.createdAt = now;
        row.usedAt = now;
        entities.persist(row);
        return session(row);
    }

    /** The session, if it is not over; it is used now. */
    @Transactional
    public Optional<LoginSession> use(String id) {
        LoginSessionEntity row = entities.find(LoginSessionEntity.class, id);
        Instant now = now();
        if (row == null || !now.isBefore(expiry(row))) {
            return Optional.empty();
        }
        if (row.usedAt.plusSeconds(WRITE_EVERY_SECONDS).isBefore(now)) {
            row.usedAt = now;
        }
        return Optional.of(session(row));
    }

    /** The session, if it is not over. */
    @Transactional
    public Optional<LoginSession> find(String id) {
        LoginSessionEntity row = entities.find(LoginSessionEntity.class, id);
        return row != null && now().isBefore(expiry(row)) ? Optional.of(session(row)) : Optional.empty();
    }

    @Transactional
    public void end(String id) {
        LoginSessionEntity row = entities.find(LoginSessionEntity.class, id);
        if (row != null) {
            entities.remove(row);
        }
    }

    private LoginSession session(LoginSessionEntity row) {
        return new LoginSession(row.id, row.person, row.password, expiry(row));
    }

    private Instant expiry(LoginSessionEntity row) {
        Instant idle = row.usedAt.plus(config.sessionIdle());
        Instant old = row.createdAt.plus(config.sessionLongest());
        return idle.isBefore(old) ? idle : old;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
