package io.fixpoint.rule;

import io.fixpoint.fact.Series;
import io.fixpoint.rule.Probes.Compiled;
import io.fixpoint.rule.WhyNotView.Held;
import io.fixpoint.rule.WhyNotView.Tried;
import io.fixpoint.rule.WhyNotView.TriedConstraint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;

/**
 * Which conditions of rules the facts that it is shown meet, and which they do not. A condition is a constraint of a
 * pattern, or a {@code not}, {@code exists} or {@code or} as a whole; it counts where the conditions before it hold. Not
 * thread-safe.
 */
public final class ConditionCoverage {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final List<RuleFile> files;
    private final Map<RuleSource, Conditions> rules = new LinkedHashMap<>();

    /** The conditions of one rule; compiled when they are needed first. */
    private final class Conditions {
        final RuleSource rule;
        final ParsedFile file;
        final List<BaseDescr> elements;
        final Compiled compiled;
        final List<Tried> all;
        final Set<List<Integer>> met = new HashSet<>();
        final Set<List<Integer>> missed = new HashSet<>();

        Conditions(RuleSource rule) {
            this.rule = rule;
            List<RuleFile> needed = files.stream()
                    .filter(candidate ->
                            candidate.path().startsWith(rule.stage().folder() + "/"))
                    .filter(candidate -> candidate.path().equals(rule.file()) || mayHelp(candidate.text()))
                    .toList();
            this.file = needed.stream()
                    .filter(candidate -> candidate.path().equals(rule.file()))
                    .findFirst()
                    .map(ParsedFile::parse)
                    .orElseThrow();
            this.elements = Probes.elements(file, rule);
            this.compiled = Probes.compile(needed, rule, Set.of());
            this.all = WhyNotTrial.conditions(file, rule, compiled);
        }

        void show(Collection<Object> facts) {
            List<Tried> tried;
            try {
                tried = WhyNotTrial.run(file, rule, compiled, facts, System.nanoTime() + LIMIT.toNanos());
            } catch (RuntimeException e) {
                // A condition that fails or takes too long is the trouble of the run itself.
                return;
            }
            for (int i = 0; i < tried.size() && tried.get(i).held() != Held.NOT_REACHED; i++) {
                Tried condition = tried.get(i);
                if (condition.constraints().isEmpty()) {
                    (condition.held() == Held.HELD ? met : missed).add(List.of(i));
                    // What only excludes has as many matches as there were before it, less those that it excluded.
                    boolean excludes = elements.get(i) instanceof NotDescr || elements.get(i) instanceof ForallDescr;
                    if (excludes
                            && i > 0
                            && condition.matches() < tried.get(i - 1).matches()) {
                        missed.add(List.of(i));
                    }
                }
                for (int j = 0; j < condition.constraints().size(); j++) {
                    TriedConstraint constraint = condition.constraints().get(j);
                    if (constraint.metBy() > 0) {
                        met.add(List.of(i, j));
                    }
                    boolean alternative = elements.get(i) instanceof OrDescr;
                    if (alternative ? constraint.metBy() == 0 : constraint.metBy() < constraint.candidates()) {
                        missed.add(List.of(i, j));
                    }
                }
            }
        }

        List<ConditionReached> reached() {
            List<ConditionReached> reached = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Tried condition = all.get(i);
                if (condition.constraints().isEmpty()) {
                    reached.add(reached(condition.line(), condition.column(), condition.source(), List.of(i)));
                }
                for (int j = 0; j < condition.constraints().size(); j++) {
                    TriedConstraint part = condition.constraints().get(j);
                    reached.add(reached(part.line(), part.column(), part.source(), List.of(i, j)));
                }
            }
            return reached;
        }

        private ConditionReached reached(int line, int column, String source, List<Integer> place) {
            // Which series a rule is about: there is always another one.
            boolean choosesSeries = source.replace(" ", "").startsWith("metric==");
            return new ConditionReached(
                    rule.stage().folder(),
                    rule.id(),
                    rule.file(),
                    line,
                    column,
                    source,
                    met.contains(place),
                    choosesSeries || missed.contains(place));
        }
    }

    ConditionCoverage(Collection<RuleFile> files) {
        this.files = List.copyOf(files);
    }

    private static boolean mayHelp(String text) {
        return text.contains("declare ") || text.contains("new ") || text.contains("Cause.of");
    }

    /** Shows facts of a moment to the rules of the stage that they may concern. */
    void show(Collection<RuleSource> ofStage, Collection<Object> facts) {
        Set<String> metrics = new HashSet<>();
        for (Object fact : facts) {
            if (fact instanceof Series series) {
                metrics.add('"' + series.getMetric() + '"');
            }
        }
        for (RuleSource rule : ofStage) {
            // Most rules of detection are about a metric that is not there, which tells nothing.
            boolean elsewhere = rule.stage() == Stage.DETECTION
                    && rule.mentioned().contains("metric")
                    && metrics.stream().noneMatch(rule.source()::contains);
            if (!elsewhere) {
                rules.computeIfAbsent(rule, Conditions::new).show(facts);
            }
        }
    }

    /** Every condition of the rules, in their order. */
    List<ConditionReached> reached(Collection<RuleSource> all) {
        return all.stream()
                .flatMap(rule -> rules.computeIfAbsent(rule, Conditions::new).reached().stream())
                .toList();
    }
}
