package io.fixpoint.rule;

import java.time.Instant;

/**
 * Why a rule is left out.
 *
 * @param kind what it takes to have it run again
 */
record Quarantine(String reason, Instant since, Kind kind) {

    enum Kind {
        /** It failed: another text of it, or a person who lifts the quarantine. */
        FAILED,
        /** It may have failed, as every rule of its stage: also a restart. */
        SUSPECTED,
        /** This server cannot compile it: another text of it. */
        UNUSABLE
    }
}
