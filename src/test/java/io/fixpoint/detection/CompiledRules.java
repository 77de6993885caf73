package io.fixpoint.detection;

import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.RuleSet;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Real detection rules, compiled from a text; another text is the next release. */
final class CompiledRules implements Rules {
    private String text;
    private RuleSet rules;
    private int release = 1;
    private long version = 1;
    private final Set<String> quarantined = new HashSet<>();

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
                        quarantined)
                .orThrow();
    }

    void release(String next) {
        text = next;
        quarantined.clear();
        release++;
        version++;
        rules = compile();
    }

    Set<String> quarantined() {
        return quarantined;
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
        if (failure.rule() == null) {
            return false;
        }
        quarantined.add(failure.rule());
        version++;
        rules = compile();
        return true;
    }
}
