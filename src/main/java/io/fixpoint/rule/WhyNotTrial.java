package io.fixpoint.rule;

import io.fixpoint.rule.NearMisses.Weighed;
import io.fixpoint.rule.ProbeRun.Matched;
import io.fixpoint.rule.ProbeRun.Matches;
import io.fixpoint.rule.Probes.Compiled;
import io.fixpoint.rule.Probes.Kind;
import io.fixpoint.rule.Probes.Probe;
import io.fixpoint.rule.WhyNotView.Held;
import io.fixpoint.rule.WhyNotView.Near;
import io.fixpoint.rule.WhyNotView.Tried;
import io.fixpoint.rule.WhyNotView.TriedConstraint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.jspecify.annotations.Nullable;

/** Tries the conditions of one rule on facts, each together with those before it. */
final class WhyNotTrial {
    private static final int SHOWN = 3;

    private final ParsedFile file;
    private final RuleSource rule;
    private final List<BaseDescr> elements;
    private final ProbeRun run;

    private WhyNotTrial(ParsedFile file, RuleSource rule, ProbeRun run) {
        this.file = file;
        this.rule = rule;
        this.elements = Probes.elements(file, rule);
        this.run = run;
    }

    /**
     * Tries the conditions.
     *
     * @param files the rule files of the stage
     * @param left ids of rules to leave out
     * @param about which facts the first condition may match
     * @param deadline by {@link System#nanoTime}
     * @throws ProbeRun.TooLongException if there are too many combinations of facts
     */
    static List<Tried> run(
            Collection<RuleFile> files,
            RuleSource rule,
            Set<String> left,
            Collection<Object> facts,
            Predicate<Object> about,
            long deadline) {
        Compiled compiled = Probes.compile(files, rule, left);
        ProbeRun run = new ProbeRun(compiled, about, deadline);
        run.run(facts);
        ParsedFile file = files.stream()
                .filter(candidate -> candidate.path().equals(rule.file()))
                .findFirst()
                .map(ParsedFile::parse)
                .orElseThrow();
        return new WhyNotTrial(file, rule, run).tried();
    }

    /** Tries conditions that are compiled already. */
    static List<Tried> run(
            ParsedFile file, RuleSource rule, Compiled compiled, Collection<Object> facts, long deadline) {
        ProbeRun run = new ProbeRun(compiled, fact -> true, deadline);
        run.run(facts);
        return new WhyNotTrial(file, rule, run).tried();
    }

    /** All conditions, tried on nothing. */
    static List<Tried> conditions(ParsedFile file, RuleSource rule, Compiled compiled) {
        WhyNotTrial trial = new WhyNotTrial(file, rule, new ProbeRun(compiled, fact -> true, Long.MAX_VALUE));
        List<Tried> conditions = new ArrayList<>();
        for (int i = 0; i < trial.elements.size(); i++) {
            conditions.add(trial.reached(i));
        }
        return conditions;
    }

    private List<Tried> tried() {
        List<Tried> tried = new ArrayList<>();
        boolean reached = true;
        for (int i = 0; i < elements.size(); i++) {
            Tried condition = reached ? reached(i) : notReached(i);
            tried.add(condition);
            reached &= condition.held() == Held.HELD;
        }
        return tried;
    }

    private Matches of(int element, Kind kind, int part) {
        return run.of(new Probe(element, kind, part));
    }

    private Tried notReached(int element) {
        return condition(
                element, Held.NOT_REACHED, 0, "not reached: a condition before it does not hold", List.of(), List.of());
    }

    private Tried reached(int element) {
        Matches matches = of(element, Kind.UP_TO, 0);
        BaseDescr part = elements.get(element);
        PatternDescr pattern = Probes.pattern(part);
        if (pattern != null) {
            return pattern(element, pattern, matches);
        }
        if (matches.count() > 0) {
            return condition(element, Held.HELD, matches.count(), null, branches(element), List.of());
        }
        if (part instanceof NotDescr || part instanceof ForallDescr) {
            return inTheWay(element, part instanceof NotDescr);
        }
        return condition(element, Held.NOT_HELD, 0, "nothing meets it", branches(element), List.of());
    }

    private List<TriedConstraint> branches(int element) {
        List<TriedConstraint> branches = new ArrayList<>();
        if (elements.get(element) instanceof OrDescr any) {
            for (int i = 0; i < any.getDescrs().size(); i++) {
                int count = of(element, Kind.BRANCH, i).count();
                branches.add(constraint(any.getDescrs().get(i), count > 0, count, count));
            }
        }
        return branches;
    }

    private Tried inTheWay(int element, boolean not) {
        Matches found = of(element, Kind.IN_THE_WAY, 0);
        int before = element == 0 ? 0 : contextSize(of(element - 1, Kind.UP_TO, 0));
        List<Near> closest = found.kept().stream()
                .flatMap(match -> match.facts().stream().skip(before))
                .filter(FactValues::isFact)
                .distinct()
                .limit(SHOWN)
                .map(fact -> new Near(FactValues.snapshot(fact, rule.mentioned()), List.of()))
                .toList();
        return condition(
                element,
                Held.NOT_HELD,
                0,
                not ? "there is something that it excludes" : "there is something that does not meet it",
                List.of(),
                closest);
    }

    private static int contextSize(Matches before) {
        return before.kept().isEmpty() ? 0 : before.kept().get(0).facts().size();
    }

    private Tried pattern(int element, PatternDescr pattern, Matches matches) {
        Matches candidates = of(element, Kind.CANDIDATE, 0);
        boolean computed = pattern.getSource() != null;
        List<Set<List<Object>>> meeting = new ArrayList<>();
        List<TriedConstraint> constraints = new ArrayList<>();
        List<? extends BaseDescr> parts = pattern.getDescrs();
        for (int i = 0; i < parts.size(); i++) {
            Matches met = of(element, Kind.CONSTRAINT, i);
            Set<List<Object>> keys = new HashSet<>();
            met.kept().forEach(match -> keys.add(key(match, computed)));
            meeting.add(keys);
            boolean binds = Condition.parse(((ExprConstraintDescr) parts.get(i)).getExpression())
                    .onlyBinds();
            if (!binds) {
                constraints.add(constraint(parts.get(i), met.count() > 0, met.count(), candidates.count()));
            }
        }
        boolean held = matches.count() > 0;
        List<Near> closest = held && Probes.pattern(elements.get(element)) == elements.get(element)
                ? meeting(matches)
                : held ? List.of() : closest(candidates, parts, meeting, computed);
        return condition(
                element,
                held ? Held.HELD : Held.NOT_HELD,
                matches.count(),
                held ? null : reason(pattern, candidates, constraints),
                constraints,
                closest);
    }

    private static String reason(PatternDescr pattern, Matches candidates, List<TriedConstraint> constraints) {
        if (candidates.count() == 0) {
            return "there is no " + pattern.getObjectType();
        }
        List<String> unmet = constraints.stream()
                .filter(constraint -> !constraint.held())
                .map(TriedConstraint::source)
                .toList();
        return unmet.isEmpty()
                ? "no " + pattern.getObjectType() + " meets all of it at once"
                : "no " + pattern.getObjectType() + " meets " + String.join(", ", unmet);
    }

    /** What is computed is another object for each probe; it is known by the facts before it. */
    private static List<Object> key(Matched match, boolean computed) {
        return computed && !match.facts().isEmpty()
                ? match.facts().subList(0, match.facts().size() - 1)
                : match.facts();
    }

    private List<Near> meeting(Matches matches) {
        return matches.kept().stream()
                .filter(match -> !match.facts().isEmpty())
                .map(match -> match.facts().get(match.facts().size() - 1))
                .filter(FactValues::isFact)
                .distinct()
                .limit(SHOWN)
                .map(fact -> new Near(FactValues.snapshot(fact, rule.mentioned()), List.of()))
                .toList();
    }

    private record Candidate(Object fact, List<Weighed> missed) {}

    private List<Near> closest(
            Matches candidates, List<? extends BaseDescr> parts, List<Set<List<Object>>> meeting, boolean computed) {
        Set<Object> shown = new HashSet<>();
        return candidates.kept().stream()
                .filter(match -> !match.facts().isEmpty())
                .map(match -> candidate(match, parts, meeting, computed))
                .sorted(Comparator.comparingDouble(candidate -> NearMisses.weight(candidate.missed())))
                .filter(candidate -> shown.add(candidate.fact()))
                .limit(SHOWN)
                .map(candidate -> new Near(
                        FactValues.snapshot(candidate.fact(), rule.mentioned()),
                        candidate.missed().stream().map(Weighed::missed).toList()))
                .toList();
    }

    private static Candidate candidate(
            Matched match, List<? extends BaseDescr> parts, List<Set<List<Object>>> meeting, boolean computed) {
        Object fact = match.facts().get(match.facts().size() - 1);
        List<Weighed> missed = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (!meeting.get(i).contains(key(match, computed))) {
                missed.add(
                        NearMisses.of(((ExprConstraintDescr) parts.get(i)).getExpression(), fact, match.variables()));
            }
        }
        return new Candidate(fact, missed);
    }

    private TriedConstraint constraint(BaseDescr part, boolean held, int metBy, int candidates) {
        RuleProblem place = file.problem(part, null, "");
        String source = part instanceof ExprConstraintDescr expression
                ? expression.getExpression().strip().replaceAll("\\s+", " ")
                : source(part);
        return new TriedConstraint(place.line(), place.column(), source, held, metBy, candidates);
    }

    private Tried condition(
            int element,
            Held held,
            int matches,
            @Nullable String reason,
            List<TriedConstraint> constraints,
            List<Near> closest) {
        BaseDescr part = elements.get(element);
        RuleProblem place = file.problem(part, null, "");
        return new Tried(place.line(), place.column(), source(part), held, matches, reason, constraints, closest);
    }

    /** The text of a condition, on one line. */
    private String source(BaseDescr part) {
        String text = file.file().text();
        int from = part.getStartCharacter();
        int to = Math.min(part.getEndCharacter() + 1, text.length());
        if (from < 0 || to <= from) {
            return Objects.toString(part);
        }
        return text.substring(from, to)
                .replaceAll("//[^\n]*", "")
                .replaceAll("\\s+", " ")
                .replaceAll("[;,\\s]+$", "");
    }
}
