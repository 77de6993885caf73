package io.fixpoint.incident;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of incidents. */
final class IncidentViews {
    private IncidentViews() {}

    /** An incident in a list. */
    record SummaryView(
            String id,
            long number,
            String title,
            Incident.Status status,
            RecoveryProgress.@Nullable Step step,
            Severity severity,
            Priority priority,
            String service,
            List<String> services,
            String correlationKey,
            Instant openedAt,
            Instant detectedAt,
            @Nullable Instant acknowledgedAt,
            @Nullable Instant recoveringAt,
            @Nullable Instant resolvedAt,
            @Nullable Instant closedAt,
            @Nullable String assignee) {
        static SummaryView of(IncidentEntity incident) {
            return new SummaryView(
                    incident.id,
                    incident.number,
                    incident.title,
                    incident.status,
                    incident.step,
                    incident.severity,
                    incident.priority,
                    incident.service,
                    incident.services.stream().sorted().toList(),
                    incident.correlationKey,
                    incident.openedAt,
                    incident.detectedAt,
                    incident.acknowledgedAt,
                    incident.recoveringAt,
                    incident.resolvedAt,
                    incident.closedAt,
                    incident.assignee);
        }
    }

    /** An incident with everything. */
    record IncidentView(
            String id,
            long number,
            String title,
            Incident.Status status,
            RecoveryProgress.@Nullable Step step,
            Severity severity,
            Priority priority,
            String service,
            List<String> services,
            String correlationKey,
            List<AnomalyView> anomalies,
            JsonNode suspects,
            @Nullable JsonNode cause,
            List<RepairView> repairs,
            RecoveryViews.@Nullable RecoveryView recovery,
            List<RecoveryViews.RecoveryView> recoveries,
            @Nullable ResultView result,
            Instant openedAt,
            Instant detectedAt,
            @Nullable Instant acknowledgedAt,
            @Nullable Instant recoveringAt,
            @Nullable Instant escalatedAt,
            @Nullable Instant resolvedAt,
            @Nullable Instant closedAt,
            @Nullable String assignee,
            String openedBy,
            @Nullable String resolvedBy,
            @Nullable String resolution,
            @Nullable String mergedInto,
            boolean suppressed,
            @Nullable String suppressedReason) {}

    /** An anomaly of an incident; all of it is at {@code /api/v1/anomalies}. */
    record AnomalyView(
            @Nullable String id,
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Severity severity,
            Anomaly.@Nullable Status status,
            @Nullable Instant startedAt,
            @Nullable Instant firingAt,
            @Nullable Instant clearedAt,
            @Nullable String detail) {
        static AnomalyView of(Anomaly anomaly) {
            return new AnomalyView(
                    anomaly.getId(),
                    anomaly.getName(),
                    anomaly.getService(),
                    anomaly.getInstance(),
                    anomaly.getLabels(),
                    anomaly.getSeverity(),
                    anomaly.getStatus(),
                    instant(anomaly.getStartedAt()),
                    instant(anomaly.getFiringAt()),
                    instant(anomaly.getClearedAt()),
                    anomaly.getDetail());
        }

        private static @Nullable Instant instant(@Nullable ZonedDateTime time) {
            return time == null ? null : time.toInstant();
        }
    }

    /** @param outcome of the attempt; {@code RECOVERED} and {@code NOT_RECOVERED} once it is verified */
    record RepairView(
            String id,
            @Nullable String process,
            @Nullable String action,
            Repair.Kind kind,
            Repair.Mode mode,
            String target,
            JsonNode parameters,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            boolean undone,
            @Nullable String undo,
            @Nullable String reason,
            @Nullable String outcomeReason,
            JsonNode heldBecause) {
        static RepairView of(RepairEntity repair, JsonNode parameters, JsonNode heldBecause) {
            String outcome = repair.verified != null
                    ? repair.verified ? "RECOVERED" : "NOT_RECOVERED"
                    : repair.outcome == null ? null : repair.outcome.name();
            return new RepairView(
                    repair.id,
                    repair.process,
                    repair.action,
                    repair.kind,
                    repair.mode,
                    repair.target,
                    parameters,
                    repair.startedAt,
                    repair.endedAt,
                    outcome,
                    Boolean.TRUE.equals(repair.undone),
                    repair.undo,
                    repair.reason,
                    repair.undoneReason != null
                            ? repair.undoneReason
                            : repair.verifiedReason != null ? repair.verifiedReason : repair.outcomeReason,
                    heldBecause);
        }
    }

    /**
     * What the latest recovery came to.
     *
     * @param effect a sentence
     * @param duration from its start to its end, or until now
     * @param times the time in each step, waiting within it included
     * @param steps the elements that it went through
     */
    record ResultView(
            String effect,
            Duration duration,
            Map<RecoveryProgress.Step, Duration> times,
            List<StepView> steps,
            ResourcesView resources) {}

    /**
     * What the latest recovery used.
     *
     * @param services that repairs were done to
     * @param touched addresses and commands that it acted on
     * @param attempts how often its actions were started in all
     * @param peopleTime from claim to completion of its human tasks
     * @param waitingForPeople from their creation to their completion
     */
    record ResourcesView(
            List<String> services,
            List<String> touched,
            long repairs,
            long undone,
            long actions,
            long attempts,
            long retries,
            long humanTasks,
            Duration peopleTime,
            Duration waitingForPeople) {}

    record StepView(
            String element,
            @Nullable String name,
            RecoveryProgress.@Nullable Step step,
            @Nullable Duration duration) {}

    /** One thing that happened. */
    record TimelineView(
            long id,
            Instant at,
            String actor,
            String what,
            @Nullable String detail,
            @Nullable JsonNode data) {}

    /** Everything, for a report. */
    record ReportView(IncidentView incident, List<TimelineView> timeline) {}
}
