package io.fixpoint.recovery;

import io.fixpoint.incident.GuardRefusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A human task, with all that a person needs to decide from it alone.
 *
 * @param element id of the task in the model
 * @param process key of the model, which may be one that the recovery called
 * @param outcomes what it may be completed with; empty if it is just done
 * @param followUpAt until when it need not be looked at
 * @param fourEyes whether whoever asked for the recovery may not complete it
 * @param target the service that the repair is done to
 * @param action the process, or the built-in action, that is carried out; null for a repair by hand
 * @param undo the process that takes it back
 * @param heldBecause the guards that keep the server from carrying the repair out by itself, and why
 * @param pastSuccessRate the share of this repair's verified runs on the target that helped; null if there were none
 */
public record TaskView(
        String id,
        @Nullable String name,
        @Nullable String description,
        String element,
        String process,
        @Nullable String incidentId,
        String recoveryId,
        @Nullable String assignee,
        List<String> candidateGroups,
        List<String> candidateUsers,
        Instant createdAt,
        @Nullable Instant dueAt,
        @Nullable Instant followUpAt,
        int priority,
        List<String> outcomes,
        boolean fourEyes,
        @Nullable String target,
        @Nullable String action,
        Map<String, @Nullable Object> parameters,
        @Nullable String reason,
        @Nullable String undo,
        @Nullable Double pastSuccessRate,
        List<GuardRefusal> heldBecause) {

    /** What somebody wrote to a task. */
    public record CommentView(String id, @Nullable String person, Instant time, String text) {}
}
