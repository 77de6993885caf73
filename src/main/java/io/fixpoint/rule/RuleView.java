package io.fixpoint.rule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the release in force.
 *
 * @param matched how often it newly matched since the server started
 * @param quarantined why it is left out, if it failed
 */
record RuleView(
        String id,
        String name,
        Stage stage,
        String file,
        int line,
        int endLine,
        int release,
        @Nullable String source,
        long matched,
        @Nullable Instant lastMatched,
        @Nullable String quarantined,
        @Nullable Instant quarantinedAt) {

    static RuleView of(RuleSource rule, RuleReleases.InForce inForce, RuleCounts counts, boolean withSource) {
        RuleCounts.Count count = counts.of(rule);
        RuleReleases.Quarantined quarantine = inForce.quarantined().get(rule.id());
        return new RuleView(
                rule.id(),
                rule.name(),
                rule.stage(),
                rule.file(),
                rule.line(),
                rule.endLine(),
                inForce.release().number(),
                withSource ? rule.source() : null,
                count.matched(),
                count.lastMatched(),
                quarantine == null ? null : quarantine.reason(),
                quarantine == null ? null : quarantine.since());
    }
}
