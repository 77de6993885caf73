package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.incident.Announcement;
import io.fixpoint.incident.RecoveryProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.jspecify.annotations.Nullable;

/**
 * What happens when nobody comes to a human task: one more group may claim it and is told. The task itself goes on
 * waiting; time never completes it.
 */
@ApplicationScoped
class TaskEscalation {
    /** The id of the engine's timer on a task that escalates by itself. */
    static final String TIMER = "fixpoint-escalation";

    private static final String AFTER_DEFAULT = "${escalateAfter}";

    private final RecoveryProgress progress;
    private final Consumer<Announcement> announcements;

    @Inject
    TaskEscalation(RecoveryProgress progress, Event<Announcement> announcements) {
        this(progress, announcements::fire);
    }

    TaskEscalation(RecoveryProgress progress, Consumer<Announcement> announcements) {
        this.progress = progress;
        this.announcements = announcements;
    }

    /**
     * To whom a task goes by itself, one group after the other.
     *
     * @param after an ISO 8601 duration, or an expression that is one
     */
    record Plan(List<String> groups, String after) {

        /**
         * Reads the task's properties; empty if it does not escalate by itself.
         *
         * @throws IllegalArgumentException if they are wrong, saying how
         */
        static Optional<Plan> of(@Nullable String to, @Nullable String after) {
            if (to == null) {
                if (after != null) {
                    throw new IllegalArgumentException(ModelNames.ESCALATE_AFTER + " needs " + ModelNames.ESCALATE_TO
                            + ", the groups that it goes to");
                }
                return Optional.empty();
            }
            List<String> groups = Arrays.stream(to.split(",", -1))
                    .map(String::strip)
                    .filter(group -> !group.isEmpty())
                    .distinct()
                    .toList();
            if (groups.isEmpty()) {
                throw new IllegalArgumentException(
                        ModelNames.ESCALATE_TO + " names no group; write groups separated by commas");
            }
            String wait = after == null ? AFTER_DEFAULT : after.strip();
            if (!ExpressionGrammar.isExpression(wait) && !isLength(wait)) {
                throw new IllegalArgumentException(ModelNames.ESCALATE_AFTER + " is '" + wait
                        + "'; it must be an ISO 8601 duration such as PT15M");
            }
            return Optional.of(new Plan(groups, wait));
        }

        private static boolean isLength(String text) {
            try {
                Duration length = Duration.parse(text);
                return !length.isZero() && !length.isNegative();
            } catch (DateTimeParseException e) {
                return false;
            }
        }

        /** The timer that fires once for each group. */
        String cycle() {
            return "R" + groups.size() + "/" + after;
        }
    }

    /** The next group of the plan may claim the task now. */
    void next(DelegateTask task, Plan plan) {
        Set<String> known = TaskRecord.candidates(task).groups();
        Optional<String> next =
                plan.groups().stream().filter(group -> !known.contains(group)).findFirst();
        next.ifPresent(task::addCandidateGroup);
        String reason = "Nobody has completed the task '" + task.getName() + "' in time.";
        Optional<Incident> incident = RecoveryListeners.incidentOf(task).map(progress::incident);
        announce(task.getId(), task.getTaskDefinitionKey(), task.getName(), incident, next.orElse(null), reason);
        told(incident, RecoveryListeners.actor(task.getExecution()), next.orElse(null), reason);
    }

    /** Tells people that a task still waits. */
    void announce(
            String task,
            String element,
            @Nullable String name,
            Optional<Incident> incident,
            @Nullable String group,
            String reason) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("task", task);
        labels.put("element", element);
        incident.ifPresent(of -> {
            labels.put("incident", of.getId());
            labels.put("service", of.getService());
            labels.put("severity", of.getSeverity().name());
        });
        Map<String, String> details = new LinkedHashMap<>();
        details.put("reason", reason);
        details.put("url", "/api/v1/tasks/" + task);
        if (group != null) {
            details.put("group", group);
        }
        announcements.accept(new Announcement(
                Announcement.Kind.ESCALATED,
                incident.map(Incident::getId).orElse(null),
                "Still waiting: " + name,
                labels,
                details));
    }

    /** Writes into the timeline who was told. */
    void told(Optional<Incident> incident, String actor, @Nullable String group, String reason) {
        incident.ifPresent(of -> progress.happened(
                of.getId(),
                actor,
                group == null ? "People were told again" : "Group " + group + " was told as well",
                reason));
    }
}
