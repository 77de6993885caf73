package io.fixpoint.recovery.action;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The input parameters of an action's element, read with errors that name the parameter. */
final class Inputs {
    private final Function<String, @Nullable Object> values;
    private final UnaryOperator<String> texts;

    /**
     * @param values what each parameter is, by its name
     * @param texts what the model says of it, before expressions are read; empty if nothing
     */
    Inputs(Function<String, @Nullable Object> values, UnaryOperator<String> texts) {
        this.values = values;
        this.texts = texts;
    }

    /** What the model's author wrote, before any variable was read; empty if nothing. */
    String written(String name) {
        return texts.apply(name);
    }

    @Nullable
    Object value(String name) {
        Object value = values.apply(name);
        return value instanceof String text && text.isBlank() ? null : value;
    }

    @Nullable
    String text(String name) {
        Object value = value(name);
        return value == null ? null : String.valueOf(value);
    }

    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw new NotDoneException("Input parameter '" + name + "' is missing.");
        }
        return text;
    }

    @Nullable
    Duration duration(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isZero() || duration.isNegative()) {
                throw new NotDoneException(
                        "Input parameter '" + name + "' must be longer than nothing, got " + text + ".");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new NotDoneException(
                    "Input parameter '" + name + "' must be an ISO 8601 duration such as PT30S, got '" + text + "'.",
                    e);
        }
    }

    /** A map of texts; empty if it is not given. Entries without a value are left out. */
    Map<String, String> map(String name) {
        Object value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new NotDoneException("Input parameter '" + name + "' must be a map.");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, entry) -> {
            if (entry != null) {
                texts.put(String.valueOf(key), String.valueOf(entry));
            }
        });
        return texts;
    }

    /** A list of texts, where one is given. */
    @Nullable
    List<String> list(String name) {
        return value(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : null;
    }
}
