package io.fixpoint.rule;

import io.fixpoint.fact.Alert;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Heartbeat;
import io.fixpoint.fact.HostOnly;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.MaintenanceWindow;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Notify;
import io.fixpoint.fact.Numbers;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Silence;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.fact.Suppress;
import io.fixpoint.fact.Suspect;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a rule may name: the types of the fact language and some values of {@code java.lang}, {@code java.time} and
 * {@code java.util}, each with the methods that may be called. What is not here is refused.
 */
final class FactLanguage {
    private static final Map<Stage, Set<Class<?>>> MATCHED = new EnumMap<>(Map.of(
            Stage.DETECTION, Set.of(Series.class, Alert.class, Heartbeat.class, Event.class, Service.class),
            Stage.TRIAGE,
                    Set.of(
                            Anomaly.class,
                            Incident.class,
                            Service.class,
                            Dependency.class,
                            Event.class,
                            Silence.class,
                            MaintenanceWindow.class),
            Stage.ANALYSIS,
                    Set.of(
                            Incident.class,
                            Anomaly.class,
                            Suspect.class,
                            Event.class,
                            Dependency.class,
                            Service.class,
                            PastIncident.class,
                            RepairHistory.class,
                            Cause.class),
            Stage.VERIFICATION,
                    Set.of(Incident.class, Repair.class, Series.class, Alert.class, Heartbeat.class, Anomaly.class)));

    private static final Map<Stage, Set<Class<?>>> CONCLUDED = new EnumMap<>(Map.of(
            Stage.DETECTION, Set.of(Anomaly.class),
            Stage.TRIAGE, Set.of(SetSeverity.class, SetPriority.class, Suppress.class),
            Stage.ANALYSIS, Set.of(Cause.class, Repair.class),
            Stage.VERIFICATION, Set.of(Recovered.class, NotRecovered.class)));

    private static final Set<Class<?>> SAID_ONCE =
            Set.of(OpenIncident.class, JoinIncident.class, StartRecovery.class, Notify.class, ResolveIncident.class);

    private static final Set<Class<?>> CONSTANTS =
            Set.of(Severity.class, Priority.class, Criticality.class, DayOfWeek.class, Month.class);

    /** Value types of the JDK, and the names of their methods that a rule may call; {@code *} is all but the refused. */
    private static final Map<Class<?>, Set<String>> VALUES = Map.ofEntries(
            Map.entry(Object.class, Set.of("equals", "hashCode", "toString")),
            Map.entry(
                    String.class,
                    Set.of(
                            "length",
                            "isEmpty",
                            "isBlank",
                            "contains",
                            "startsWith",
                            "endsWith",
                            "equals",
                            "equalsIgnoreCase",
                            "compareTo",
                            "compareToIgnoreCase",
                            "indexOf",
                            "lastIndexOf",
                            "substring",
                            "toLowerCase",
                            "toUpperCase",
                            "trim",
                            "strip",
                            "replace",
                            "matches",
                            "charAt",
                            "concat",
                            "hashCode",
                            "toString",
                            "valueOf")),
            Map.entry(CharSequence.class, Set.of("length", "isEmpty", "charAt", "toString")),
            Map.entry(Comparable.class, Set.of("compareTo")),
            Map.entry(Number.class, Set.of("intValue", "longValue", "doubleValue", "floatValue")),
            Map.entry(Integer.class, Set.of("*")),
            Map.entry(Long.class, Set.of("*")),
            Map.entry(Double.class, Set.of("*")),
            Map.entry(Float.class, Set.of("*")),
            Map.entry(Boolean.class, Set.of("*")),
            Map.entry(Character.class, Set.of("isDigit", "isLetter", "isUpperCase", "isLowerCase", "charValue")),
            Map.entry(Math.class, Set.of("*")),
            Map.entry(Enum.class, Set.of("name", "ordinal", "compareTo", "equals", "toString", "hashCode")),
            Map.entry(Duration.class, Set.of("*")),
            Map.entry(ZonedDateTime.class, Set.of("*")),
            Map.entry(LocalDateTime.class, Set.of("*")),
            Map.entry(LocalDate.class, Set.of("*")),
            Map.entry(LocalTime.class, Set.of("*")),
            Map.entry(DayOfWeek.class, Set.of("*")),
            Map.entry(Month.class, Set.of("*")),
            Map.entry(ZoneId.class, Set.of("of", "getId")),
            Map.entry(ZoneOffset.class, Set.of("getId", "ofHours")),
            Map.entry(Collection.class, Set.of("size", "isEmpty", "contains", "containsAll")),
            Map.entry(List.class, Set.of("size", "isEmpty", "contains", "containsAll", "get", "indexOf", "of")),
            Map.entry(ArrayList.class, Set.of("size", "isEmpty", "contains", "containsAll", "get", "indexOf")),
            Map.entry(Set.class, Set.of("size", "isEmpty", "contains", "containsAll", "of")),
            Map.entry(
                    Map.class,
                    Set.of(
                            "size",
                            "isEmpty",
                            "containsKey",
                            "containsValue",
                            "get",
                            "getOrDefault",
                            "keySet",
                            "values",
                            "of")),
            Map.entry(Objects.class, Set.of("equals", "isNull", "nonNull", "requireNonNullElse", "toString")));

    /** No clock, no chance, nothing of the machine. */
    private static final Set<String> REFUSED = Set.of(
            "now",
            "random",
            "systemDefault",
            "getClass",
            "getInteger",
            "getLong",
            "getBoolean",
            "query",
            "adjustInto",
            "with",
            "describeConstable",
            "resolveConstantDesc",
            "wait",
            "notify",
            "notifyAll");

    private static final Map<String, Class<?>> TYPES = new LinkedHashMap<>();
    private static final Set<String> VALUE_NAMES =
            VALUES.keySet().stream().map(Class::getName).collect(Collectors.toUnmodifiableSet());

    static {
        MATCHED.values().forEach(types -> types.forEach(FactLanguage::name));
        CONCLUDED.values().forEach(types -> types.forEach(FactLanguage::name));
        SAID_ONCE.forEach(FactLanguage::name);
        CONSTANTS.forEach(FactLanguage::name);
        name(Numbers.class);
        VALUES.keySet().forEach(FactLanguage::name);
    }

    private FactLanguage() {}

    private static void name(Class<?> type) {
        TYPES.put(type.getSimpleName(), type);
    }

    /** The type of this simple name, or empty if a rule may not name it. */
    static Optional<Class<?>> type(String simpleName) {
        return Optional.ofNullable(TYPES.get(simpleName));
    }

    /** All types that a rule may name. */
    static Collection<Class<?>> types() {
        return Collections.unmodifiableCollection(TYPES.values());
    }

    /** The full names of the values of the JDK that a rule may name. */
    static Set<String> valueNames() {
        return VALUE_NAMES;
    }

    /** The names of everything that a rule may call or read on any type. */
    static Set<String> memberNames() {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : TYPES.values()) {
            names.addAll(methodNames(type));
            names.addAll(properties(type).keySet());
        }
        return names;
    }

    /** The types of the JDK whose values a rule may use, by name. */
    static List<Class<?>> valueTypes() {
        return VALUES.keySet().stream()
                .filter(type -> type != Object.class && type != Enum.class)
                .sorted(Comparator.comparing(Class::getSimpleName))
                .toList();
    }

    /** Whether all public methods of the type may be called, but for those that are refused everywhere. */
    static boolean isWhollyOpen(Class<?> type) {
        return VALUES.getOrDefault(type, Set.of()).contains("*");
    }

    /** The nested type, such as {@code Repair.Mode}. */
    static Optional<Class<?>> nested(Class<?> outer, String name) {
        for (Class<?> inner : outer.getClasses()) {
            if (isFact(outer) && inner.getSimpleName().equals(name) && inner.isEnum() && isOpen(inner)) {
                return Optional.of(inner);
            }
        }
        return Optional.empty();
    }

    /** {@code Severity.MAJOR} for {@code MAJOR}: what an author may have meant by the bare name. */
    static Optional<String> constant(String name) {
        return TYPES.values().stream()
                .flatMap(type -> Stream.concat(Stream.of(type), Arrays.stream(type.getClasses())))
                .filter(type -> type.isEnum() && isFact(type))
                .filter(type -> Arrays.stream(type.getEnumConstants())
                        .anyMatch(constant -> ((Enum<?>) constant).name().equals(name)))
                .map(type -> (type.getEnclosingClass() == null
                                ? ""
                                : type.getEnclosingClass().getSimpleName() + ".") + type.getSimpleName() + "." + name)
                .sorted()
                .findFirst();
    }

    static Set<Class<?>> matched(Stage stage) {
        return Objects.requireNonNull(MATCHED.get(stage));
    }

    /** What the stage concludes by {@code insertLogical}. */
    static Set<Class<?>> concluded(Stage stage) {
        return Objects.requireNonNull(CONCLUDED.get(stage));
    }

    /** What the stage concludes by {@code insert}. */
    static Set<Class<?>> saidOnce(Stage stage) {
        return stage == Stage.TRIAGE ? SAID_ONCE : Set.of();
    }

    /** Whether a session reports the object; a helper fact of an author's own type is not reported. */
    static boolean isConclusion(Object value) {
        return isFact(value.getClass());
    }

    static boolean isFact(Class<?> type) {
        return type.getPackage() == Series.class.getPackage();
    }

    /** Whether rules may read and call something of the type. */
    static boolean isKnown(Class<?> type) {
        return isFact(type) ? isOpen(type) : type.isPrimitive() || VALUES.containsKey(type) || type.isEnum();
    }

    /** The methods of this name that a rule may call on the type. */
    static List<Method> methods(Class<?> type, String name) {
        List<Method> open = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && isOpen(type, method)) {
                open.add(method);
            }
        }
        return open;
    }

    /** The names of the methods that a rule may call on the type, for a hint. */
    static Set<String> methodNames(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (isOpen(type, method)) {
                names.add(method.getName());
            }
        }
        return names;
    }

    /** The properties of the type by name, each with its getter. */
    static Map<String, Method> properties(Class<?> type) {
        Map<String, Method> properties = new TreeMap<>();
        for (Method method : type.getMethods()) {
            String name = FactValues.propertyName(method);
            if (name != null && isOpen(type, method)) {
                properties.put(name, method);
            }
        }
        for (String bare : List.of("size", "empty", "length", "intValue", "longValue", "doubleValue")) {
            methods(type, bare).stream()
                    .filter(method -> method.getParameterCount() == 0)
                    .forEach(method -> properties.put(bare, method));
        }
        return properties;
    }

    private static boolean isOpen(Class<?> type, Method method) {
        if (method.isSynthetic()
                || method.isBridge()
                || REFUSED.contains(method.getName())
                || method.isAnnotationPresent(HostOnly.class)) {
            return false;
        }
        if (isFact(type)) {
            Class<?> declaring = method.getDeclaringClass();
            if (declaring == Object.class || declaring == Enum.class) {
                return Set.of("equals", "hashCode", "toString", "name", "ordinal", "compareTo")
                        .contains(method.getName());
            }
            return isOpen(type) && !overridesHostOnly(type, method);
        }
        Set<String> names = VALUES.get(type);
        if (names == null) {
            names = type.isEnum() ? VALUES.get(Enum.class) : Set.of();
        }
        return Objects.requireNonNull(names).contains(method.getName())
                || (names.contains("*") && Modifier.isPublic(method.getModifiers()));
    }

    private static boolean overridesHostOnly(Class<?> type, Method method) {
        for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
            try {
                if (above.getMethod(method.getName(), method.getParameterTypes())
                        .isAnnotationPresent(HostOnly.class)) {
                    return true;
                }
            } catch (NoSuchMethodException e) {
                return false;
            }
        }
        return false;
    }

    private static boolean isOpen(Class<?> type) {
        return !type.isAnnotationPresent(HostOnly.class) && Modifier.isPublic(type.getModifiers());
    }
}
