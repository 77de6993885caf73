package io.fixpoint.notification;

import io.fixpoint.notification.DeliveryEntity.State;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of deliveries. */
@ApplicationScoped
@Transactional
class DeliveryStore {
    private final EntityManager entities;
    private final Clock clock;

    @Inject
    DeliveryStore(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    void add(DeliveryEntity delivery) {
        entities.persist(delivery);
    }

    /** What is to be sent now, oldest first. */
    List<DeliveryEntity> due(int limit) {
        return entities.createQuery(
                        "from DeliveryEntity where state = :state and nextAt <= :now order by number",
                        DeliveryEntity.class)
                .setParameter("state", State.PENDING)
                .setParameter("now", now())
                .setMaxResults(limit)
                .getResultList();
    }

    void change(String id, Consumer<DeliveryEntity> change) {
        DeliveryEntity delivery = entities.find(DeliveryEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (delivery != null) {
            change.accept(delivery);
        }
    }

    /** Turns all deliveries of the incident that are in the one state into the other. */
    void turn(String incident, State from, State to) {
        entities.flush();
        entities.createQuery("update DeliveryEntity set state = :to where incident = :incident and state = :from")
                .setParameter("to", to)
                .setParameter("incident", incident)
                .setParameter("from", from)
                .executeUpdate();
    }

    Page<DeliveryView> page(@Nullable State state, @Nullable String incident, PageQuery query) {
        PageQuery.Sort sort = query.sort("createdAt", "attempts", "state", "kind");
        Map<String, Object> wanted = new LinkedHashMap<>();
        if (state != null) {
            wanted.put("state", state);
        }
        if (incident != null) {
            wanted.put("incident", incident);
        }
        String where = wanted.isEmpty()
                ? ""
                : wanted.keySet().stream()
                        .map(field -> "d." + field + " = :" + field)
                        .collect(Collectors.joining(" and ", " where ", ""));
        TypedQuery<DeliveryEntity> rows = entities.createQuery(
                "select d from DeliveryEntity d" + where + " order by d." + sort.field()
                        + (sort.descending() ? " desc" : "") + ", d.number desc",
                DeliveryEntity.class);
        TypedQuery<Long> count = entities.createQuery("select count(*) from DeliveryEntity d" + where, Long.class);
        wanted.forEach((name, value) -> {
            rows.setParameter(name, value);
            count.setParameter(name, value);
        });
        List<DeliveryView> items =
                rows.setFirstResult(query.offset()).setMaxResults(query.pageSize()).getResultList().stream()
                        .map(DeliveryView::of)
                        .toList();
        long total = count.getSingleResult();
        return Page.of(items, total, query);
    }
}
