package io.fixpoint.replay;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.fixpoint.replay.ReplayJob.State;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A replay as the API shows it.
 *
 * @param progress from 0 to 1
 * @param waiting whether it waits until another one has ended
 * @param candidate whether it is of a candidate; if not, it is replayed as it was
 * @param result null unless it is DONE
 * @param reason why it FAILED
 */
record ReplayView(
        String id,
        State state,
        double progress,
        boolean waiting,
        Instant from,
        Instant to,
        boolean candidate,
        String person,
        Instant createdAt,
        @Nullable Instant endedAt,
        @JsonRawValue @Nullable String result,
        @Nullable String reason) {

    static ReplayView of(ReplayJob job, boolean candidate, OptionalDouble progress) {
        return new ReplayView(
                job.id(),
                job.state(),
                progress.orElse(0),
                progress.isEmpty(),
                job.from(),
                job.to(),
                candidate,
                job.person(),
                job.createdAt(),
                job.endedAt(),
                job.result(),
                job.reason());
    }
}
