package io.fixpoint.recovery;

import io.fixpoint.rest.KeyCursor;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One search for open tasks, as SQL that an index answers in the order that is wanted: what is compared with a constant
 * stands before the sort key in the index and, since H2 asks for it, in the order.
 */
final class HumanTaskQuery {
    private static final String OPEN = "t.is_open = true";

    private final String name;
    private final boolean byCandidate;
    private final List<String> conditions = new ArrayList<>();
    /** The columns with one value each that come before {@code created_at} in an index. */
    private final List<String> leading = new ArrayList<>();

    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, Object> parametersOfPage = new LinkedHashMap<>();

    private HumanTaskQuery(String name, boolean byCandidate) {
        this.name = name;
        this.byCandidate = byCandidate;
        conditions.add(OPEN);
        leading.add("t.is_open");
    }

    /** The searches whose results, put together, are the tasks of the filter. */
    static List<HumanTaskQuery> of(HumanTasks.Filter filter, Instant now) {
        List<HumanTaskQuery> queries = new ArrayList<>();
        HumanTasks.Mine mine = filter.mine();
        if (mine == null) {
            queries.add(
                    filter.group() == null ? new HumanTaskQuery("q", false) : candidate("q", "GROUP", filter.group()));
        } else {
            HumanTaskQuery own = new HumanTaskQuery("own", false);
            own.equal("assignee", "me", mine.person());
            queries.add(own);
            queries.add(candidate("user", "USER", mine.person()).unclaimed());
            int number = 0;
            for (String group : mine.groups()) {
                queries.add(candidate("group" + number++, "GROUP", group).unclaimed());
            }
            if (filter.group() != null) {
                queries.forEach(query -> query.alsoFor(filter.group()));
            }
        }
        queries.forEach(query -> query.restrict(filter, now));
        return queries;
    }

    private static HumanTaskQuery candidate(String name, String kind, String of) {
        HumanTaskQuery query = new HumanTaskQuery(name, true);
        query.condition("c.kind = :", "kind", kind);
        query.condition("c.name = :", "candidate", of);
        return query;
    }

    private HumanTaskQuery unclaimed() {
        conditions.add("t.assignee is null");
        return this;
    }

    private void alsoFor(String group) {
        condition(
                "exists (select 1 from human_task_candidate g where g.task = t.task and g.kind = 'GROUP' and g.name = :",
                "alsoFor",
                group);
        conditions.add(conditions.remove(conditions.size() - 1) + ")");
    }

    private void restrict(HumanTasks.Filter filter, Instant now) {
        if (filter.assignee() != null) {
            equal("assignee", "assignee", filter.assignee());
        }
        if (filter.process() != null) {
            equal("process", "process", filter.process());
        }
        if (filter.incidentId() != null) {
            equal("incident", "incident", filter.incidentId());
        }
        if (filter.overdue() != null) {
            condition(filter.overdue() ? "t.due_at < :" : "t.due_at >= :", "now", now);
        }
    }

    /** The first one leads: there is an index for it. */
    private void equal(String column, String parameter, String value) {
        condition("t." + column + " = :", parameter, value);
        if (leading.size() == 1) {
            leading.add(column.equals("incident") ? 0 : 1, "t." + column);
        }
    }

    private void condition(String beginning, String parameter, Object value) {
        conditions.add(beginning + name + parameter);
        parameters.put(name + parameter, value);
    }

    private String from() {
        return " from " + (byCandidate ? "human_task_candidate c join human_task t on t.task = c.task" : "human_task t")
                + " where " + String.join(" and ", conditions);
    }

    /** Selects the id and the sort key. */
    String page(PageQuery.Sort sort, @org.jspecify.annotations.Nullable KeyCursor after, int wanted) {
        boolean created = sort.field().equals("createdAt");
        String column = column(sort.field());
        String direction = sort.descending() ? " desc" : "";
        String key = created && byCandidate ? "c.created_at" : "t." + column;
        String task = created && byCandidate ? "c.task" : "t.task";
        List<String> order = new ArrayList<>();
        if (created && byCandidate) {
            order.addAll(List.of("c.kind", "c.name"));
        } else if (created) {
            order.addAll(leading);
        } else if (!byCandidate) {
            order.add("t.is_open");
        }
        order.add(key);
        order.add(task);
        String behind = "";
        if (after != null) {
            String than = sort.descending() ? "<" : ">";
            behind = " and " + key + " " + than + "= :" + name + "key and (" + key + " " + than + " :" + name
                    + "key or " + task + " " + than + " :" + name + "task)";
            parametersOfPage.put(name + "key", value(sort, after.key().get(0)));
            parametersOfPage.put(name + "task", after.key().get(1));
        }
        return "select t.task, " + key + from() + behind + " order by "
                + order.stream().map(part -> part + direction).collect(Collectors.joining(", ")) + " limit " + wanted;
    }

    private static String column(String field) {
        return switch (field) {
            case "dueAt" -> "due_at";
            case "priority" -> "priority";
            default -> "created_at";
        };
    }

    private static Object value(PageQuery.Sort sort, String key) {
        try {
            return sort.field().equals("priority") ? (Object) Integer.valueOf(key) : Instant.parse(key);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw KeyCursor.unusable(key);
        }
    }

    /** A sort key as the database gives it. */
    static Object key(Object column) {
        return column instanceof OffsetDateTime time ? time.toInstant() : column;
    }

    /** Counts the results of the searches, each task once, and no further than is shown. */
    static String count(List<HumanTaskQuery> queries) {
        String most = " limit " + (Page.TOTAL_CAP + 1) + ")";
        return queries.stream()
                .map(query -> "(select t.task" + query.from() + most)
                .collect(Collectors.joining(" union ", "select count(*) from (", ") counted"));
    }

    /** The parameters of {@link #page}. */
    Map<String, Object> parameters() {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.putAll(parametersOfPage);
        return all;
    }

    Map<String, Object> parametersOfCount() {
        return parameters;
    }
}
