package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules in force at one moment.
 *
 * @param files of the release, without those of which nothing can be used
 * @param source all rules of the release, with those in quarantine
 * @param quarantined why
 */
record InForce(
        RuleRelease release,
        List<RuleFile> files,
        long version,
        RuleSet rules,
        List<RuleSource> source,
        Map<RuleKey, Quarantine> quarantined) {
    InForce {
        files = List.copyOf(files);
        source = List.copyOf(source);
        quarantined = Map.copyOf(quarantined);
    }

    /** The rules without these; empty if they do not compile then. */
    Optional<RuleSet> without(Map<RuleKey, Quarantine> leftOut) {
        return RuleCompiler.compile(files, release.number(), Optional.empty(), leftOut.keySet())
                .rules();
    }

    /** Whether it leaves out those rules, and no other one that failed. */
    boolean knowsOfFailed(Set<RuleKey> failed) {
        return quarantined.keySet().containsAll(failed)
                && quarantined.entrySet().stream()
                        .allMatch(entry ->
                                entry.getValue().kind() != Quarantine.Kind.FAILED || failed.contains(entry.getKey()));
    }

    /** The rules in quarantine. */
    List<QuarantinedRule> leftOut() {
        List<QuarantinedRule> leftOut = new ArrayList<>();
        for (RuleSource rule : source) {
            Quarantine why = quarantined.get(rule.key());
            if (why != null) {
                leftOut.add(QuarantinedRule.of(rule, release.number(), why.reason(), why.since()));
            }
        }
        return leftOut;
    }
}
