package io.fixpoint.rule;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that are in force nowhere: a candidate release, or those of a scenario. A rule that fails is left out from then
 * on, as a server does it. Not thread-safe.
 */
public final class CandidateRules implements Rules {
    private final List<RuleFile> files;
    private final int release;
    private final Map<String, String> quarantined = new HashMap<>();
    private RuleSet rules;
    private long version = 1;

    /**
     * Compiles them.
     *
     * @param release the number that explanations name; 0 for what is no release
     * @throws IllegalArgumentException that names every problem with its file and line
     */
    public CandidateRules(Collection<RuleFile> files, int release) {
        this.files = List.copyOf(files);
        this.release = release;
        this.rules =
                RuleCompiler.compile(files, release, Optional.empty(), Set.of()).orThrow();
    }

    /** Why rules were left out, by their ids. */
    public Map<String, String> quarantined() {
        return Map.copyOf(quarantined);
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
    public RuleSession open(Stage stage) {
        return rules.open(stage);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        String rule = failure.rule();
        if (rule == null) {
            return false;
        }
        quarantined.put(rule, String.valueOf(failure.getMessage()));
        rules = RuleCompiler.compile(files, release, Optional.empty(), quarantined.keySet())
                .orThrow();
        version++;
        return true;
    }
}
