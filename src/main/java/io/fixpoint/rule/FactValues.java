package io.fixpoint.rule;

import io.fixpoint.fact.HostOnly;
import io.fixpoint.fact.Series;
import io.fixpoint.rule.Match.MatchedFact;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the properties of a fact for its snapshot. */
final class FactValues {
    /** What a snapshot of a series always holds; its other properties cost time and are read only if the rule does. */
    private static final Set<String> SERIES_BASICS = Set.of("metric", "value", "labels", "time", "service", "instance");

    private static final ClassValue<List<Property>> PROPERTIES = new ClassValue<>() {
        @Override
        protected List<Property> computeValue(Class<?> type) {
            return properties(type);
        }
    };

    private record Property(String name, Method getter) {}

    private FactValues() {}

    /** Whether the object is one that a person would want to see: no number, text or array in between. */
    static boolean isFact(Object object) {
        String type = object.getClass().getName();
        return !type.startsWith("java.")
                && !type.startsWith("org.drools.")
                && !object.getClass().isArray();
    }

    static MatchedFact snapshot(Object fact, Set<String> mentioned) {
        Map<String, Object> values = new LinkedHashMap<>();
        boolean series = fact instanceof Series;
        for (Property property : PROPERTIES.get(fact.getClass())) {
            if (series && !SERIES_BASICS.contains(property.name()) && !mentioned.contains(property.name())) {
                continue;
            }
            Object value = plain(read(property.getter(), fact));
            if (value != null) {
                values.put(property.name(), value);
            }
        }
        Object service = values.get("service");
        Object instance = values.get("instance");
        return new MatchedFact(
                fact.getClass().getSimpleName(),
                service == null ? null : service.toString(),
                instance == null ? null : instance.toString(),
                fact.toString(),
                values);
    }

    /** Numbers, booleans, texts, lists of texts and maps of texts as they are; null for what says nothing. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value == null || (value instanceof Double number && number.isNaN())) {
            return null;
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof ZonedDateTime time) {
            return DateTimeFormatter.ISO_INSTANT.format(time);
        }
        if (value instanceof Instant time) {
            return time.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> texts = new TreeMap<>();
            map.forEach((key, item) -> texts.put(String.valueOf(key), String.valueOf(item)));
            return texts.isEmpty() ? null : texts;
        }
        if (value instanceof Collection<?> items) {
            List<String> texts = new ArrayList<>();
            items.forEach(item -> texts.add(String.valueOf(item)));
            return texts.isEmpty() ? null : texts;
        }
        return value.toString();
    }

    private static @Nullable Object read(Method getter, Object fact) {
        try {
            return getter.invoke(fact);
        } catch (InvocationTargetException | IllegalAccessException e) {
            return null;
        }
    }

    private static List<Property> properties(Class<?> type) {
        List<Property> properties = new ArrayList<>();
        for (Method method : type.getMethods()) {
            String name = propertyName(method);
            if (name != null) {
                properties.add(new Property(name, method));
            }
        }
        properties.sort(Comparator.comparing(Property::name));
        return List.copyOf(properties);
    }

    /** The name of the property that the method reads, or null if it is no getter that a rule may use. */
    static @Nullable String propertyName(Method method) {
        if (method.getParameterCount() > 0
                || Modifier.isStatic(method.getModifiers())
                || method.getDeclaringClass() == Object.class
                || method.getReturnType() == void.class
                || method.isAnnotationPresent(HostOnly.class)) {
            return null;
        }
        String name = method.getName();
        if (name.startsWith("get") && name.length() > 3 && !name.equals("getDeclaringClass")) {
            return decapitalize(name.substring(3));
        }
        boolean truth = method.getReturnType() == boolean.class;
        return truth && name.startsWith("is") && name.length() > 2 ? decapitalize(name.substring(2)) : null;
    }

    static String decapitalize(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
