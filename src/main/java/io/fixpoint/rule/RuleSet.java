package io.fixpoint.rule;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;

/** Compiled rules of all stages: immutable, and safe to open sessions from in any thread. */
public final class RuleSet {

    /** The compiled rules of one stage; {@code rules} is by name. */
    record StageRules(Stage stage, KieBase base, ClassLoader classLoader, Map<String, RuleSource> rules) {}

    private final int release;
    private final Map<Stage, StageRules> stages;
    private final SampleWindows windows;

    /** @param windows the longest that its rules read */
    RuleSet(int release, Map<Stage, StageRules> stages, SampleWindows windows) {
        this.release = release;
        this.windows = windows;
        this.stages = Map.copyOf(stages);
    }

    /** The same rules under another number. */
    RuleSet numbered(int number) {
        return new RuleSet(number, stages, windows);
    }

    /** The number that explanations name. */
    public int release() {
        return release;
    }

    /** What its rules read of the series, those in quarantine too. */
    public SampleWindows sampleWindows() {
        return windows;
    }

    /** Whether the stage has no rule. */
    public boolean isEmpty(Stage stage) {
        return stage(stage).rules().isEmpty();
    }

    /**
     * A new, empty session for tests and trials: it counts its firings nowhere, and runs its rules on the caller's
     * thread, which a rule that does not end keeps for ever.
     */
    public RuleSession open(Stage stage) {
        return open(stage, new RuleCounts(Clock.systemUTC()));
    }

    /** The same, and its firings are counted. */
    RuleSession open(Stage stage, RuleCounts counts) {
        return new StageSession(stage(stage), release, counts, FiringLimits.DEFAULT);
    }

    /** A new, empty session whose rules run on a thread that is abandoned if they do not end. */
    RuleSession open(Stage stage, RuleCounts counts, FiringLimits limits, AbandonedThreads abandoned) {
        return new GuardedSession(new StageSession(stage(stage), release, counts, limits), limits, abandoned);
    }

    ClassLoader classLoader(Stage stage) {
        return stage(stage).classLoader();
    }

    List<RuleSource> rules() {
        List<RuleSource> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            all.addAll(stage(stage).rules().values());
        }
        return all;
    }

    KieBase base(Stage stage) {
        return stage(stage).base();
    }

    private StageRules stage(Stage stage) {
        StageRules rules = stages.get(stage);
        if (rules == null) {
            throw new IllegalStateException("the stage " + stage + " was not compiled");
        }
        return rules;
    }
}
