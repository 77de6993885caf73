package io.fixpoint.incident;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A search for incidents: conditions that must all hold, as SQL on {@code incident i}. Each is there twice: as an index finds
 * its rows, for a search that finds few; and as it is asked of each row, while another index gives the order, for one that
 * finds many. Databases guess which it is, and guess wrong; the number of results, which is shown anyway, says it.
 */
final class IncidentSearch {
    private static final int TEXTS_AT_ONCE = 500;

    private final List<String> found = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private @Nullable String like;
    private @Nullable Long number;

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
        // Literals, for the planner: these are our own names.
        String names = wanted.stream().map(one -> "'" + one.name() + "'").collect(Collectors.joining(", "));
        String condition = "i." + field + " in (" + names + ")";
        found.add(condition);
        asked.add(ofEachRow(condition));
        return this;
    }

    /** Its own, or that of one of its anomalies. */
    IncidentSearch service(@Nullable String service) {
        if (service != null) {
            found.add("i.id in (select s.incident from incident_service s where s.service = :service)");
            asked.add("exists (select 1 from incident_service s where s.incident = i.id and s.service = :service)");
            parameters.put("service", service);
        }
        return this;
    }

    IncidentSearch assignee(@Nullable String assignee) {
        if (assignee != null) {
            String condition = "i.assignee = :assignee";
            found.add(condition);
            asked.add(ofEachRow(condition));
            parameters.put("assignee", assignee);
        }
        return this;
    }

    /** Words in title, service and correlation key, or the incident's number. */
    IncidentSearch text(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return this;
        }
        like = "%"
                + text.strip()
                        .toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_")
                + "%";
        if (text.strip().matches("#?\\d{1,18}")) {
            number = Long.parseLong(text.strip().replace("#", ""));
        }
        return this;
    }

    /** Opened in this time; both ends may be missing. */
    IncidentSearch opened(@Nullable String from, @Nullable String to) {
        if (from != null) {
            both("i.opened_at >= :from", "from", time("from", from));
        }
        if (to != null) {
            both("i.opened_at < :to", "to", time("to", to));
        }
        return this;
    }

    /** The condition as no index answers it; H2 sees through anything simpler. */
    private static String ofEachRow(String condition) {
        return "case when " + condition + " then 1 else 0 end = 1";
    }

    private void both(String condition, String name, Object value) {
        found.add(condition);
        asked.add(condition);
        parameters.put(name, value);
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

    /** What a text must be like, with '!' as escape; null if any will do. */
    @Nullable
    String like() {
        return like;
    }

    /**
     * The conditions as an index finds the rows, in parts that hold different rows, each with so many texts.
     *
     * @param texts ids of those that are alike, if a text is searched
     */
    List<String> parts(List<Long> texts) {
        if (like == null) {
            return List.of(where(found, null));
        }
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
            parts.add(where(found, among(texts.subList(from, Math.min(texts.size(), from + TEXTS_AT_ONCE)))));
        }
        if (number != null) {
            parts.add(
                    where(found, "i.number = " + number + (texts.isEmpty() ? "" : " and not (" + among(texts) + ")")));
        }
        return parts.isEmpty() ? List.of(where(found, "1 = 0")) : parts;
    }

    /** The same in one. */
    String found(List<Long> texts) {
        if (like == null) {
            return where(found, null);
        }
        String alike = texts.isEmpty() ? "1 = 0" : among(texts);
        return where(found, number == null ? alike : "(" + alike + " or i.number = " + number + ")");
    }

    /** The conditions as they are asked of each row. */
    String asked() {
        if (like == null) {
            return where(asked, null);
        }
        String alike = "exists (select 1 from incident_text t where t.id = i.text_id and t.lowered like :q escape '!')";
        return where(asked, number == null ? alike : "(" + alike + " or i.number = " + number + ")");
    }

    private static String among(List<Long> texts) {
        return "i.text_id in (" + texts.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }

    private static String where(List<String> conditions, @Nullable String more) {
        List<String> all = new ArrayList<>(conditions);
        if (more != null) {
            all.add(more);
        }
        return all.isEmpty() ? "1 = 1" : String.join(" and ", all);
    }

    /** The parameters of the conditions, without that of {@link #asked()} for the text. */
    Map<String, Object> parameters() {
        return parameters;
    }
}
