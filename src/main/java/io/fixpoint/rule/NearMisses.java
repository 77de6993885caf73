package io.fixpoint.rule;

import io.fixpoint.rule.Condition.All;
import io.fixpoint.rule.Condition.Any;
import io.fixpoint.rule.Condition.Comparison;
import io.fixpoint.rule.WhyNotView.Missed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mvel2.MVEL;

/**
 * Says how far a fact is from meeting a constraint. Whether it does is Drools' to say; this only reads the values, for
 * people, from texts that the check has accepted.
 */
final class NearMisses {
    /** A fact of another name is farther away than one with another number. */
    private static final double OTHER_NAME = 8;

    private static final double OTHER_TRUTH = 2;
    private static final double UNKNOWN = 3;

    private NearMisses() {}

    /** What is missed, and how much that counts: 1 to 2 for a number, by its relative distance. */
    record Weighed(Missed missed, double weight) {}

    /** What the fact misses of a constraint that it does not meet. */
    static Weighed of(String constraint, Object fact, Map<String, Object> variables) {
        String source = constraint.strip().replaceAll("\\s+", " ");
        return comparisons(Condition.parse(constraint).condition())
                .map(comparison -> weigh(source, comparison, fact, variables))
                .flatMap(Optional::stream)
                .min(Comparator.comparingDouble(Weighed::weight))
                .orElseGet(() -> new Weighed(new Missed(source, null, null, null), UNKNOWN));
    }

    private static Stream<Comparison> comparisons(Condition condition) {
        if (condition instanceof Comparison comparison) {
            return Stream.of(comparison);
        }
        if (condition instanceof All all) {
            return all.parts().stream().flatMap(NearMisses::comparisons);
        }
        return condition instanceof Any any ? any.parts().stream().flatMap(NearMisses::comparisons) : Stream.empty();
    }

    /** Empty if the fact meets the comparison, which is then not what it misses. */
    private static Optional<Weighed> weigh(
            String source, Comparison comparison, Object fact, Map<String, Object> variables) {
        Object actual = value(comparison.left(), fact, variables);
        Object required = value(comparison.right(), fact, variables);
        String wanted = comparison.operator() + " " + said(comparison.right(), required);
        if (actual instanceof Number one && required instanceof Number other) {
            double value = one.doubleValue();
            double bound = other.doubleValue();
            if (meets(comparison.operator(), value, bound)) {
                return Optional.empty();
            }
            double distance = Math.abs(bound - value);
            if (Double.isNaN(distance)) {
                return Optional.of(new Weighed(new Missed(source, null, wanted, null), UNKNOWN));
            }
            double relative = distance / (distance + Math.abs(bound) + 1e-9);
            return Optional.of(new Weighed(new Missed(source, shown(actual), wanted, distance), 1 + relative));
        }
        boolean equality = comparison.operator().equals("==");
        if (equality && actual instanceof Boolean && actual.equals(required)) {
            return Optional.empty();
        }
        double weight = actual instanceof Boolean || actual instanceof Enum<?>
                ? OTHER_TRUTH
                : equality && actual instanceof String ? OTHER_NAME : UNKNOWN;
        return Optional.of(new Weighed(new Missed(source, shown(actual), wanted, null), weight));
    }

    private static boolean meets(String operator, double value, double bound) {
        return switch (operator) {
            case ">" -> value > bound;
            case ">=" -> value >= bound;
            case "<" -> value < bound;
            case "<=" -> value <= bound;
            case "==" -> value == bound;
            case "!=" -> value != bound;
            default -> false;
        };
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return FactValues.plain(value);
    }

    /** A literal as it is written, another expression with its value. */
    private static String said(String expression, @Nullable Object value) {
        Object plain = shown(value);
        return Literal.isLiteral(expression) || plain == null ? expression : expression + " (" + plain + ")";
    }

    private static @Nullable Object value(String expression, Object fact, Map<String, Object> variables) {
        Optional<Literal> literal = Literal.of(expression);
        if (literal.isPresent()) {
            Double number = literal.get().number();
            if (number != null) {
                return number;
            }
            return literal.get().constant() == boolean.class
                    ? (Object) Boolean.valueOf(literal.get().name())
                    : literal.get().name();
        }
        try {
            return MVEL.eval(expression, fact, new HashMap<>(variables));
        } catch (RuntimeException e) {
            // It is only shown; what cannot be read is left out.
            return null;
        }
    }

    /** The facts nearest first. */
    static double weight(List<Weighed> missed) {
        return missed.stream().mapToDouble(Weighed::weight).sum();
    }
}
