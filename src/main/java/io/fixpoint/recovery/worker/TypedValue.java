package io.fixpoint.recovery.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.ReservedNames;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.camunda.bpm.engine.variable.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * A variable as Camunda's clients write and read it. The names of types begin with a capital letter in Java and with a
 * small one in JavaScript; both read ours. {@code Json}, and {@code Object} in JSON, are the maps and lists that
 * expressions read.
 *
 * @param type null where the JSON type says enough
 * @param valueInfo of a file: its name, media type and encoding; of an object: its format
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TypedValue(
        @Nullable String type,
        @Nullable JsonNode value,
        @Nullable Map<String, Object> valueInfo) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);
    private static final String JSON = "application/json";
    private static final String FILE_NAME = "filename";

    /** A point in time as the clients read it; null for null. */
    static @Nullable String time(@Nullable Date date) {
        return date == null ? null : TIME.format(date.toInstant().atOffset(ZoneOffset.UTC));
    }

    /**
     * The values for the engine.
     *
     * @throws ProblemException INVALID if a value is not of its type, its type is not taken, or the server sets the name
     */
    static Map<String, @Nullable Object> read(@Nullable Map<String, TypedValue> variables) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (variables == null) {
            return values;
        }
        variables.forEach((name, value) -> {
            ReservedNames.check(name);
            try {
                values.put(name, value == null ? null : value.read());
            } catch (IllegalArgumentException | DateTimeParseException | JsonProcessingException e) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        "The variable '" + name + "' is not of the type that it states: " + e.getMessage());
            }
        });
        return values;
    }

    private @Nullable Object read() throws JsonProcessingException {
        JsonNode node = value == null ? NullNode.getInstance() : value;
        if (node.isNull()) {
            return null;
        }
        return switch (type == null ? "" : type.toLowerCase(Locale.ROOT)) {
            case "" -> MAPPER.convertValue(node, Object.class);
            case "string" -> node.isTextual() ? node.textValue() : node.toString();
            case "boolean" -> {
                if (!node.isBoolean()) {
                    throw new IllegalArgumentException(node + " is neither true nor false");
                }
                yield node.booleanValue();
            }
            case "integer" -> Math.toIntExact(whole(node));
            case "short" -> (short) Math.toIntExact(whole(node));
            case "long" -> whole(node);
            case "double" -> {
                if (!node.isNumber()) {
                    throw new IllegalArgumentException(node + " is no number");
                }
                yield node.doubleValue();
            }
            case "date" -> Date.from(Instant.from(TIME.parse(node.asText())));
            case "bytes" -> Base64.getDecoder().decode(node.asText());
            case "file" -> file(node.asText());
            case "json" -> json(node);
            case "object" -> object(node);
            case "null" -> null;
            default ->
                throw new IllegalArgumentException("the type '" + type
                        + "' is not taken; use String, Boolean, Integer, Long, Double, Date, Bytes, File or Json");
        };
    }

    private static long whole(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new IllegalArgumentException(node + " is no whole number of that size");
        }
        return node.longValue();
    }

    private static @Nullable Object json(JsonNode node) throws JsonProcessingException {
        JsonNode content = node.isTextual() ? MAPPER.readTree(node.textValue()) : node;
        return MAPPER.convertValue(content, Object.class);
    }

    private @Nullable Object object(JsonNode node) throws JsonProcessingException {
        Object format = valueInfo == null ? null : valueInfo.get("serializationDataFormat");
        if (format != null && !format.equals(JSON)) {
            throw new IllegalArgumentException(
                    "an object in the format " + format + " is not taken, since it could make any class; send " + JSON);
        }
        return json(node);
    }

    private FileValue file(String base64) {
        Map<String, Object> info = valueInfo == null ? Map.of() : valueInfo;
        Object name = info.get(FILE_NAME);
        if (name == null) {
            throw new IllegalArgumentException("a file needs valueInfo.filename");
        }
        var builder = Variables.fileValue(String.valueOf(name))
                .file(Base64.getDecoder().decode(base64));
        // The JavaScript client spells it in small letters.
        Object media = info.get("mimeType") == null ? info.get("mimetype") : info.get("mimeType");
        if (media != null) {
            builder.mimeType(String.valueOf(media));
        }
        Object encoding = info.get("encoding");
        if (encoding != null) {
            builder.encoding(String.valueOf(encoding));
        }
        return builder.create();
    }

    /** The variables of a task for a client; the server's own are not among them. */
    static Map<String, TypedValue> write(@Nullable VariableMap variables) {
        Map<String, TypedValue> written = new LinkedHashMap<>();
        if (variables != null) {
            for (String name : variables.keySet()) {
                if (!name.startsWith("_")) {
                    written.put(name, of(variables.getValueTyped(name)));
                }
            }
        }
        return written;
    }

    private static TypedValue of(org.camunda.bpm.engine.variable.value.@Nullable TypedValue value) {
        if (value instanceof FileValue file) {
            Map<String, Object> info = new LinkedHashMap<>();
            info.put(FILE_NAME, file.getFilename());
            if (file.getMimeType() != null) {
                info.put("mimeType", file.getMimeType());
            }
            if (file.getEncoding() != null) {
                info.put("encoding", file.getEncoding());
            }
            return new TypedValue("File", NullNode.getInstance(), info);
        }
        if (value instanceof ObjectValue object) {
            String json = Objects.requireNonNullElse(object.getValueSerialized(), "null");
            return new TypedValue("Json", MAPPER.getNodeFactory().textNode(json), Map.of());
        }
        Object plain = value == null ? null : value.getValue();
        String type = value == null || value.getType() == null
                ? "null"
                : value.getType().getName();
        JsonNode node;
        if (plain instanceof byte[] bytes) {
            node = MAPPER.getNodeFactory().textNode(Base64.getEncoder().encodeToString(bytes));
        } else if (plain instanceof Date date) {
            node = MAPPER.getNodeFactory().textNode(String.valueOf(time(date)));
        } else {
            node = MAPPER.valueToTree(plain);
        }
        return new TypedValue(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1), node, Map.of());
    }
}
