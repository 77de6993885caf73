package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.io.ResourceType;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.io.ResourceFactory;

/**
 * Small rules without a consequence that are derived from one rule, to try its conditions: each up to its place, each
 * constraint by itself after the conditions before it, each fact that is in the way.
 */
final class Probes {
    private static final String LAST = String.valueOf(Integer.MIN_VALUE);
    private static final String PREFIX = "why not ";

    /** What a probe tries. */
    enum Kind {
        /** The conditions up to this one. */
        UP_TO,
        /** The conditions before it, and any fact of its type. */
        CANDIDATE,
        /** The conditions before it, and a fact that meets one of its constraints. */
        CONSTRAINT,
        /** The conditions before it, and what its {@code not} or {@code forall} excludes. */
        IN_THE_WAY,
        /** The conditions before it, and one of its alternatives. */
        BRANCH
    }

    /** @param part which constraint or alternative */
    record Probe(int element, Kind kind, int part) {
        String rule() {
            return PREFIX + element + " " + kind + " " + part;
        }
    }

    private final RuleSource rule;
    private final List<RuleDescr> derived = new ArrayList<>();
    private final Map<String, Probe> byRule = new HashMap<>();

    private Probes(RuleSource rule) {
        this.rule = rule;
    }

    /** Compiled probes. */
    record Compiled(KieBase base, Map<String, Probe> probes) {}

    /**
     * Derives and compiles the probes of a rule, with the rules that conclude what rules match.
     *
     * @param files of the stage
     * @param left the ids of rules to leave out
     */
    static Compiled compile(Collection<RuleFile> files, RuleSource rule, Set<String> left) {
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(new RuleClassLoader()));
        List<ParsedFile> parsed = files.stream().map(ParsedFile::parse).toList();
        Map<String, Probe> probes = Map.of();
        List<PackageDescr> trees = new ArrayList<>();
        for (ParsedFile file : parsed) {
            PackageDescr tree = file.tree().orElseThrow();
            tree.getRules()
                    .removeIf(other -> !other.isQuery() && (left.contains(ParsedFile.id(other)) || !isHelping(other)));
            if (file.file().path().equals(rule.file())) {
                Probes of = new Probes(rule);
                of.derive();
                of.derived.forEach(tree::addRule);
                probes = of.byRule;
            }
            trees.add(tree);
        }
        // The types of all files first: a file may use those of another one.
        trees.forEach(tree -> builder.add(ResourceFactory.newDescrResource(tree), ResourceType.DESCR));
        if (builder.hasErrors()) {
            throw new IllegalStateException("the conditions of \"" + rule.name() + "\" cannot be tried one by one: "
                    + builder.getErrors().iterator().next().getMessage());
        }
        return new Compiled(RuleCompiler.base(builder), probes);
    }

    /** Whether it concludes something that other rules match. */
    private static boolean isHelping(RuleDescr other) {
        return Conclusions.of(other)
                .filter(made -> made.maker().startsWith("new ") || made.maker().equals("Cause.of"))
                .isPresent();
    }

    /** The conditions of the rule, never seen by a builder. */
    static List<BaseDescr> elements(ParsedFile file, RuleSource rule) {
        return file.tree().orElseThrow().getRules().stream()
                .filter(candidate -> candidate.getName().equals(rule.name()))
                .findFirst()
                .map(found -> RuleWarnings.elements(found.getLhs()))
                .orElseThrow(() -> new IllegalStateException("there is no rule \"" + rule.name() + "\""));
    }

    /** A builder changes the trees that it is given, so each probe has its own. */
    private List<BaseDescr> fresh() {
        return elements(
                ParsedFile.parse(
                        new RuleFile(rule.file(), "package " + rule.stage().folder() + ";\n" + rule.source())),
                rule);
    }

    private void derive() {
        int count = fresh().size();
        for (int element = 0; element < count; element++) {
            List<BaseDescr> parts = fresh();
            add(new Probe(element, Kind.UP_TO, 0), parts.subList(0, element + 1));
            PatternDescr pattern = pattern(parts.get(element));
            if (pattern != null) {
                derive(element, pattern.getDescrs().size());
            } else if (parts.get(element) instanceof NotDescr || parts.get(element) instanceof ForallDescr) {
                add(new Probe(element, Kind.IN_THE_WAY, 0), inTheWay(element));
            } else if (parts.get(element) instanceof OrDescr any) {
                for (int branch = 0; branch < any.getDescrs().size(); branch++) {
                    add(new Probe(element, Kind.BRANCH, branch), branch(element, branch));
                }
            }
        }
    }

    /** The pattern whose constraints are tried one by one: the condition itself, or that of an {@code exists}. */
    static @Nullable PatternDescr pattern(BaseDescr element) {
        if (element instanceof PatternDescr pattern) {
            return pattern.isQuery() || isByPosition(pattern) ? null : pattern;
        }
        return element instanceof ExistsDescr exists
                        && exists.getDescrs().size() == 1
                        && exists.getDescrs().get(0) instanceof PatternDescr inner
                ? pattern(inner)
                : null;
    }

    private static boolean isByPosition(PatternDescr pattern) {
        return pattern.getDescrs().stream()
                .anyMatch(constraint -> constraint instanceof ExprConstraintDescr expression
                        && expression.getType() != ExprConstraintDescr.Type.NAMED);
    }

    private void derive(int element, int constraints) {
        add(new Probe(element, Kind.CANDIDATE, 0), narrowed(element, -1));
        for (int constraint = 0; constraint < constraints; constraint++) {
            add(new Probe(element, Kind.CONSTRAINT, constraint), narrowed(element, constraint));
        }
    }

    /** The conditions before, and the pattern with one of its constraints; the others only bind their variables. */
    private List<BaseDescr> narrowed(int element, int kept) {
        List<BaseDescr> parts = fresh();
        PatternDescr pattern = pattern(parts.get(element));
        if (pattern == null) {
            throw new IllegalStateException("no pattern");
        }
        List<? extends BaseDescr> constraints = List.copyOf(pattern.getDescrs());
        pattern.removeAllConstraint();
        for (int i = 0; i < constraints.size(); i++) {
            if (i == kept) {
                pattern.addConstraint(constraints.get(i));
            } else if (constraints.get(i) instanceof ExprConstraintDescr expression) {
                Condition.parse(expression.getExpression())
                        .bindings()
                        .forEach((variable, bound) ->
                                pattern.addConstraint(new ExprConstraintDescr(variable + " : " + bound)));
            }
        }
        List<BaseDescr> narrowed = new ArrayList<>(parts.subList(0, element));
        narrowed.add(pattern);
        return narrowed;
    }

    private List<BaseDescr> inTheWay(int element) {
        List<BaseDescr> parts = fresh();
        List<BaseDescr> positive = new ArrayList<>(parts.subList(0, element));
        List<BaseDescr> inner = new ArrayList<>();
        for (Object part : ((ConditionalElementDescr) parts.get(element)).getDescrs()) {
            inner.add((BaseDescr) part);
        }
        if (parts.get(element) instanceof NotDescr) {
            positive.addAll(inner);
            return positive;
        }
        positive.add(inner.get(0));
        if (inner.size() > 1) {
            // Of all that the first one matches, one that does not match the others.
            AndDescr others = new AndDescr();
            inner.subList(1, inner.size()).forEach(others::addDescr);
            positive.add(new NotDescr(others));
        }
        return positive;
    }

    private List<BaseDescr> branch(int element, int branch) {
        List<BaseDescr> parts = fresh();
        List<BaseDescr> chosen = new ArrayList<>(parts.subList(0, element));
        chosen.add(((OrDescr) parts.get(element)).getDescrs().get(branch));
        return chosen;
    }

    private void add(Probe probe, List<BaseDescr> parts) {
        AndDescr conditions = new AndDescr();
        parts.forEach(conditions::addDescr);
        RuleDescr derivedRule = new RuleDescr(probe.rule());
        derivedRule.setLhs(conditions);
        derivedRule.setConsequence("");
        derivedRule.addAttribute(new AttributeDescr("salience", LAST));
        derived.add(derivedRule);
        byRule.put(probe.rule(), probe);
    }
}
