package io.fixpoint.rule;

import io.fixpoint.problem.NearNames;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The type of an expression in a rule.
 *
 * @param java the class; {@code Object} where it is not known, and then hardly anything may be done with it
 * @param arguments its type arguments, as far as they are known
 * @param declared the author's own type, if it is one
 */
record RuleType(
        Class<?> java, List<RuleType> arguments, @Nullable Declared declared) {
    static final RuleType UNKNOWN = of(Object.class);

    /** Stands for what was refused already, so that it is refused once. */
    static final RuleType REFUSED = new RuleType(void.class, List.of(), null);

    static final RuleType TEXT = of(String.class);
    static final RuleType TRUTH = of(boolean.class);

    /** A type that the file declares: fields in order; keys are those of its identity. */
    record Declared(String name, Map<String, RuleType> fields, List<String> keys) {}

    static RuleType of(Class<?> java) {
        return new RuleType(java, List.of(), null);
    }

    static RuleType of(Class<?> java, RuleType argument) {
        return new RuleType(java, List.of(argument), null);
    }

    static RuleType of(Declared declared) {
        return new RuleType(Object.class, List.of(), declared);
    }

    String name() {
        return declared != null ? declared.name() : java.getSimpleName();
    }

    boolean isRefused() {
        return java == void.class;
    }

    boolean isUnknown() {
        return declared == null && java == Object.class;
    }

    boolean isNumber() {
        return java.isPrimitive() ? java != boolean.class : Number.class.isAssignableFrom(java);
    }

    /** The type of the property, or empty if a rule may read no such property. */
    Optional<RuleType> property(String property) {
        if (declared != null) {
            return Optional.ofNullable(declared.fields().get(property));
        }
        return Optional.ofNullable(FactLanguage.properties(java).get(property)).map(this::returned);
    }

    Set<String> propertyNames() {
        return declared != null
                ? declared.fields().keySet()
                : FactLanguage.properties(java).keySet();
    }

    /** All fields, without those of each window of time. */
    String fieldsHint() {
        Set<String> plain = new TreeSet<>(propertyNames());
        boolean windows = plain.removeIf(name -> name.matches(".*\\d[mh]"));
        return "; it has " + String.join(", ", plain) + (windows ? ", and windows such as mean5m" : "");
    }

    /** What the call returns, or empty if a rule may not call it. */
    Optional<RuleType> call(String method, int arguments, boolean onType) {
        if (declared != null) {
            return onType || arguments > 0
                    ? Optional.empty()
                    : Optional.ofNullable(getters(declared).get(method));
        }
        return FactLanguage.methods(java, method).stream()
                .filter(candidate -> candidate.getParameterCount() == arguments
                        || (candidate.isVarArgs() && arguments >= candidate.getParameterCount() - 1))
                .filter(candidate -> !onType || Modifier.isStatic(candidate.getModifiers()))
                .findFirst()
                .map(this::returned);
    }

    Set<String> methodNames() {
        return declared != null ? getters(declared).keySet() : FactLanguage.methodNames(java);
    }

    private static Map<String, RuleType> getters(Declared declared) {
        Map<String, RuleType> getters = new TreeMap<>();
        declared.fields()
                .forEach((field, type) -> getters.put(
                        (type.java() == boolean.class ? "is" : "get")
                                + field.substring(0, 1).toUpperCase(Locale.ROOT)
                                + field.substring(1),
                        type));
        return getters;
    }

    private RuleType returned(Method method) {
        return resolve(method.getGenericReturnType(), method.getDeclaringClass());
    }

    private RuleType resolve(Type type, Class<?> declaring) {
        if (type instanceof Class<?> known) {
            return of(known);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return new RuleType(
                    raw,
                    Arrays.stream(generic.getActualTypeArguments())
                            .map(argument -> resolve(argument, declaring))
                            .toList(),
                    null);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], declaring);
        }
        if (type instanceof TypeVariable<?> variable && declaring == java) {
            TypeVariable<?>[] variables = declaring.getTypeParameters();
            for (int i = 0; i < variables.length && i < arguments.size(); i++) {
                if (variables[i].equals(variable)) {
                    return arguments.get(i);
                }
            }
        }
        return UNKNOWN;
    }

    /** Names like the one that was written, to ask whether one of them was meant. */
    static String near(String written, Set<String> names) {
        Set<String> near = new LinkedHashSet<>(NearNames.of(written, names));
        if (written.length() >= 3) {
            names.stream().filter(name -> name.startsWith(written)).sorted().forEach(near::add);
        }
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }
}
