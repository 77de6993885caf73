package io.fixpoint.rule;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which values can be compared with each other, and handed to a method. Where a type is not known it is not judged. */
final class OperandTypes {
    private static final Set<String> COMPARING = Set.of("==", "!=", "<", "<=", ">", ">=");

    private OperandTypes() {}

    private enum Kind {
        NUMBER,
        TEXT,
        TRUTH,
        CONSTANT
    }

    private static @Nullable Kind kind(RuleType type) {
        if (type.declared() != null || type.isRefused()) {
            return null;
        }
        if (type.isNumber() && type.java() != char.class) {
            return Kind.NUMBER;
        }
        if (type.java() == String.class) {
            return Kind.TEXT;
        }
        if (type.java() == boolean.class || type.java() == Boolean.class) {
            return Kind.TRUTH;
        }
        return type.java().isEnum() ? Kind.CONSTANT : null;
    }

    /** Why the two cannot be compared, and what to write; empty if they can, or if that is not known. */
    static Optional<String> mismatch(
            String operator, String left, RuleType leftType, String right, RuleType rightType) {
        Kind first = kind(leftType);
        Kind second = kind(rightType);
        if (!COMPARING.contains(operator) || first == null || second == null) {
            return Optional.empty();
        }
        if (first == Kind.CONSTANT && second == Kind.CONSTANT && leftType.java() != rightType.java()) {
            return Optional.of("'" + left.strip() + "' is a " + leftType.name() + " and cannot be compared with a "
                    + rightType.name());
        }
        if (first == second) {
            return Optional.empty();
        }
        return Optional.of(remedy(left.strip(), leftType, first, right.strip(), second));
    }

    private static String remedy(String left, RuleType type, Kind kind, String right, Kind other) {
        return switch (kind) {
            case CONSTANT -> "'" + left + "' is a " + type.name() + ": write " + constants(type.java(), right);
            case NUMBER ->
                "'" + left + "' is a number"
                        + (other == Kind.TEXT ? ": write it without quotes" : " and cannot be compared with " + right);
            case TEXT ->
                "'" + left + "' is text: write what it is compared with in double quotes"
                        + (other == Kind.NUMBER ? ", or make it a number: Double.parseDouble(" + left + ")" : "");
            case TRUTH -> "'" + left + "' is true or false: write " + left + " or !" + left;
        };
    }

    private static String constants(Class<?> type, String written) {
        String bare = written.replace("\"", "");
        String prefix = (type.getEnclosingClass() == null
                        ? ""
                        : type.getEnclosingClass().getSimpleName() + ".") + type.getSimpleName() + ".";
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .filter(name -> name.equalsIgnoreCase(bare))
                .map(name -> prefix + name)
                .findFirst()
                .orElseGet(() -> Arrays.stream(type.getEnumConstants())
                        .map(constant -> prefix + ((Enum<?>) constant).name())
                        .collect(Collectors.joining(", ", "one of ", "")));
    }

    /** Whether the method takes the arguments, of which there are as many as parameters. */
    static boolean accepts(Method method, List<RuleType> arguments) {
        return IntStream.range(0, arguments.size())
                .allMatch(i -> accepts(method.getParameterTypes()[i], arguments.get(i)));
    }

    /** What the parameters of the overloads take, place by place. */
    static String wanted(List<Method> methods) {
        return IntStream.range(0, methods.get(0).getParameterCount())
                .mapToObj(i -> methods.stream()
                        .map(method -> wanted(method.getParameterTypes()[i]))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" or ")))
                .collect(Collectors.joining(", and "));
    }

    private static boolean accepts(Class<?> parameter, RuleType argument) {
        Kind kind = kind(argument);
        if (argument.isRefused() || argument.isUnknown() || parameter == Object.class) {
            return true;
        }
        if (argument.declared() != null) {
            return false;
        }
        if (kind == Kind.NUMBER) {
            return parameter.isPrimitive()
                    ? parameter != boolean.class
                    : Number.class.isAssignableFrom(parameter) || parameter == Comparable.class;
        }
        if (kind == Kind.TRUTH) {
            return parameter == boolean.class || parameter == Boolean.class;
        }
        return parameter.isAssignableFrom(argument.java()) || argument.java() == char.class;
    }

    /** What a parameter of this type takes, as an author writes it. */
    private static String wanted(Class<?> parameter) {
        if (parameter.isEnum()) {
            return constants(parameter, "");
        }
        if (parameter == String.class) {
            return "a text in double quotes";
        }
        if (parameter.isPrimitive() && parameter != boolean.class) {
            return "a number";
        }
        String name = parameter.getSimpleName();
        return ("AEIO".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }
}
