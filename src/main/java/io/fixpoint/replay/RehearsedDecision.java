package io.fixpoint.replay;

import io.fixpoint.fact.Decision;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision of triage, with why.
 *
 * @param position of the record after which it was taken
 * @param at when that record was received
 * @param opened the id of the incident that an OpenIncident opened or joined
 */
public record RehearsedDecision(
        long position,
        Instant at,
        Decision decision,
        List<Match> matches,
        @Nullable String opened) {
    public RehearsedDecision {
        matches = List.copyOf(matches);
    }
}
