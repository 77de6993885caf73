package io.fixpoint.recovery;

import io.fixpoint.rest.KeyCursor;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of human tasks. Every method joins the caller's transaction. */
@ApplicationScoped
class HumanTaskStore {
    private final EntityManager entities;

    @Inject
    HumanTaskStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Who may claim a task. */
    record Candidates(Set<String> groups, Set<String> users) {}

    /**
     * A page of open tasks.
     *
     * @param total as far as it was counted: at most one more than is shown
     */
    record Listed(List<String> tasks, long total, @Nullable KeyCursor next) {}

    private record Row(String task, Object key) {}

    Optional<HumanTaskEntity> find(String task) {
        return Optional.ofNullable(entities.find(HumanTaskEntity.class, task));
    }

    void add(HumanTaskEntity row) {
        entities.persist(row);
    }

    /** Makes these the candidates of the task. */
    void candidates(HumanTaskEntity row, Candidates candidates) {
        noCandidates(row.task);
        candidates.groups().forEach(group -> candidate(row, "GROUP", group));
        candidates.users().forEach(user -> candidate(row, "USER", user));
    }

    private void candidate(HumanTaskEntity row, String kind, String name) {
        entities.createNativeQuery(
                        "insert into human_task_candidate (kind, name, created_at, task) values (?1, ?2, ?3, ?4)")
                .setParameter(1, kind)
                .setParameter(2, name)
                .setParameter(3, row.createdAt)
                .setParameter(4, row.task)
                .executeUpdate();
    }

    void noCandidates(String task) {
        entities.createNativeQuery("delete from human_task_candidate where task = ?1")
                .setParameter(1, task)
                .executeUpdate();
    }

    /** Who may claim each of the tasks. */
    Map<String, Candidates> candidates(Collection<String> tasks) {
        Map<String, Candidates> candidates = new HashMap<>();
        tasks.forEach(task -> candidates.put(task, new Candidates(new TreeSet<>(), new TreeSet<>())));
        if (tasks.isEmpty()) {
            return candidates;
        }
        for (Object found : entities.createNativeQuery(
                        "select task, kind, name from human_task_candidate where task in (:tasks)")
                .setParameter("tasks", tasks)
                .getResultList()) {
            Object[] columns = (Object[]) found;
            Candidates of = candidates.get(String.valueOf(columns[0]));
            if (of != null) {
                ("GROUP".equals(columns[1]) ? of.groups() : of.users()).add(String.valueOf(columns[2]));
            }
        }
        return candidates;
    }

    /** The rows of these tasks, by id. */
    Map<String, HumanTaskEntity> byId(Collection<String> tasks) {
        return tasks.isEmpty()
                ? Map.of()
                : entities.createQuery("from HumanTaskEntity where task in :tasks", HumanTaskEntity.class)
                        .setParameter("tasks", tasks)
                        .getResultStream()
                        .collect(Collectors.toMap(row -> row.task, row -> row));
    }

    /** The tasks of the recoveries, ended ones included. */
    List<HumanTaskEntity> ofRecoveries(Collection<String> recoveries) {
        return recoveries.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "from HumanTaskEntity where recovery in :recoveries order by createdAt, task",
                                HumanTaskEntity.class)
                        .setParameter("recoveries", recoveries)
                        .getResultList();
    }

    /** A page of the open tasks that satisfy the filter. */
    Listed list(HumanTasks.Filter filter, PageQuery page, Instant now) {
        PageQuery.Sort sort = page.sort("createdAt", "dueAt", "priority");
        KeyCursor after = page.after(sort, 2);
        int wanted = page.pageSize() + 1 + (after == null ? page.offset() : 0);
        List<HumanTaskQuery> queries = HumanTaskQuery.of(filter, now);
        Map<String, Object> found = new LinkedHashMap<>();
        for (HumanTaskQuery query : queries) {
            Query rows = entities.createNativeQuery(query.page(sort, after, wanted));
            query.parameters().forEach(rows::setParameter);
            for (Object row : rows.getResultList()) {
                Object[] columns = (Object[]) row;
                found.put(String.valueOf(columns[0]), HumanTaskQuery.key(columns[1]));
            }
        }
        Stream<Row> all = found.entrySet().stream().map(entry -> new Row(entry.getKey(), entry.getValue()));
        List<Row> rows = (queries.size() > 1 ? all.sorted(order(sort)) : all)
                .limit(wanted)
                .skip(after == null ? page.offset() : 0)
                .toList();
        boolean more = rows.size() > page.pageSize();
        List<Row> shown = more ? rows.subList(0, page.pageSize()) : rows;
        Row last = more ? shown.get(shown.size() - 1) : null;
        return new Listed(
                shown.stream().map(Row::task).toList(),
                count(queries),
                last == null
                        ? null
                        : new KeyCursor(sort.toString(), List.of(last.key().toString(), last.task())));
    }

    private static Comparator<Row> order(PageQuery.Sort sort) {
        Comparator<Row> ascending = Comparator.<Row, Comparable<Object>>comparing(row -> comparable(row.key()))
                .thenComparing(Row::task);
        return sort.descending() ? ascending.reversed() : ascending;
    }

    /** The keys of one list are of one type. */
    @SuppressWarnings("unchecked")
    private static Comparable<Object> comparable(Object key) {
        return (Comparable<Object>) key;
    }

    private long count(List<HumanTaskQuery> queries) {
        Query count = entities.createNativeQuery(HumanTaskQuery.count(queries));
        queries.forEach(query -> query.parametersOfCount().forEach(count::setParameter));
        return ((Number) count.getSingleResult()).longValue();
    }
}
