package io.fixpoint.incident;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.PageQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A search for incidents: conditions that must all hold. */
final class IncidentSearch {
    private static final String[] SORTS = {
        "openedAt", "number", "severity", "priority", "status", "service", "title", "resolvedAt"
    };

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    /** @param values of which one must be the field's, several parted by commas; nothing means all */
    <E extends Enum<E>> IncidentSearch oneOf(String field, Class<E> type, @Nullable String values) {
        if (values == null || values.isBlank()) {
            return this;
        }
        Set<E> wanted = EnumSet.noneOf(type);
        for (String word : values.split(",", -1)) {
            try {
                wanted.add(Enum.valueOf(type, word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        field + " is '" + word + "'; it must be one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(type.getEnumConstants())
                                                .map(Enum::name)
                                                .toList())
                                + ".");
            }
        }
        return with("i." + field + " in :" + field, field, wanted);
    }

    IncidentSearch service(@Nullable String service) {
        return service == null
                ? this
                : with("(i.service = :service or :service member of i.services)", "service", service);
    }

    IncidentSearch assignee(@Nullable String assignee) {
        return assignee == null ? this : with("i.assignee = :assignee", "assignee", assignee);
    }

    /** Words in title, service and correlation key, or the incident's number. */
    IncidentSearch text(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return this;
        }
        String like = "%"
                + text.strip()
                        .toLowerCase(Locale.ROOT)
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_")
                + "%";
        String condition = "lower(i.title) like :q escape '\\' or lower(i.service) like :q escape '\\'"
                + " or lower(i.correlationKey) like :q escape '\\'";
        if (text.strip().matches("#?\\d{1,18}")) {
            condition += " or i.number = :number";
            parameters.put("number", Long.parseLong(text.strip().replace("#", "")));
        }
        return with("(" + condition + ")", "q", like);
    }

    /** Opened in this time; both ends may be missing. */
    IncidentSearch opened(@Nullable String from, @Nullable String to) {
        if (from != null) {
            with("i.openedAt >= :from", "from", time("from", from));
        }
        return to == null ? this : with("i.openedAt < :to", "to", time("to", to));
    }

    static Instant time(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    name + " is '" + text + "'; it must be a time such as 2026-11-22T10:00:00Z.");
        }
    }

    private IncidentSearch with(String condition, String name, Object value) {
        conditions.add(condition);
        parameters.put(name, value);
        return this;
    }

    /** The rows that are searched, as JPQL behind {@code select …}. */
    String from() {
        return " from IncidentEntity i" + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions));
    }

    /** The parameters of {@link #from()}. */
    Map<String, Object> parameters() {
        return parameters;
    }

    /** How rows are ordered, with the parameters of that. */
    record Order(String clause, Map<String, Object> parameters) {}

    Order order(PageQuery query) {
        PageQuery.Sort sort = query.sort(SORTS);
        Map<String, Object> ranks = new LinkedHashMap<>();
        // Databases differ in where they put what has no value.
        String clause = " order by " + expression(sort.field(), ranks) + (sort.descending() ? " desc" : "")
                + (sort.field().equals("resolvedAt") ? " nulls last" : "") + ", i.number desc";
        return new Order(clause, ranks);
    }

    /** Enums are stored by name and sorted by rank. */
    private static String expression(String field, Map<String, Object> ranks) {
        return switch (field) {
            case "severity" -> ranked("i.severity", Severity.values(), ranks);
            case "priority" -> ranked("i.priority", Priority.values(), ranks);
            case "status" -> ranked("i.status", Incident.Status.values(), ranks);
            default -> "i." + field;
        };
    }

    private static String ranked(String field, Enum<?>[] values, Map<String, Object> ranks) {
        StringBuilder expression = new StringBuilder("case");
        for (int rank = 0; rank < values.length; rank++) {
            ranks.put("rank" + rank, values[rank]);
            expression
                    .append(" when ")
                    .append(field)
                    .append(" = :rank")
                    .append(rank)
                    .append(" then ")
                    .append(rank);
        }
        return expression.append(" else -1 end").toString();
    }
}
