package io.fixpoint.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the incident's pages and reports show of its recoveries. The recovery package answers. */
public interface RecoveryViews {

    /**
     * A recovery in brief.
     *
     * @param state as in the API's {@code recoveries}
     * @param waitsFor what it waits for, where it waits for its turn or for a service; else null
     */
    record RecoveryView(
            String id,
            String process,
            int version,
            String state,
            @Nullable String waitsFor) {
        /** Whether it has come to an end. */
        public boolean ended() {
            return state.equals("COMPLETED") || state.equals("CANCELLED") || state.equals("FAILED");
        }
    }

    /**
     * One element that a recovery went through, called processes included.
     *
     * @param name of the element in the model; null if it has none
     * @param endedAt null while it runs
     */
    record StepTime(
            String element,
            @Nullable String name,
            RecoveryProgress.@Nullable Step step,
            Instant startedAt,
            @Nullable Instant endedAt) {}

    /** The recoveries of the incident, in the order of their start. */
    List<RecoveryView> ofIncident(String incidentId);

    /** What the recovery went through, in the order of its start. */
    List<StepTime> steps(String recoveryId);

    /** What the recovery used: a number by name, such as {@code actions}, {@code humanTasks}, {@code retries}. */
    Map<String, Long> resources(String recoveryId);
}
