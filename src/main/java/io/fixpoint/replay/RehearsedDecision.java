package io.fixpoint.replay;

import io.fixpoint.fact.Decision;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.List;

/**
 * A decision of triage, with why.
 *
 * @param position of the record after which it was taken
 * @param at when that record was received
 */
public record RehearsedDecision(long position, Instant at, Decision decision, List<Match> matches) {
    public RehearsedDecision {
        matches = List.copyOf(matches);
    }
}
