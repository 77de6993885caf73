package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A Camunda form: its schema, and whether what a person filled in satisfies it. */
record FormFile(String id, ModelFile file, JsonNode schema) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What is wrong with a field of what a person filled in. */
    record FieldProblem(String field, String detail) {}

    /** The file is no form; the message says why. */
    static final class InvalidException extends Exception {
        InvalidException(String message) {
            super(message);
        }
    }

    static FormFile read(ModelFile file) throws InvalidException {
        JsonNode schema;
        try {
            schema = MAPPER.readTree(file.content());
        } catch (JacksonException e) {
            throw new InvalidException("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidException("it cannot be read: " + e.getMessage());
        }
        if (!schema.path("components").isArray()) {
            throw new InvalidException("it is no Camunda form: it has no 'components'");
        }
        if (!schema.path("id").isTextual() || schema.path("id").asText().isBlank()) {
            throw new InvalidException("it has no 'id', by which camunda:formRef could name it");
        }
        for (JsonNode field : fields(schema)) {
            JsonNode pattern = field.path("validate").path("pattern");
            if (pattern.isTextual()) {
                try {
                    Pattern.compile(pattern.asText());
                } catch (PatternSyntaxException e) {
                    throw new InvalidException(
                            "the pattern of '" + field.path("key").asText() + "' is invalid: " + e.getDescription());
                }
            }
        }
        return new FormFile(schema.path("id").asText(), file, schema);
    }

    /** A row for each field that the values do not satisfy. */
    List<FieldProblem> problems(Map<String, @Nullable Object> values) {
        List<FieldProblem> problems = new ArrayList<>();
        for (JsonNode field : fields(schema)) {
            String key = field.path("key").asText();
            String problem = problem(field, values.get(key));
            if (problem != null) {
                problems.add(new FieldProblem(key, problem));
            }
        }
        return problems;
    }

    /** The components that have a key and can be filled in, those inside groups included. */
    private static List<JsonNode> fields(JsonNode container) {
        List<JsonNode> fields = new ArrayList<>();
        for (JsonNode component : container.path("components")) {
            if (component.path("components").isArray()) {
                fields.addAll(fields(component));
            } else if (component.path("key").isTextual()
                    && !component.path("disabled").asBoolean(false)
                    && !component.path("readonly").asBoolean(false)) {
                fields.add(component);
            }
        }
        return fields;
    }

    private static @Nullable String problem(JsonNode field, @Nullable Object value) {
        JsonNode rules = field.path("validate");
        boolean empty = value == null || "".equals(value) || (value instanceof List<?> list && list.isEmpty());
        if (empty) {
            return rules.path("required").asBoolean(false) ? "it is required" : null;
        }
        return switch (field.path("type").asText()) {
            case "number" -> number(rules, value);
            case "checkbox" -> {
                if (!(value instanceof Boolean)) {
                    yield "it must be true or false, not " + value;
                }
                yield rules.path("required").asBoolean(false) && !Boolean.TRUE.equals(value)
                        ? "it must be ticked"
                        : null;
            }
            case "textfield", "textarea" -> text(rules, value);
            case "select", "radio" -> choice(field, value);
            case "checklist", "taglist" -> {
                if (!(value instanceof List<?> chosen)) {
                    yield "it must be a list, not " + value;
                }
                for (Object one : chosen) {
                    String problem = choice(field, one);
                    if (problem != null) {
                        yield problem;
                    }
                }
                yield null;
            }
            default -> null;
        };
    }

    private static @Nullable String number(JsonNode rules, @Nullable Object value) {
        BigDecimal number;
        try {
            number = new BigDecimal(String.valueOf(value));
        } catch (NumberFormatException e) {
            return "it must be a number, not '" + value + "'";
        }
        if (rules.path("min").isNumber() && number.compareTo(rules.path("min").decimalValue()) < 0) {
            return "it is " + number + "; at least " + rules.path("min").asText() + " is asked for";
        }
        if (rules.path("max").isNumber() && number.compareTo(rules.path("max").decimalValue()) > 0) {
            return "it is " + number + "; at most " + rules.path("max").asText() + " is allowed";
        }
        return null;
    }

    private static @Nullable String text(JsonNode rules, @Nullable Object value) {
        if (!(value instanceof String text)) {
            return "it must be a text, not " + value;
        }
        if (rules.path("minLength").isNumber()
                && text.length() < rules.path("minLength").asInt()) {
            return "it has " + text.length() + " characters; at least "
                    + rules.path("minLength").asInt() + " are asked for";
        }
        if (rules.path("maxLength").isNumber()
                && text.length() > rules.path("maxLength").asInt()) {
            return "it has " + text.length() + " characters; at most "
                    + rules.path("maxLength").asInt() + " are allowed";
        }
        if (rules.path("pattern").isTextual()
                && !text.matches(rules.path("pattern").asText())) {
            return "it does not match the pattern " + rules.path("pattern").asText();
        }
        return null;
    }

    private static @Nullable String choice(JsonNode field, @Nullable Object value) {
        JsonNode options = field.path("values");
        if (!options.isArray()) {
            return null;
        }
        List<String> known = new ArrayList<>();
        options.forEach(option -> known.add(option.path("value").asText()));
        return known.contains(String.valueOf(value)) ? null : "it is '" + value + "'; it must be one of " + known;
    }
}
