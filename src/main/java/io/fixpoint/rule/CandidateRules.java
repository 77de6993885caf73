package io.fixpoint.rule;

import io.fixpoint.fact.Series;
import io.fixpoint.rule.Match.MatchedFact;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are in force nowhere: a candidate release, or those of a scenario. A rule that fails is left out from then
 * on, as a server does it. Not thread-safe.
 */
public final class CandidateRules implements Rules {
    private final List<RuleFile> files;
    private final int release;
    private final Map<RuleKey, QuarantinedRule> quarantined = new LinkedHashMap<>();
    private final RuleSet compiled;
    private final RuleCounts counts;
    private final @Nullable ConditionCoverage conditions;
    private final @Nullable AbandonedThreads abandoned;
    private RuleSet rules;
    private long version = 1;

    /** Rules that are compiled already. */
    public CandidateRules(Collection<RuleFile> files, RuleSet compiled) {
        this(files, compiled, false, null);
    }

    /**
     * Rules that are compiled already, and run on threads that are abandoned if they do not end.
     *
     * @param conditions whether to count which of their conditions are reached: it takes time
     * @param abandoned where such threads are kept
     */
    public static CandidateRules guarded(
            Collection<RuleFile> files, RuleSet compiled, boolean conditions, AbandonedThreads abandoned) {
        return new CandidateRules(files, compiled, conditions, abandoned);
    }

    private CandidateRules(
            Collection<RuleFile> files, RuleSet compiled, boolean conditions, @Nullable AbandonedThreads abandoned) {
        this.files = List.copyOf(files);
        this.release = compiled.release();
        this.compiled = compiled;
        this.rules = compiled;
        this.counts = new RuleCounts(Clock.systemUTC());
        this.conditions = conditions ? new ConditionCoverage(files) : null;
        this.abandoned = abandoned;
    }

    /**
     * Compiles them.
     *
     * @param release the number that explanations name; 0 for what is no release
     * @throws IllegalArgumentException that names every problem with its file and line
     */
    public CandidateRules(Collection<RuleFile> files, int release) {
        this(
                files,
                RuleCompiler.compile(files, release, Optional.empty(), Set.of()).orThrow());
    }

    /**
     * Compiles them without some of them.
     *
     * @throws IllegalArgumentException that names every problem with its file and line
     */
    public CandidateRules(Collection<RuleFile> files, int release, Collection<LeftOut> leftOut) {
        this(
                files,
                RuleCompiler.compile(files, release, Optional.empty(), keys(leftOut))
                        .orThrow());
        leftOut.forEach(
                rule -> quarantined.put(new RuleKey(rule.stage(), rule.rule()), QuarantinedRule.of(rule, release)));
    }

    private static Set<RuleKey> keys(Collection<LeftOut> leftOut) {
        return leftOut.stream()
                .map(rule -> new RuleKey(rule.stage(), rule.rule()))
                .collect(Collectors.toSet());
    }

    private CandidateRules(CandidateRules first) {
        this.files = first.files;
        this.release = first.release;
        this.compiled = first.compiled;
        this.rules = compiled;
        this.conditions = first.conditions;
        this.abandoned = first.abandoned;
        this.counts = first.counts;
    }

    /** The same rules without compiling them again, none of them left out; what is reached counts together. */
    public CandidateRules again() {
        return new CandidateRules(this);
    }

    /** Every rule, and whether it has fired since. */
    public List<RuleReached> reached() {
        return compiled.rules().stream()
                .map(rule -> new RuleReached(
                        rule.stage().folder(),
                        rule.id(),
                        rule.name(),
                        rule.file(),
                        rule.line(),
                        counts.of(rule).fired() > 0))
                .toList();
    }

    /** Whether conditions are counted, and so facts to be shown. */
    public boolean countsConditions() {
        return conditions != null;
    }

    /** Shows the facts that the rules of a stage see at a moment. */
    public void show(Stage stage, Collection<Object> facts) {
        if (conditions != null) {
            conditions.show(
                    compiled.rules().stream()
                            .filter(rule -> rule.stage() == stage && !quarantined.containsKey(rule.key()))
                            .toList(),
                    facts);
        }
    }

    /** Every condition and whether it was met, and was not, by the facts shown; none if they are not counted. */
    public List<ConditionReached> conditions() {
        return conditions == null ? List.of() : conditions.reached(compiled.rules());
    }

    /** A fact with its values now; of a series those that a rule about its metric reads. */
    public MatchedFact describe(Object fact) {
        Set<String> read = new HashSet<>();
        if (fact instanceof Series series) {
            compiled.rules().stream()
                    .filter(rule -> rule.source().contains('"' + series.getMetric() + '"'))
                    .forEach(rule -> read.addAll(rule.mentioned()));
        }
        return FactValues.snapshot(fact, read);
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        return List.copyOf(quarantined.values());
    }

    @Override
    public int release() {
        return release;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return rules.isEmpty(stage);
    }

    @Override
    public SampleWindows sampleWindows() {
        return rules.sampleWindows();
    }

    @Override
    public RuleSession open(Stage stage) {
        return abandoned == null
                ? rules.open(stage, counts)
                : rules.open(stage, counts, FiringLimits.DEFAULT, abandoned);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        List<RuleSource> failed = rules.rules().stream()
                .filter(rule ->
                        rule.stage() == failure.stage() && failure.rules().contains(rule.id()))
                .toList();
        if (failed.isEmpty()) {
            return false;
        }
        for (RuleSource rule : failed) {
            quarantined.put(
                    rule.key(), QuarantinedRule.of(rule, release, String.valueOf(failure.getMessage()), Instant.EPOCH));
        }
        rules = RuleCompiler.compile(files, release, Optional.empty(), quarantined.keySet())
                .orThrow();
        version++;
        return true;
    }
}
