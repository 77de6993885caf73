package io.fixpoint.audit;

import io.fixpoint.rest.KeyCursor;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of the audit. Each change of them is a transaction of its own. */
@ApplicationScoped
class AuditStore {
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);
    private static final int LONGEST_OBJECT = 1024;
    private static final PageQuery.Sort NEWEST_FIRST = new PageQuery.Sort("time", true);

    private final EntityManager entities;
    private final AuditConfig config;
    private final Clock clock;
    private volatile Instant cleaned = Instant.EPOCH;

    /** Who does what. */
    record Begun(
            String person,
            @Nullable String address,
            String knownBy,
            String action,
            String object,
            @Nullable String before) {}

    @Inject
    AuditStore(EntityManager entities, AuditConfig config, Clock clock) {
        this.entities = entities;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Before the change is made.
     *
     * @return the row's id
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public long begin(Begun begun) {
        AuditEntity row = row(begun);
        entities.persist(row);
        return row.id;
    }

    /** A change that is made already. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void add(Begun begun, @Nullable String after) {
        AuditEntity row = row(begun);
        row.after = after;
        entities.persist(row);
    }

    private AuditEntity row(Begun begun) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (now.isAfter(cleaned.plus(CLEAN_EVERY))) {
            cleaned = now;
            entities.createQuery("delete from AuditEntity where at < :before")
                    .setParameter("before", now.minus(config.retention()))
                    .executeUpdate();
        }
        AuditEntity row = new AuditEntity();
        row.at = now;
        row.person = begun.person();
        row.address = begun.address();
        row.knownBy = begun.knownBy();
        row.action = begun.action();
        row.object = begun.object()
                .substring(0, Math.min(LONGEST_OBJECT, begun.object().length()));
        row.before = begun.before();
        return row;
    }

    /**
     * What came of it.
     *
     * @param person whom it made known, if nobody was before; null if it made nobody known
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void end(long id, int status, @Nullable String after, @Nullable String person) {
        AuditEntity row = entities.find(AuditEntity.class, id);
        if (row != null) {
            row.status = status;
            row.after = after;
            if (person != null) {
                row.person = person;
                row.knownBy = "password";
            }
        }
    }

    /** It was refused, so nothing changed. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void refused(long id) {
        AuditEntity row = entities.find(AuditEntity.class, id);
        if (row != null) {
            entities.remove(row);
        }
    }

    /** Newest first. */
    @Transactional
    public Page<AuditView> page(AuditQuery filter, PageQuery query) {
        Map<String, Object> values = new LinkedHashMap<>();
        String where = filter.where(values);
        KeyCursor after = query.after(NEWEST_FIRST, 1);
        Map<String, Object> behind = new LinkedHashMap<>(values);
        String from = where;
        if (after != null) {
            from = where + " and id < :behind";
            behind.put("behind", idOf(after));
        }
        TypedQuery<AuditEntity> rows =
                entities.createQuery("from AuditEntity where " + from + " order by id desc", AuditEntity.class);
        behind.forEach(rows::setParameter);
        List<AuditEntity> found = rows.setFirstResult(after == null ? query.offset() : 0)
                .setMaxResults(query.pageSize() + 1)
                .getResultList();
        boolean more = found.size() > query.pageSize();
        List<AuditView> items =
                found.stream().limit(query.pageSize()).map(AuditStore::view).toList();
        KeyCursor next = more
                ? new KeyCursor(
                        NEWEST_FIRST.toString(),
                        List.of(items.get(items.size() - 1).id()))
                : null;
        return Page.keyed(items, count(where, values), next);
    }

    private static long idOf(KeyCursor cursor) {
        try {
            return Long.parseLong(cursor.key().get(0));
        } catch (NumberFormatException e) {
            throw KeyCursor.unusable(cursor.text());
        }
    }

    private long count(String where, Map<String, Object> values) {
        TypedQuery<Long> counted = entities.createQuery(
                "select count(*) from (select id as id from AuditEntity where " + where + " order by id desc limit "
                        + (Page.TOTAL_CAP + 1) + ") capped",
                Long.class);
        values.forEach(counted::setParameter);
        return counted.getSingleResult();
    }

    private static AuditView view(AuditEntity row) {
        return new AuditView(
                String.valueOf(row.id),
                row.at,
                row.person,
                row.address,
                row.knownBy,
                row.action,
                row.object,
                row.before,
                row.after,
                row.status);
    }
}
