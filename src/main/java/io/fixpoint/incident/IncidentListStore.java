package io.fixpoint.incident;

import io.fixpoint.incident.IncidentOrder.Row;
import io.fixpoint.incident.IncidentOrder.Stretch;
import io.fixpoint.incident.IncidentViews.SummaryView;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the list of incidents, by index at any size, and keeps the texts that are searched. */
@ApplicationScoped
public class IncidentListStore {
    /** Up to so many results are read and sorted; of more, the order is read and each row is asked. */
    private static final int FEW = 2_000;

    private final EntityManager entities;

    IncidentListStore(EntityManager entities) {
        this.entities = entities;
    }

    /** A page of the incidents that satisfy the search. */
    @Transactional
    public Page<SummaryView> list(IncidentSearch search, PageQuery query) {
        IncidentOrder order = new IncidentOrder(query);
        List<Long> texts = texts(search);
        long total = count(search, texts);
        int skipped = order.goesOn() ? 0 : query.offset();
        int wanted = skipped + query.pageSize() + 1;
        List<Row> rows = new ArrayList<>();
        for (Stretch stretch : order.stretches()) {
            if (rows.size() < wanted) {
                int missing = wanted - rows.size();
                String sql = total <= FEW
                        ? order.few(stretch, search.found(texts), FEW, missing)
                        : order.many(stretch, search.asked(), missing);
                Query page = entities.createNativeQuery(sql);
                set(page, search.parameters());
                set(page, order.parameters(stretch));
                if (total > FEW && search.like() != null) {
                    page.setParameter("q", search.like());
                }
                for (Object row : page.getResultList()) {
                    rows.add(IncidentOrder.row(stretch, (Object[]) row));
                }
            }
        }
        boolean more = rows.size() == wanted;
        List<Row> shown = rows.subList(Math.min(skipped, rows.size()), more ? wanted - 1 : rows.size());
        return Page.keyed(views(shown), total, more ? order.behind(shown.get(shown.size() - 1)) : null);
    }

    private static void set(Query query, Map<String, Object> parameters) {
        parameters.forEach(query::setParameter);
    }

    /** Counts no further than is shown. */
    private long count(IncidentSearch search, List<Long> texts) {
        long total = 0;
        for (String part : search.parts(texts)) {
            if (total <= Page.TOTAL_CAP) {
                Query count = entities.createNativeQuery("select count(*) from (select i.id from incident i where "
                        + part + " limit " + (Page.TOTAL_CAP + 1 - total) + ") counted");
                set(count, search.parameters());
                total += ((Number) count.getSingleResult()).longValue();
            }
        }
        return total;
    }

    private List<Long> texts(IncidentSearch search) {
        if (search.like() == null) {
            return List.of();
        }
        List<Long> texts = new ArrayList<>();
        for (Object id : entities.createNativeQuery("select id from incident_text where lowered like :q escape '!'")
                .setParameter("q", search.like())
                .getResultList()) {
            texts.add(((Number) id).longValue());
        }
        return texts;
    }

    private List<SummaryView> views(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<String, IncidentEntity> found = entities.createQuery(
                        "from IncidentEntity where id in :ids", IncidentEntity.class)
                .setParameter("ids", rows.stream().map(Row::id).toList())
                .getResultStream()
                .collect(Collectors.toMap(incident -> incident.id, Function.identity()));
        return rows.stream()
                .map(row -> found.get(row.id()))
                .filter(Objects::nonNull)
                .map(SummaryView::of)
                .toList();
    }

    /** The row of what can be searched of an incident, made if it is the first of its kind. Joins the caller's transaction. */
    long text(String service, String title, String correlationKey) {
        List<?> known = entities.createNativeQuery("select id from incident_text where service = :service"
                        + " and title = :title and correlation_key = :key limit 1")
                .setParameter("service", service)
                .setParameter("title", title)
                .setParameter("key", correlationKey)
                .getResultList();
        if (!known.isEmpty()) {
            return ((Number) known.get(0)).longValue();
        }
        // Two at once make two rows, which does no harm.
        IncidentTextEntity text = new IncidentTextEntity();
        text.service = service;
        text.title = title;
        text.correlationKey = correlationKey;
        text.lowered = (title + " | " + service + " | " + correlationKey).toLowerCase(Locale.ROOT);
        entities.persist(text);
        return Objects.requireNonNull(text.id);
    }
}
