package io.fixpoint.rule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the release in force.
 *
 * @param matched how often it newly matched since the server started
 * @param meanCost the mean time of one run of its consequence since the server started; what its conditions take is not
 *     in it, since rules share conditions; null before the first run
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
        @Nullable Duration meanCost,
        @Nullable String quarantined,
        @Nullable Instant quarantinedAt) {

    static RuleView of(RuleSource rule, InForce inForce, RuleCounts counts, boolean withSource) {
        RuleCounts.Count count = counts.of(rule);
        Quarantine quarantine = inForce.quarantined().get(rule.key());
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
                count.meanCost(),
                quarantine == null ? null : quarantine.reason(),
                quarantine == null ? null : quarantine.since());
    }
}
