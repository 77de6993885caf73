package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads parameters of the types that endpoints use; one that cannot be read is a 400 that names it. */
@Provider
public class ParameterConverters implements ParamConverterProvider {

    @Override
    public <T> @Nullable ParamConverter<T> getConverter(
            Class<T> type, @Nullable Type genericType, Annotation @Nullable [] annotations) {
        String name = name(annotations);
        if (type == Instant.class) {
            return converter(
                    name,
                    "an RFC 3339 time such as 2026-11-22T10:00:00Z",
                    text -> type.cast(OffsetDateTime.parse(text).toInstant()));
        }
        if (type == Duration.class) {
            return converter(name, "an ISO 8601 duration such as PT30S", text -> type.cast(Duration.parse(text)));
        }
        if (type == UUID.class) {
            return converter(name, "a UUID", text -> type.cast(UUID.fromString(text)));
        }
        if (type == Integer.class) {
            return converter(name, "a whole number", text -> type.cast(Integer.valueOf(text)));
        }
        if (type == Long.class) {
            return converter(name, "a whole number", text -> type.cast(Long.valueOf(text)));
        }
        if (type == Boolean.class) {
            return converter(name, "true or false", text -> type.cast(truth(text)));
        }
        if (type.isEnum()) {
            T[] constants = type.getEnumConstants();
            String choice = Arrays.stream(constants).map(String::valueOf).collect(Collectors.joining(", "));
            return converter(name, "one of " + choice, text -> constant(constants, text));
        }
        return null;
    }

    private static <T> ParamConverter<T> converter(String name, String wanted, Function<String, T> reader) {
        return new ParamConverter<>() {
            @Override
            public @Nullable T fromString(@Nullable String text) {
                if (text == null || text.isEmpty()) {
                    return null;
                }
                try {
                    return reader.apply(text);
                } catch (DateTimeException | IllegalArgumentException e) {
                    throw new ProblemException(
                            ProblemType.BAD_REQUEST, name + " is '" + text + "'; it must be " + wanted + ".");
                }
            }

            @Override
            public String toString(T value) {
                return String.valueOf(value);
            }
        };
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static <T> T constant(T[] constants, String text) {
        return Arrays.stream(constants)
                .filter(constant -> ((Enum<?>) constant).name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static String name(Annotation @Nullable [] annotations) {
        if (annotations != null) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof QueryParam query) {
                    return query.value();
                }
                if (annotation instanceof PathParam path) {
                    return path.value();
                }
            }
        }
        return "A parameter";
    }
}
