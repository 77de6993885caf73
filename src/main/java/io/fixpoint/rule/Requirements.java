package io.fixpoint.rule;

import io.fixpoint.rule.Condition.All;
import io.fixpoint.rule.Condition.Any;
import io.fixpoint.rule.Condition.Comparison;
import io.fixpoint.rule.Values.Names;
import io.fixpoint.rule.Values.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern requires of a fact, field by field.
 *
 * @param fields the values that each field may have, as far as they can be told
 * @param other all other constraints, as plain text
 * @param contradiction why no fact can meet it, if none can
 */
record Requirements(String type, Map<String, Values> fields, Set<String> other, Optional<Contradiction> contradiction) {

    /** The constraint with which it became impossible, and why. */
    record Contradiction(BaseDescr constraint, String reason) {}

    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final Map<String, Values> BOUNDS = Map.of(
            "Series.anomalyScore", Numbers.between(0, 1),
            "Suspect.score", Numbers.between(0, 1),
            "Suspect.rank", Numbers.between(1, INFINITE),
            "Series.ageSeconds", Numbers.between(0, INFINITE),
            "Alert.ageSeconds", Numbers.between(0, INFINITE),
            "Heartbeat.ageSeconds", Numbers.between(0, INFINITE),
            "Heartbeat.intervalSeconds", Numbers.between(0, INFINITE));
    private static final Map<String, String> BOUNDS_SAID = Map.of(
            "Series.anomalyScore", "it is from 0 to 1",
            "Suspect.score", "it is from 0 to 1",
            "Suspect.rank", "ranks begin at 1",
            "Series.fresh", "facts are always fresh outside verification",
            "Alert.fresh", "facts are always fresh outside verification",
            "Heartbeat.fresh", "facts are always fresh outside verification");
    private static final Set<String> FRESH = Set.of("Series.fresh", "Alert.fresh", "Heartbeat.fresh");
    /** Of these truths of an anomaly one holds. */
    private static final List<String> STATUS = List.of("pending", "firing", "cleared");

    /** Reads the constraints of a pattern; {@code rename} says what a text with variables is called. */
    static Requirements of(PatternDescr pattern, Stage stage, UnaryOperator<String> rename) {
        return new Reader(pattern, stage, rename).read();
    }

    /** Whether each fact that meets this meets the other as well. */
    boolean implies(Requirements weaker) {
        return mayImply(weaker) && other.containsAll(weaker.other);
    }

    /** The same, but for the constraints of which no more than the text is known. */
    boolean mayImply(Requirements weaker) {
        return type.equals(weaker.type)
                && weaker.fields.entrySet().stream().allMatch(entry -> {
                    Values mine = fields.get(entry.getKey());
                    return mine != null && mine.within(entry.getValue());
                });
    }

    /** Whether the field has one value that is written into the rule. */
    boolean isFixed(String field) {
        Values values = fields.get(field);
        return values != null && values.isOne();
    }

    private static final class Reader {
        private final PatternDescr pattern;
        private final Stage stage;
        private final UnaryOperator<String> rename;
        private final Map<String, Values> fields = new LinkedHashMap<>();
        private final Map<String, List<String>> sources = new LinkedHashMap<>();
        private final Set<String> other = new TreeSet<>();
        private Optional<Contradiction> contradiction = Optional.empty();

        Reader(PatternDescr pattern, Stage stage, UnaryOperator<String> rename) {
            this.pattern = pattern;
            this.stage = stage;
            this.rename = rename;
        }

        Requirements read() {
            for (BaseDescr part : pattern.getDescrs()) {
                if (part instanceof ExprConstraintDescr constraint) {
                    take(constraint, Condition.parse(constraint.getExpression()).condition());
                } else {
                    other.add(part.toString());
                }
            }
            return new Requirements(pattern.getObjectType(), fields, other, contradiction);
        }

        private void take(ExprConstraintDescr constraint, Condition condition) {
            if (condition instanceof All all) {
                all.parts().forEach(part -> take(constraint, part));
            } else if (condition instanceof Comparison comparison) {
                Optional<Values> values = Values.of(comparison);
                if (values.isEmpty()
                        || !narrow(constraint, rename.apply(comparison.left()), values.get(), told(comparison))) {
                    other.add(rename.apply(told(comparison)));
                }
            } else if (condition instanceof Any any) {
                String field = any.parts().get(0) instanceof Comparison first ? rename.apply(first.left()) : "";
                Optional<Values> values = Values.of(any);
                if (values.isEmpty()
                        || !narrow(
                                constraint,
                                field,
                                values.get(),
                                constraint.getExpression().strip())) {
                    other.add(rename.apply(Condition.plain(constraint.getExpression())));
                }
            } else if (condition instanceof Condition.Opaque opaque) {
                other.add(rename.apply(opaque.text()));
            }
        }

        private static String told(Comparison comparison) {
            if (comparison.operator().equals("==") && comparison.right().equals("true")) {
                return comparison.left();
            }
            return comparison.operator().equals("==") && comparison.right().equals("false")
                    ? "!" + comparison.left()
                    : comparison.left() + " " + comparison.operator() + " " + comparison.right();
        }

        /** False if the values are of another kind than those before. */
        private boolean narrow(ExprConstraintDescr constraint, String field, Values values, String told) {
            Values before = fields.get(field);
            Optional<Values> now = before == null ? Optional.of(values) : before.and(values);
            if (now.isEmpty()) {
                return false;
            }
            fields.put(field, now.get());
            List<String> earlier = sources.computeIfAbsent(field, f -> new ArrayList<>());
            if (contradiction.isEmpty()) {
                contradiction = reason(field, values, now.get(), told, earlier)
                        .map(reason -> new Contradiction(constraint, reason));
            }
            earlier.add(told);
            return true;
        }

        private Optional<String> reason(String field, Values values, Values now, String told, List<String> earlier) {
            if (now.isEmpty()) {
                return Optional.of(
                        earlier.isEmpty()
                                ? "nothing is " + told
                                : "'" + told + "' contradicts '" + String.join("', '", earlier) + "'");
            }
            String name = pattern.getObjectType() + "." + field;
            Values bounds = bounds(name);
            if (bounds != null && bounds.and(values).filter(Values::isEmpty).isPresent()) {
                return Optional.of("'" + told + "': " + BOUNDS_SAID.getOrDefault(name, "it is never negative"));
            }
            return exclusive(field, values, told);
        }

        private @Nullable Values bounds(String name) {
            if (FRESH.contains(name)) {
                return stage == Stage.VERIFICATION ? null : Names.only(Set.of("true"));
            }
            return BOUNDS.get(name);
        }

        private Optional<String> exclusive(String field, Values values, String told) {
            boolean holds = pattern.getObjectType().equals("Anomaly")
                    && STATUS.contains(field)
                    && values.equals(Names.only(Set.of("true")));
            if (!holds) {
                return Optional.empty();
            }
            return STATUS.stream()
                    .filter(status -> !status.equals(field))
                    .filter(status -> Names.only(Set.of("true")).equals(fields.get(status)))
                    .findFirst()
                    .map(status ->
                            "an anomaly is pending, firing or cleared, so '" + told + "' contradicts '" + status + "'");
        }
    }
}
