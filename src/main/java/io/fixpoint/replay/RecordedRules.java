package io.fixpoint.replay;

import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.LeftOut;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The releases that were in force, one after the other, as it was recorded. Not thread-safe. */
final class RecordedRules implements Rules {
    private final Map<Integer, List<RuleFile>> releases;
    private final Map<InForce, CandidateRules> compiled;
    private final SampleWindows windows;
    private InForce inForce;
    private CandidateRules rules;
    private long version = 1;

    private record InForce(int release, Set<LeftOut> leftOut) {}

    /**
     * @param releases the files of each, by number
     * @param first the release to begin with
     */
    RecordedRules(Map<Integer, List<RuleFile>> releases, int first) {
        this(releases, first, new HashMap<>());
    }

    private RecordedRules(Map<Integer, List<RuleFile>> releases, int first, Map<InForce, CandidateRules> compiled) {
        this.releases = releases;
        this.compiled = compiled;
        this.windows = SampleWindows.longest(releases.keySet().stream()
                .map(number -> compile(new InForce(number, Set.of())).sampleWindows())
                .toList());
        this.inForce = new InForce(first, Set.of());
        this.rules = compile(inForce);
    }

    /** The same releases, for another stage that takes them at other times; they are compiled once. */
    RecordedRules beside() {
        return new RecordedRules(releases, inForce.release(), compiled);
    }

    private CandidateRules compile(InForce wanted) {
        return compiled.computeIfAbsent(wanted, key -> {
            List<RuleFile> files = releases.get(key.release());
            if (files == null) {
                throw new IllegalStateException(
                        "Release " + key.release() + " of the rules was in force then, but is not known.");
            }
            return new CandidateRules(files, key.release(), key.leftOut());
        });
    }

    /** Puts another release in force, without some of its rules; no effect if it is in force already. */
    void follow(int release, Collection<LeftOut> leftOut) {
        InForce wanted = new InForce(release, Set.copyOf(leftOut));
        if (!wanted.equals(inForce)) {
            rules = compile(wanted);
            inForce = wanted;
            version++;
        }
    }

    @Override
    public int release() {
        return inForce.release();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        return rules.leftOut();
    }

    /** The longest of all releases, so that one that comes later finds the samples that it reads. */
    @Override
    public SampleWindows sampleWindows() {
        return windows;
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return rules.isEmpty(stage);
    }

    @Override
    public RuleSession open(Stage stage) {
        return rules.open(stage);
    }

    /** As the server did: the same rule fails on the same facts. */
    @Override
    public boolean quarantine(RuleFailedException failure) {
        if (failure.rules().isEmpty()) {
            return false;
        }
        Set<LeftOut> leftOut = new HashSet<>(inForce.leftOut());
        failure.rules()
                .forEach(rule -> leftOut.add(new LeftOut(failure.stage(), rule, String.valueOf(failure.getMessage()))));
        follow(inForce.release(), leftOut);
        return true;
    }
}
