package io.fixpoint.detection;

import io.fixpoint.rule.Match;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleKey;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.RuleSet;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Real detection rules, compiled from a text; another text is the next release. */
final class CompiledRules implements Rules {
    private String text;
    private RuleSet rules;
    private int release = 1;
    private long version = 1;
    private final Set<String> quarantined = new HashSet<>();
    private final Set<String> inTriage = new HashSet<>();

    CompiledRules(String text) {
        this.text = text;
        this.rules = compile();
    }

    private RuleSet compile() {
        return RuleCompiler.compile(
                        List.of(new RuleFile(
                                "detection/test.drl", "package detection;\nimport io.fixpoint.fact.*;\n" + text)),
                        release,
                        Optional.empty(),
                        quarantined.stream()
                                .map(id -> new RuleKey(Stage.DETECTION, id))
                                .collect(Collectors.toSet()))
                .orThrow();
    }

    void release(String next) {
        text = next;
        quarantined.clear();
        inTriage.clear();
        release++;
        version++;
        rules = compile();
    }

    Set<String> quarantined() {
        return quarantined;
    }

    void lift(String rule) {
        quarantined.remove(rule);
        version++;
        rules = compile();
    }

    /** A rule of another stage failed. */
    void quarantineInTriage(String rule) {
        inTriage.add(rule);
        version++;
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        List<QuarantinedRule> leftOut = new ArrayList<>();
        quarantined.forEach(id -> leftOut.add(leftOut(Stage.DETECTION, id)));
        inTriage.forEach(id -> leftOut.add(leftOut(Stage.TRIAGE, id)));
        return leftOut;
    }

    private QuarantinedRule leftOut(Stage stage, String id) {
        Match place = new Match(id, id, release, stage.folder() + "/test.drl", 1, 1, "rule", List.of());
        return new QuarantinedRule(stage, "it failed", DetectionFixture.NOON, place);
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
        return rules.open(stage);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        if (failure.rules().isEmpty()) {
            return false;
        }
        quarantined.addAll(failure.rules());
        version++;
        rules = compile();
        return true;
    }
}
