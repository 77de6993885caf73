package io.fixpoint.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Incident;
import io.fixpoint.incident.IncidentViews.AnomalyView;
import io.fixpoint.incident.IncidentViews.IncidentView;
import io.fixpoint.incident.IncidentViews.RepairView;
import io.fixpoint.incident.IncidentViews.ReportView;
import io.fixpoint.incident.IncidentViews.ResultView;
import io.fixpoint.incident.IncidentViews.StepView;
import io.fixpoint.incident.IncidentViews.TimelineView;
import io.fixpoint.incident.RecoveryViews.RecoveryView;
import io.fixpoint.incident.RecoveryViews.StepTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of one incident. */
@ApplicationScoped
@Transactional
class IncidentPages {
    private final IncidentStore store;
    private final Episodes episodes;
    private final RecoveryViews recoveries;

    @Inject
    IncidentPages(IncidentStore store, Episodes episodes, RecoveryViews recoveries) {
        this.store = store;
        this.episodes = episodes;
        this.recoveries = recoveries;
    }

    IncidentView incident(String id) {
        IncidentEntity incident = store.get(id);
        List<RepairEntity> repairs = store.repairs(id);
        List<RecoveryView> runs = recoveries.ofIncident(id);
        return new IncidentView(
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
                episodes.ofIncident(id).stream().map(AnomalyView::of).toList(),
                incident.suspects == null ? JsonNodeFactory.instance.arrayNode() : store.read(incident.suspects),
                incident.cause == null ? null : store.read(incident.cause),
                repairs.stream()
                        .map(repair -> RepairView.of(
                                repair,
                                store.read(repair.parameters),
                                repair.heldBecause == null
                                        ? JsonNodeFactory.instance.arrayNode()
                                        : store.read(repair.heldBecause)))
                        .toList(),
                runs.isEmpty() ? null : runs.get(runs.size() - 1),
                runs,
                result(incident, repairs),
                incident.openedAt,
                incident.detectedAt,
                incident.acknowledgedAt,
                incident.recoveringAt,
                incident.escalatedAt,
                incident.resolvedAt,
                incident.closedAt,
                incident.assignee,
                incident.openedBy,
                incident.resolvedBy,
                incident.resolution,
                incident.mergedInto,
                incident.suppressed,
                incident.suppressedReason);
    }

    List<TimelineView> timeline(String id) {
        store.get(id);
        return store.timeline(id).stream()
                .map(row -> new TimelineView(
                        row.id,
                        row.at,
                        row.actor,
                        row.what,
                        row.detail,
                        row.data == null ? null : store.read(row.data)))
                .toList();
    }

    ReportView report(String id) {
        // The timeline first: whatever it tells of, the incident that is read after it knows.
        List<TimelineView> timeline = timeline(id);
        return new ReportView(incident(id), timeline);
    }

    private @Nullable ResultView result(IncidentEntity incident, List<RepairEntity> repairs) {
        List<RecoveryEntity> all = store.recoveries(incident.id);
        if (all.isEmpty()) {
            return null;
        }
        RecoveryEntity latest = all.get(all.size() - 1);
        Instant end = latest.endedAt == null ? store.now() : latest.endedAt;
        List<RepairEntity> own = repairs.stream()
                .filter(repair -> repair.recovery.equals(latest.recovery))
                .toList();
        Map<String, Long> resources = new TreeMap<>();
        resources.put("repairs", (long) own.size());
        resources.put(
                "undone", own.stream().filter(repair -> repair.undone != null).count());
        resources.putAll(recoveries.resources(latest.recovery));
        List<StepTime> times = recoveries.steps(latest.recovery);
        List<StepView> steps = times.isEmpty()
                ? told(incident, latest, end)
                : times.stream()
                        .map(time -> new StepView(
                                time.element(),
                                time.name(),
                                time.step(),
                                time.endedAt() == null ? null : Duration.between(time.startedAt(), time.endedAt())))
                        .toList();
        return new ResultView(effect(incident, latest, own), Duration.between(latest.startedAt, end), steps, resources);
    }

    /** The steps as the timeline has them: each lasts until the next one begins. */
    private List<StepView> told(IncidentEntity incident, RecoveryEntity recovery, Instant end) {
        List<TimelineEntity> rows = store.timeline(incident.id).stream()
                .filter(row -> row.what.equals("step") && !row.at.isBefore(recovery.startedAt) && !row.at.isAfter(end))
                .toList();
        List<StepView> steps = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode data = store.read(rows.get(i).data);
            Instant until = i + 1 < rows.size() ? rows.get(i + 1).at : end;
            steps.add(new StepView(
                    data.path("element").asText(""),
                    null,
                    RecoveryProgress.Step.valueOf(data.path("step").asText()),
                    Duration.between(rows.get(i).at, until)));
        }
        return steps;
    }

    private static String effect(IncidentEntity incident, RecoveryEntity recovery, List<RepairEntity> repairs) {
        if (recovery.endedAt == null) {
            return "It still runs.";
        }
        String helped = repairs.stream()
                .filter(repair -> Boolean.TRUE.equals(repair.verified))
                .reduce((first, last) -> last)
                .map(repair -> " '" + repair.name() + "'" + (repair.target.isEmpty() ? "" : " of " + repair.target)
                        + " helped.")
                .orElse("");
        long tried = repairs.stream()
                .filter(repair -> Boolean.FALSE.equals(repair.verified)
                        || repair.outcome == RecoveryProgress.RepairOutcome.FAILED)
                .count();
        String before = tried == 0 ? "" : tried == 1 ? " One other was tried." : " " + tried + " others were tried.";
        if (Boolean.TRUE.equals(recovery.recovered)) {
            return "Recovered, and verified." + helped + before;
        }
        return (incident.status == Incident.Status.RESOLVED || incident.status == Incident.Status.CLOSED
                        ? "Ended without verification; the incident is over."
                        : "Not recovered.")
                + before;
    }
}
