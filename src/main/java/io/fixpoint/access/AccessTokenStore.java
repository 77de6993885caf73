package io.fixpoint.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tokens of scripts. */
@ApplicationScoped
class AccessTokenStore {
    private static final long WRITE_EVERY_SECONDS = 60;

    private final EntityManager entities;
    private final Clock clock;

    @Inject
    AccessTokenStore(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Transactional
    public AccessToken add(
            String id, String hash, String name, String owner, Set<String> roles, @Nullable Instant expiresAt) {
        AccessTokenEntity row = new AccessTokenEntity();
        row.id = id;
        row.hash = hash;
        row.name = name;
        row.owner = owner;
        row.roles = String.join(" ", new TreeSet<>(roles));
        row.createdAt = now();
        row.expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
        entities.persist(row);
        return token(row);
    }

    /** The token of this hash, if it has not expired; it is used now. */
    @Transactional
    public Optional<AccessToken> use(String hash) {
        Instant now = now();
        return entities.createQuery("from AccessTokenEntity where hash = :hash", AccessTokenEntity.class)
                .setParameter("hash", hash)
                .getResultStream()
                .findFirst()
                .filter(row -> row.expiresAt == null || now.isBefore(row.expiresAt))
                .map(row -> {
                    if (row.usedAt == null
                            || row.usedAt.plusSeconds(WRITE_EVERY_SECONDS).isBefore(now)) {
                        row.usedAt = now;
                    }
                    return token(row);
                });
    }

    /** Whether it is there and has not expired. */
    @Transactional
    public boolean holds(String id) {
        AccessTokenEntity row = entities.find(AccessTokenEntity.class, id);
        return row != null && (row.expiresAt == null || now().isBefore(row.expiresAt));
    }

    /** The newest first; of everybody if there is no owner given. */
    @Transactional
    public List<AccessToken> list(@Nullable String owner, int offset, int most) {
        TypedQuery<AccessTokenEntity> rows = entities.createQuery(
                "from AccessTokenEntity" + of(owner) + " order by createdAt desc, id", AccessTokenEntity.class);
        if (owner != null) {
            rows.setParameter("owner", owner);
        }
        return rows.setFirstResult(offset).setMaxResults(most).getResultList().stream()
                .map(AccessTokenStore::token)
                .toList();
    }

    @Transactional
    public long count(@Nullable String owner) {
        TypedQuery<Long> counted =
                entities.createQuery("select count(*) from AccessTokenEntity" + of(owner), Long.class);
        if (owner != null) {
            counted.setParameter("owner", owner);
        }
        return counted.getSingleResult();
    }

    private static String of(@Nullable String owner) {
        return owner == null ? "" : " where owner = :owner";
    }

    @Transactional
    public Optional<AccessToken> find(String id) {
        return Optional.ofNullable(entities.find(AccessTokenEntity.class, id)).map(AccessTokenStore::token);
    }

    @Transactional
    public void remove(String id) {
        AccessTokenEntity row = entities.find(AccessTokenEntity.class, id);
        if (row != null) {
            entities.remove(row);
        }
    }

    @Transactional
    public void removeOf(String owner) {
        entities.createQuery("delete from AccessTokenEntity where owner = :owner")
                .setParameter("owner", owner)
                .executeUpdate();
    }

    private static AccessToken token(AccessTokenEntity row) {
        return new AccessToken(
                row.id,
                row.name,
                row.owner,
                row.roles.isEmpty() ? Set.of() : Set.of(row.roles.split(" ")),
                row.createdAt,
                row.expiresAt,
                row.usedAt);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
