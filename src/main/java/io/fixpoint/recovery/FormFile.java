package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A Camunda form: its schema, and whether what a person filled in satisfies it. */
record FormFile(String id, ModelFile file, JsonNode schema) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What the engine keeps of a text. */
    static final int LONGEST_TEXT = 4000;

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()/.-]{3,}");

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
        for (JsonNode field : all(schema)) {
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
        check(schema, values, "", problems);
        return problems;
    }

    /** All components, those inside others included. */
    private static List<JsonNode> all(JsonNode container) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode component : container.path("components")) {
            all.add(component);
            all.addAll(all(component));
        }
        return all;
    }

    private static void check(JsonNode container, Map<?, ?> values, String prefix, List<FieldProblem> problems) {
        for (JsonNode component : container.path("components")) {
            String path = component.path("path").asText("");
            if ("dynamiclist".equals(component.path("type").asText())) {
                list(component, at(values, path), prefix + path, problems);
            } else if (component.path("components").isArray()) {
                Object inner = path.isEmpty() ? values : at(values, path);
                check(
                        component,
                        inner instanceof Map<?, ?> map ? map : Map.of(),
                        path.isEmpty() ? prefix : prefix + path + ".",
                        problems);
            } else if (component.path("key").isTextual()
                    && !component.path("disabled").asBoolean(false)
                    && !component.path("readonly").asBoolean(false)) {
                String key = component.path("key").asText();
                String problem = problem(component, at(values, key));
                if (problem != null) {
                    problems.add(new FieldProblem(prefix + key, problem));
                }
            }
        }
    }

    private static void list(JsonNode component, @Nullable Object value, String name, List<FieldProblem> problems) {
        if (value == null) {
            return;
        }
        if (!(value instanceof List<?> rows)) {
            problems.add(new FieldProblem(name, "it must be a list, not " + value));
            return;
        }
        for (int row = 0; row < rows.size(); row++) {
            check(
                    component,
                    rows.get(row) instanceof Map<?, ?> map ? map : Map.of(),
                    name + "[" + row + "].",
                    problems);
        }
    }

    /** The value of a key, whose dots lead into objects. */
    private static @Nullable Object at(Map<?, ?> values, String key) {
        Object value = values.get(key);
        int dot = key.indexOf('.');
        return value == null && dot > 0 && values.get(key.substring(0, dot)) instanceof Map<?, ?> inner
                ? at(inner, key.substring(dot + 1))
                : value;
    }

    private static @Nullable String problem(JsonNode field, @Nullable Object value) {
        JsonNode rules = field.path("validate");
        boolean empty = value == null || "".equals(value) || (value instanceof List<?> list && list.isEmpty());
        if (empty) {
            // Whether a field was hidden depends on an expression of the form; a hidden one is not filled in.
            boolean mayBeHidden = field.path("conditional").path("hide").isTextual();
            return rules.path("required").asBoolean(false) && !mayBeHidden ? "it is required" : null;
        }
        return switch (field.path("type").asText()) {
            case "number" -> number(field, value);
            case "checkbox" -> {
                if (!(value instanceof Boolean)) {
                    yield "it must be true or false, not " + value;
                }
                yield rules.path("required").asBoolean(false) && !Boolean.TRUE.equals(value)
                        ? "it must be ticked"
                        : null;
            }
            case "textfield", "textarea" -> text(rules, value);
            case "datetime" -> dateTime(field, value);
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

    private static @Nullable String dateTime(JsonNode field, @Nullable Object value) {
        String kind = field.path("subtype").asText("date");
        try {
            switch (kind) {
                case "time" -> DateTimeFormatter.ISO_TIME.parse(String.valueOf(value));
                case "datetime" -> DateTimeFormatter.ISO_DATE_TIME.parse(String.valueOf(value));
                default -> DateTimeFormatter.ISO_LOCAL_DATE.parse(String.valueOf(value));
            }
            return null;
        } catch (DateTimeException e) {
            return "it must be a " + kind + " such as "
                    + switch (kind) {
                        case "time" -> "10:00";
                        case "datetime" -> "2026-11-22T10:00";
                        default -> "2026-11-22";
                    }
                    + ", not '" + value + "'";
        }
    }

    private static @Nullable String number(JsonNode field, @Nullable Object value) {
        JsonNode rules = field.path("validate");
        BigDecimal number;
        try {
            number = new BigDecimal(String.valueOf(value));
        } catch (NumberFormatException e) {
            return "it must be a number, not '" + value + "'";
        }
        JsonNode digits = field.path("decimalDigits");
        if (digits.isInt() && number.stripTrailingZeros().scale() > digits.asInt()) {
            return "it is " + number + "; at most " + digits.asInt() + " digits may follow the point";
        }
        // A form keeps its limits as numbers or, after they were typed in, as texts.
        BigDecimal min = limit(rules.path("min"));
        if (min != null && number.compareTo(min) < 0) {
            return "it is " + number + "; at least " + min + " is asked for";
        }
        BigDecimal max = limit(rules.path("max"));
        if (max != null && number.compareTo(max) > 0) {
            return "it is " + number + "; at most " + max + " is allowed";
        }
        return null;
    }

    private static @Nullable BigDecimal limit(JsonNode limit) {
        try {
            return limit.isNumber() || limit.isTextual() ? new BigDecimal(limit.asText()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode rules, @Nullable Object value) {
        if (!(value instanceof String text)) {
            return "it must be a text, not " + value;
        }
        BigDecimal min = limit(rules.path("minLength"));
        if (min != null && text.length() < min.intValue()) {
            return "it has " + text.length() + " characters; at least " + min + " are asked for";
        }
        BigDecimal stated = limit(rules.path("maxLength"));
        int max = stated == null ? LONGEST_TEXT : Math.min(stated.intValue(), LONGEST_TEXT);
        if (text.length() > max) {
            return "it has " + text.length() + " characters; at most " + max + " are allowed";
        }
        // Like the form in the browser: anywhere in the text, unless the pattern says where.
        if (rules.path("pattern").isTextual()
                && !Pattern.compile(rules.path("pattern").asText())
                        .matcher(text)
                        .find()) {
            return "it does not match the pattern " + rules.path("pattern").asText();
        }
        return switch (rules.path("validationType").asText("")) {
            case "email" -> EMAIL.matcher(text).matches() ? null : "it must be an e-mail address";
            case "phone" -> PHONE.matcher(text).matches() ? null : "it must be a phone number such as +49 30 1234567";
            default -> null;
        };
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
