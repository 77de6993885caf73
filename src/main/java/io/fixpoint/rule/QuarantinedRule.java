package io.fixpoint.rule;

import java.time.Instant;
import java.util.List;

/**
 * A rule that is left out of the release in force.
 *
 * @param reason what it did, for people
 * @param rule where it is; without facts
 */
public record QuarantinedRule(Stage stage, String reason, Instant since, Match rule) {

    static QuarantinedRule of(RuleSource rule, int release, String reason, Instant since) {
        Match place = new Match(
                rule.id(), rule.name(), release, rule.file(), rule.line(), rule.endLine(), rule.source(), List.of());
        return new QuarantinedRule(rule.stage(), reason, since, place);
    }

    /** One of a recording, which does not know where the rule stood. */
    static QuarantinedRule of(LeftOut recorded, int release) {
        Match place = new Match(recorded.rule(), recorded.rule(), release, "", 0, 0, "", List.of());
        return new QuarantinedRule(recorded.stage(), recorded.reason(), Instant.EPOCH, place);
    }

    /** What is recorded of it. */
    public LeftOut recorded() {
        return new LeftOut(stage, rule.rule(), reason);
    }
}
