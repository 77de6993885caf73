package io.fixpoint.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as the API shows it.
 *
 * @param activeElements the elements where it stands, those inside called processes included
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
        List<Stalled> stalled) {

    /** Where a recovery stands. */
    public enum State {
        /** For a person, a time or a worker. */
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
     * A stalled step.
     *
     * @param retries that are left: 0
     * @param unknownOutcome whether it is not known if its action was carried out
     */
    public record Stalled(String element, @Nullable String message, int retries, boolean unknownOutcome) {}
}
