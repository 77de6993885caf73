package io.fixpoint.replay;

import io.fixpoint.replay.ReplayJob.Result;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shadow as the API shows it.
 *
 * @param files the candidate, with its scenarios: texts by path
 * @param lagRecords so many records of the log it has yet to see
 * @param reason why its health is FAILED
 * @param result the active release and the candidate since then, as a replay has it; null until it has begun
 */
record ShadowView(
        String message,
        String person,
        Map<String, String> files,
        Instant since,
        Shadow.Health health,
        @Nullable String reason,
        long lagRecords,
        @Nullable Result result) {

    static ShadowView of(Shadow.Now now) {
        return new ShadowView(
                now.candidate().message(),
                now.candidate().person(),
                CandidateFiles.all(now.candidate().files()),
                now.candidate().since(),
                now.health(),
                now.reason(),
                now.lagRecords(),
                now.result().orElse(null));
    }
}
