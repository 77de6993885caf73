package io.fixpoint.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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

    /**
     * What a recovery used.
     *
     * @param actions that it carried out, those of external workers included
     * @param attempts how often those were started in all
     * @param retries how often a step failed and was tried again
     * @param humanTasks that it asked people for
     * @param peopleTime from when a task was claimed until it was done, summed up
     * @param waitingForPeople from when a task was made until it was done, summed up
     * @param touched what it acted on: addresses and commands, each once, at most 50
     */
    record Used(
            long actions,
            long attempts,
            long retries,
            long humanTasks,
            Duration peopleTime,
            Duration waitingForPeople,
            List<String> touched) {}

    /**
     * What a recovery came to, or is at.
     *
     * @param state as in the API's {@code recoveries}
     * @param steps what it went through, in the order of their start
     */
    record Outcome(int version, String state, List<StepTime> steps, Used used) {}

    /** What these recoveries came to; those that the engine does not know (any more) are missing. */
    Map<String, Outcome> outcomes(Collection<String> recoveryIds);
}
