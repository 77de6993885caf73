package io.fixpoint.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as the API shows it.
 *
 * @param activeElements the elements where it stands, those inside called processes included
 * @param called the processes that it called, at any depth, in the order of their start
 * @param waitsFor what keeps it from going on, where it waits for its turn or for a service; else null
 * @param stalled the steps that failed as often as they may, and wait for {@code /retry}
 */
public record RecoveryView(
        String id,
        String process,
        int version,
        @Nullable String incidentId,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<String> activeElements,
        List<Passed> history,
        Map<String, @Nullable Object> variables,
        List<Stalled> stalled,
        List<Called> called,
        @Nullable Waits waitsFor) {

    /** Where a recovery stands. */
    public enum State {
        /** For its turn, a person, a time or a worker. */
        WAITING,
        /** A step is being carried out, or is about to be. */
        ACTIVE,
        /** A step failed, or its outcome is unknown; a person decides. */
        STALLED,
        COMPLETED,
        CANCELLED,
        /** It ended with an error. */
        FAILED
    }

    /**
     * An element that it went through.
     *
     * @param process of which the element is, with its version: a called one may differ
     * @param outcome of a human task: what the person decided; else {@code COMPLETED} or {@code CANCELLED}; null while
     *     it goes on
     */
    public record Passed(
            String element,
            @Nullable String name,
            String type,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            String process,
            int version) {}

    /**
     * A process that was called. The version is the one that it runs: a later one changes nothing.
     *
     * @param id of its instance
     * @param element that called it
     * @param by id of the instance that called it
     */
    public record Called(
            String id,
            String process,
            int version,
            String element,
            String by,
            Instant startedAt,
            @Nullable Instant endedAt) {}

    /**
     * What a recovery waits for, other than a person, a time or a worker.
     *
     * @param position among those that wait for their turn, from 1; null if it waits for a service
     */
    public record Waits(@Nullable Integer position, String reason) {}

    /**
     * A stalled step.
     *
     * @param retries that are left: 0
     * @param unknownOutcome whether it is not known if its action was carried out
     */
    public record Stalled(String element, @Nullable String message, int retries, boolean unknownOutcome) {}
}
