package io.fixpoint.rest;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was answered under which key. Each call is a transaction of its own. */
@ApplicationScoped
class IdempotencyStore {
    static final Duration KEPT = Duration.ofHours(24);
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);

    private final EntityManager entities;
    private final Clock clock;
    private volatile Instant cleaned = Instant.EPOCH;

    /** What was answered. */
    record Answer(
            int status,
            @Nullable String location,
            @Nullable String contentType,
            @Nullable String body) {}

    /** A request that was begun before; {@code answer} is null if it did not end, or not yet. */
    record Earlier(
            String requestHash, Instant begunAt, @Nullable Answer answer) {}

    @Inject
    IdempotencyStore(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /** Begins a request; if there is one under this id already, that one is returned and nothing is begun. */
    Optional<Earlier> begin(String id, String person, String path, String requestHash) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (now.isAfter(cleaned.plus(CLEAN_EVERY))) {
            cleaned = now;
            QuarkusTransaction.requiringNew()
                    .run(() -> entities.createQuery("delete from IdempotencyKeyEntity where createdAt < :before")
                            .setParameter("before", now.minus(KEPT))
                            .executeUpdate());
        }
        Optional<Earlier> earlier = find(id, now);
        if (earlier.isPresent()) {
            return earlier;
        }
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                IdempotencyKeyEntity row = new IdempotencyKeyEntity();
                row.id = id;
                row.person = person;
                row.path = path;
                row.requestHash = requestHash;
                row.createdAt = now;
                entities.persist(row);
            });
            return Optional.empty();
        } catch (RuntimeException e) {
            // begun by another request in between: the primary key decides
            Optional<Earlier> other = find(id, now);
            if (other.isEmpty()) {
                throw e;
            }
            return other;
        }
    }

    private Optional<Earlier> find(String id, Instant now) {
        return QuarkusTransaction.requiringNew().call(() -> {
            IdempotencyKeyEntity row = entities.find(IdempotencyKeyEntity.class, id);
            if (row == null) {
                return Optional.empty();
            }
            if (row.createdAt.isBefore(now.minus(KEPT))) {
                entities.remove(row);
                return Optional.empty();
            }
            Answer answer = row.status == null ? null : new Answer(row.status, row.location, row.contentType, row.body);
            return Optional.of(new Earlier(row.requestHash, row.createdAt, answer));
        });
    }

    /** Keeps what was answered. */
    void answered(String id, Answer answer) {
        QuarkusTransaction.requiringNew().run(() -> {
            IdempotencyKeyEntity row = entities.find(IdempotencyKeyEntity.class, id);
            if (row != null) {
                row.status = answer.status();
                row.location = answer.location();
                row.contentType = answer.contentType();
                row.body = answer.body();
            }
        });
    }

    /** Forgets a request that did nothing, so that it may be tried again. */
    void refused(String id) {
        QuarkusTransaction.requiringNew().run(() -> {
            IdempotencyKeyEntity row = entities.find(IdempotencyKeyEntity.class, id);
            if (row != null) {
                entities.remove(row);
            }
        });
    }
}
