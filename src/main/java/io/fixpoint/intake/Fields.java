package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.problem.NearNames;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object. Each method refuses what is not valid by a {@link RefusedException}. */
final class Fields {
    /** Names that end up in keys: services, instances, metrics, ids. */
    static final int NAME_LENGTH = 200;
    /** Texts for people. */
    static final int TEXT_LENGTH = 4_000;

    static final int MOST_LABELS = 64;
    static final int LABELS_BYTES = 4_096;

    private final JsonNode object;

    Fields(JsonNode object) {
        this.object = object;
    }

    /** Refuses fields that are not among those. */
    void only(String type, List<String> known) {
        List<String> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            String first = unknown.get(0);
            throw new RefusedException("A fact of type '" + type + "' has no field '" + shortened(first) + "'."
                    + NearNames.question(first, known) + " Its fields are " + String.join(", ", known) + ".");
        }
    }

    boolean has(String field) {
        return object.hasNonNull(field);
    }

    String name(String field) {
        String name = optionalName(field);
        if (name == null) {
            throw new RefusedException("'" + field + "' is missing.");
        }
        return name;
    }

    @Nullable
    String optionalName(String field) {
        String name = text(field, NAME_LENGTH);
        if (name == null) {
            return null;
        }
        if (name.isBlank()) {
            throw new RefusedException("'" + field + "' is empty.");
        }
        if (!Texts.isName(name)) {
            throw new RefusedException("'" + field + "' holds a control character.");
        }
        return name;
    }

    @Nullable
    String text(String field) {
        return text(field, TEXT_LENGTH);
    }

    private @Nullable String text(String field, int length) {
        if (!object.hasNonNull(field)) {
            return null;
        }
        JsonNode value = object.get(field);
        if (!value.isTextual()) {
            throw new RefusedException("'" + field + "' is " + shown(value) + "; it must be a text.");
        }
        return checked("'" + field + "'", value.textValue(), length);
    }

    private static String checked(String what, String text, int length) {
        if (text.length() > length) {
            throw new RefusedException(
                    what + " has " + text.length() + " characters; at most " + length + " are taken.");
        }
        // Neither can be stored by every database.
        if (!Texts.isText(text)) {
            throw new RefusedException(what + " holds a character that is no valid Unicode text.");
        }
        return text;
    }

    double finite(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new RefusedException("'" + field + "' is missing.");
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw new RefusedException("'" + field + "' is " + shown(value) + "; it must be a finite number.");
        }
        return number;
    }

    @Nullable
    Instant time(String field) {
        if (!object.hasNonNull(field)) {
            return null;
        }
        JsonNode value = object.get(field);
        if (value.isTextual()) {
            try {
                Instant time = OffsetDateTime.parse(value.textValue()).toInstant();
                if (time.getEpochSecond() < FOUR_DIGITS_END) {
                    return time.truncatedTo(ChronoUnit.MICROS);
                }
            } catch (DateTimeException e) {
                throw new RefusedException("'" + field + "' is " + shown(value) + TIME);
            }
        }
        throw new RefusedException("'" + field + "' is " + shown(value) + TIME);
    }

    private static final String TIME = "; it must be an RFC 3339 time such as \"2026-11-22T10:00:00Z\".";
    private static final long FOUR_DIGITS_END = 253_402_300_800L;

    @Nullable
    Duration duration(String field, Duration shortest, Duration longest) {
        if (!object.hasNonNull(field)) {
            return null;
        }
        JsonNode value = object.get(field);
        Duration duration;
        try {
            duration = Duration.parse(value.isTextual() ? value.textValue() : "");
        } catch (DateTimeException e) {
            throw new RefusedException(
                    "'" + field + "' is " + shown(value) + "; it must be an ISO 8601 duration such as \"PT30S\".");
        }
        if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
            throw new RefusedException(
                    "'" + field + "' is " + shown(value) + "; it must be from " + shortest + " to " + longest + ".");
        }
        return duration;
    }

    /** A map of texts, such as labels: at most 64 and 4 KiB of them. */
    Map<String, String> texts(String field) {
        if (!object.hasNonNull(field)) {
            return Map.of();
        }
        JsonNode value = object.get(field);
        if (!value.isObject()) {
            throw new RefusedException("'" + field + "' is " + shown(value) + "; it must be an object of texts.");
        }
        if (value.size() > MOST_LABELS) {
            throw new RefusedException(
                    "'" + field + "' has " + value.size() + " entries; at most " + MOST_LABELS + " are taken.");
        }
        Map<String, String> texts = new TreeMap<>();
        int bytes = 0;
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String what = "'" + field + "." + shortened(entry.getKey()) + "'";
            if (!entry.getValue().isTextual()) {
                throw new RefusedException(what + " is " + shown(entry.getValue()) + "; it must be a text.");
            }
            String key = checked("The name of " + what, entry.getKey(), LABELS_BYTES);
            String text = checked(what, entry.getValue().textValue(), LABELS_BYTES);
            bytes += bytes(key) + bytes(text);
            texts.put(key, text);
        }
        if (bytes > LABELS_BYTES) {
            throw new RefusedException("'" + field + "' has " + bytes + " bytes; at most " + LABELS_BYTES
                    + " are taken, names and values together.");
        }
        return texts;
    }

    static int bytes(String text) {
        return Texts.bytes(text);
    }

    static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
