package io.fixpoint.incident;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import io.fixpoint.rest.KeyCursor;
import io.fixpoint.rest.PageQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list of incidents, as stretches that come one after the other, each of which an index gives: of an enum, a
 * stretch for each value, since its names are not in the order of their ranks; of a time that may be missing, those that
 * have it before those that do not. Equals go by number, in the same direction.
 */
final class IncidentOrder {
    private static final String[] FIELDS = {
        "openedAt", "number", "severity", "priority", "status", "service", "title", "resolvedAt"
    };
    /** Stretch, key, number. */
    private static final int KEY_LENGTH = 3;

    private final PageQuery.Sort sort;
    private final @Nullable KeyCursor after;

    IncidentOrder(PageQuery query) {
        sort = query.sort(FIELDS);
        after = query.after(sort, KEY_LENGTH);
    }

    /**
     * Rows that come one after the other.
     *
     * @param name tells it from the others
     * @param condition what its rows have in common; null for nothing
     * @param equal the column that has one value in it; null for none
     * @param column what it is sorted by before the number; null for the number alone
     */
    record Stretch(
            String name,
            @Nullable String condition,
            @Nullable String equal,
            @Nullable String column) {}

    /** A row of the list. */
    record Row(
            String stretch,
            String id,
            long number,
            @Nullable Object key) {}

    /** Those that are still to be read, in order. */
    List<Stretch> stretches() {
        List<Stretch> all = all();
        KeyCursor from = after;
        if (from == null) {
            return all;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(from.key().get(0))) {
                return all.subList(i, all.size());
            }
        }
        throw KeyCursor.unusable(from.text());
    }

    private List<Stretch> all() {
        return switch (sort.field()) {
            case "severity" -> ofValues("severity", Severity.values());
            case "priority" -> ofValues("priority", Priority.values());
            case "status" -> ofValues("status", Incident.Status.values());
            case "service" -> List.of(new Stretch("", null, null, "service"));
            case "title" -> List.of(new Stretch("", null, null, "title"));
            case "number" -> List.of(new Stretch("", null, null, null));
            case "resolvedAt" ->
                List.of(
                        new Stretch("at", "i.resolved_at is not null", null, "resolved_at"),
                        new Stretch("never", "i.resolved_at is null", null, null));
            default -> List.of(new Stretch("", null, null, "opened_at"));
        };
    }

    private List<Stretch> ofValues(String column, Enum<?>[] values) {
        List<Stretch> stretches = new ArrayList<>(Arrays.stream(values)
                .map(value -> new Stretch(value.name(), "i." + column + " = '" + value.name() + "'", column, null))
                .toList());
        if (sort.descending()) {
            Collections.reverse(stretches);
        }
        return stretches;
    }

    /** Selects id, number and key of so many rows of a search that finds few. */
    String few(Stretch stretch, String found, int atMost, int wanted) {
        String column = stretch.column();
        return "select x.id, x.number" + (column == null ? "" : ", x.sorted") + " from (select i.id, i.number"
                + (column == null ? "" : ", i." + column + " as sorted") + " from incident i where " + found
                + condition(stretch) + " limit " + atMost + ") x where 1 = 1"
                + behind(stretch, "x.", "sorted") + " order by "
                + (column == null ? "" : "x.sorted" + direction() + ", ") + "x.number" + direction() + " limit "
                + wanted;
    }

    /** The same of one that finds many: an index gives the order, and each row is asked. */
    String many(Stretch stretch, String asked, int wanted) {
        String column = stretch.column();
        // H2 takes an index for the order only if all its columns are named.
        String leading = stretch.equal() == null ? "" : "i." + stretch.equal() + direction() + ", ";
        return "select i.id, i.number" + (column == null ? "" : ", i." + column) + " from incident i where " + asked
                + condition(stretch) + behind(stretch, "i.", column) + " order by " + leading
                + (column == null ? "" : "i." + column + direction() + ", ") + "i.number" + direction() + " limit "
                + wanted;
    }

    private static String condition(Stretch stretch) {
        return stretch.condition() == null ? "" : " and " + stretch.condition();
    }

    private String direction() {
        return sort.descending() ? " desc" : "";
    }

    private boolean begins(Stretch stretch) {
        return after != null && stretch.name().equals(after.key().get(0));
    }

    private String behind(Stretch stretch, String table, @Nullable String column) {
        if (!begins(stretch)) {
            return "";
        }
        String than = sort.descending() ? " < " : " > ";
        String number = table + "number" + than + ":afterNumber";
        if (stretch.column() == null) {
            return " and " + number;
        }
        String key = table + column;
        return " and " + key + than.stripTrailing() + "= :afterKey and (" + key + than + ":afterKey or " + number + ")";
    }

    /** The parameters of the queries for this stretch. */
    Map<String, Object> parameters(Stretch stretch) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        KeyCursor from = after;
        if (from != null && begins(stretch)) {
            try {
                parameters.put("afterNumber", Long.valueOf(from.key().get(2)));
                String key = from.key().get(1);
                if (stretch.column() != null) {
                    parameters.put("afterKey", stretch.column().endsWith("_at") ? Instant.parse(key) : key);
                }
            } catch (NumberFormatException | DateTimeParseException e) {
                throw KeyCursor.unusable(from.text());
            }
        }
        return parameters;
    }

    /** Whether the list is read on behind a row, and not by counting rows. */
    boolean goesOn() {
        return after != null;
    }

    /** A row as the database gives it. */
    static Row row(Stretch stretch, Object[] columns) {
        Object key = stretch.column() == null ? null : columns[2];
        return new Row(
                stretch.name(),
                String.valueOf(columns[0]),
                ((Number) columns[1]).longValue(),
                key instanceof OffsetDateTime time ? time.toInstant() : key);
    }

    /** Where the list goes on behind this row. */
    KeyCursor behind(Row last) {
        return new KeyCursor(
                sort.toString(),
                List.of(
                        last.stretch(),
                        last.key() == null ? "" : last.key().toString(),
                        String.valueOf(last.number())));
    }
}
