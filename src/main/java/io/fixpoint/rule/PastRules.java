package io.fixpoint.rule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who knows which rules were in force at a time. Implemented by the stage that records when it takes others. */
public interface PastRules {

    /** What was in force at the time; empty if that is not recorded. */
    Optional<Then> at(Instant time);

    /**
     * Rules that were in force.
     *
     * @param release its number
     * @param leftOut those of its rules that were in quarantine
     */
    record Then(int release, List<LeftOut> leftOut) {
        public Then {
            leftOut = List.copyOf(leftOut);
        }
    }
}
