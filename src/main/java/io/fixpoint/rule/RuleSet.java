package io.fixpoint.rule;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;

/** Compiled rules of all stages: immutable, and safe to open sessions from in any thread. */
public final class RuleSet {

    /** The compiled rules of one stage; {@code rules} is by name. */
    record StageRules(KieBase base, Map<String, RuleSource> rules) {}

    private final int release;
    private final Map<Stage, StageRules> stages;
    private final SampleWindows windows;

    /** @param windows the longest that its rules read */
    RuleSet(int release, Map<Stage, StageRules> stages, SampleWindows windows) {
        this.release = release;
        this.windows = windows;
        this.stages = Map.copyOf(stages);
    }

    /** The number that explanations name. */
    public int release() {
        return release;
    }

    /** The longest windows over samples that its rules read, those in quarantine too. */
    public SampleWindows sampleWindows() {
        return windows;
    }

    /** Whether the stage has no rule. */
    public boolean isEmpty(Stage stage) {
        return stage(stage).rules().isEmpty();
    }

    /** A new, empty session that counts its firings nowhere: for tests and trials. */
    public RuleSession open(Stage stage) {
        return open(stage, new RuleCounts(Clock.systemUTC()), StageSession.FIRING_LIMIT);
    }

    RuleSession open(Stage stage, RuleCounts counts, int firingLimit) {
        return new StageSession(stage(stage), release, counts, firingLimit);
    }

    List<RuleSource> rules() {
        List<RuleSource> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            all.addAll(stage(stage).rules().values());
        }
        return all;
    }

    private StageRules stage(Stage stage) {
        StageRules rules = stages.get(stage);
        if (rules == null) {
            throw new IllegalStateException("the stage " + stage + " was not compiled");
        }
        return rules;
    }
}
