package io.fixpoint.rule;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.RuleWarnings.Checked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * Finds rules that say nothing of their own: whenever such a rule holds, so does another one that concludes the same, or
 * the same anomaly at least as bad and as soon.
 */
final class ShadowedRules {
    /** More conditions than this in one rule are not compared. */
    private static final int MOST_ELEMENTS = 12;

    private static final Set<String> FOR_PEOPLE = Set.of("detail", "reason", "title", "message");
    private static final Set<String> OF_DEGREE = Set.of("severity", "pendingFor", "keepFiringFor");

    private ShadowedRules() {}

    /** A rule with what its facts must be; whatever names variables is looked at only if this fits. */
    private record Candidate(Checked rule, List<Requirements> facts) {
        static Candidate of(Stage stage, Checked rule) {
            return new Candidate(
                    rule,
                    RuleWarnings.elements(rule.rule().getLhs()).stream()
                            .filter(ConditionText::isFact)
                            .map(part -> Requirements.of((PatternDescr) part, stage, UnaryOperator.identity()))
                            .toList());
        }

        boolean mayImply(Candidate wider) {
            return wider.facts().stream().allMatch(needed -> facts.stream().anyMatch(mine -> mine.mayImply(needed)));
        }
    }

    static List<RuleProblem> find(Stage stage, List<Checked> rules) {
        Map<String, List<Candidate>> alike = new LinkedHashMap<>();
        for (Checked rule : rules) {
            rule.conclusion()
                    .filter(made -> isOn(rule))
                    .ifPresent(made -> alike.computeIfAbsent(
                                    made.maker() + " " + made.text(0).orElse(""), key -> new ArrayList<>())
                            .add(Candidate.of(stage, rule)));
        }
        List<RuleProblem> warnings = new ArrayList<>();
        for (List<Candidate> group : alike.values()) {
            for (int i = 0; i < group.size(); i++) {
                shadow(stage, group, i).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    private static boolean isOn(Checked rule) {
        AttributeDescr enabled = rule.rule().getAttributes().get("enabled");
        return (enabled == null || !"false".equals(enabled.getValue()))
                && RuleWarnings.elements(rule.rule().getLhs()).size() <= MOST_ELEMENTS;
    }

    private static Optional<RuleProblem> shadow(Stage stage, List<Candidate> group, int index) {
        Candidate candidate = group.get(index);
        Checked rule = candidate.rule();
        for (int i = 0; i < group.size(); i++) {
            Checked other = group.get(i).rule();
            if (i != index && candidate.mayImply(group.get(i)) && new Comparison(stage, rule, other).holds()) {
                boolean same = new Comparison(stage, other, rule).holds();
                if (!same) {
                    return Optional.of(rule.warn(
                            rule.rule(),
                            "it adds nothing to " + other.place()
                                    + ": whenever its conditions hold, so do those, and it concludes nothing more. Remove"
                                    + " it, or let it conclude something worse"));
                }
                if (i < index) {
                    return Optional.of(
                            rule.warn(rule.rule(), "it says the same as " + other.place() + "; remove one of the two"));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the wider rule holds and concludes at least as much whenever the narrower one does. */
    private static final class Comparison {
        private final Stage stage;
        private final Checked narrower;
        private final Checked wider;
        private final List<BaseDescr> ofNarrower;
        private final List<BaseDescr> ofWider;

        Comparison(Stage stage, Checked narrower, Checked wider) {
            this.stage = stage;
            this.narrower = narrower;
            this.wider = wider;
            this.ofNarrower = RuleWarnings.elements(narrower.rule().getLhs());
            this.ofWider = RuleWarnings.elements(wider.rule().getLhs());
        }

        boolean holds() {
            return ofWider.size() <= ofNarrower.size() && holds(new ArrayList<>());
        }

        /** @param places for each part of the wider rule so far, the part of the narrower that implies it */
        private boolean holds(List<Integer> places) {
            Function<Integer, Integer> same = place -> place;
            if (places.size() == ofWider.size()) {
                return concludesNoMore(
                        ConditionText.names(ofNarrower, same), ConditionText.names(ofWider, places::get));
            }
            int from = places.isEmpty() ? 0 : places.get(places.size() - 1) + 1;
            int left = ofWider.size() - places.size();
            for (int place = from; place + left <= ofNarrower.size(); place++) {
                List<Integer> more = new ArrayList<>(places);
                more.add(place);
                ConditionText mine = new ConditionText(stage, ConditionText.names(ofNarrower, same));
                ConditionText others =
                        new ConditionText(stage, ConditionText.names(ofWider.subList(0, more.size()), more::get));
                if (mine.implies(ofNarrower.get(place), others, ofWider.get(places.size())) && holds(more)) {
                    return true;
                }
            }
            return false;
        }

        private boolean concludesNoMore(Map<String, String> mine, Map<String, String> others) {
            Conclusions first = narrower.conclusion().orElseThrow();
            Conclusions second = wider.conclusion().orElseThrow();
            boolean anomaly = first.maker().equals("Anomaly.of");
            return first.maker().equals(second.maker())
                    && text(first.arguments(), mine).equals(text(second.arguments(), others))
                    && text(first, mine, anomaly).equals(text(second, others, anomaly))
                    && (!anomaly || isNoWorse(first, second, mine, others));
        }

        private static String text(List<Expression> arguments, Map<String, String> names) {
            return arguments.stream()
                    .map(argument -> ConditionText.renamed(argument.toString(), names))
                    .collect(Collectors.joining(","));
        }

        private static String text(Conclusions made, Map<String, String> names, boolean anomaly) {
            return made.calls().stream()
                    .filter(call -> !FOR_PEOPLE.contains(call.name()))
                    .filter(call -> !anomaly || !OF_DEGREE.contains(call.name()))
                    .map(call -> call.name() + text(call.arguments(), names))
                    .sorted()
                    .collect(Collectors.joining(";"));
        }

        private static boolean isNoWorse(
                Conclusions first, Conclusions second, Map<String, String> mine, Map<String, String> others) {
            return compare(first, second, "severity", mine, others, ShadowedRules::severity) <= 0
                    && compare(first, second, "pendingFor", mine, others, ShadowedRules::length) >= 0
                    && compare(first, second, "keepFiringFor", mine, others, ShadowedRules::length) <= 0;
        }

        /** How the first compares with the second; a number that fits nothing if that cannot be told. */
        private static <C extends Comparable<C>> int compare(
                Conclusions first,
                Conclusions second,
                String call,
                Map<String, String> mine,
                Map<String, String> others,
                Function<Optional<Expression>, Optional<C>> degree) {
            Optional<Expression> one =
                    first.call(call).map(found -> found.arguments().get(0));
            Optional<Expression> two =
                    second.call(call).map(found -> found.arguments().get(0));
            Optional<C> low = degree.apply(one);
            Optional<C> high = degree.apply(two);
            if (low.isPresent() && high.isPresent()) {
                return low.get().compareTo(high.get());
            }
            boolean same = one.isPresent()
                    && two.isPresent()
                    && text(List.of(one.get()), mine).equals(text(List.of(two.get()), others));
            // Not comparable: neither at most nor at least.
            return same ? 0 : call.equals("pendingFor") ? -1 : 1;
        }
    }

    private static Optional<Severity> severity(Optional<Expression> stated) {
        return Literal.of(stated.map(Expression::toString).orElse("Severity.WARNING"))
                .filter(literal -> literal.constant() == Severity.class)
                .map(literal -> Severity.valueOf(literal.name()));
    }

    private static Optional<Duration> length(Optional<Expression> stated) {
        if (stated.isEmpty()) {
            return Optional.of(Duration.ZERO);
        }
        return stated.filter(StringLiteralExpr.class::isInstance)
                .map(literal -> Lengths.parse(((StringLiteralExpr) literal).asString()));
    }
}
