package io.fixpoint.incident;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Incident;
import io.fixpoint.incident.IncidentViews.AnomalyView;
import io.fixpoint.incident.IncidentViews.IncidentView;
import io.fixpoint.incident.IncidentViews.RepairView;
import io.fixpoint.incident.IncidentViews.ReportView;
import io.fixpoint.incident.IncidentViews.ResourcesView;
import io.fixpoint.incident.IncidentViews.ResultView;
import io.fixpoint.incident.IncidentViews.StepView;
import io.fixpoint.incident.IncidentViews.TimelineView;
import io.fixpoint.incident.RecoveryViews.Outcome;
import io.fixpoint.incident.RecoveryViews.RecoveryView;
import io.fixpoint.incident.RecoveryViews.StepTime;
import io.fixpoint.incident.RecoveryViews.Used;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of one incident. */
@ApplicationScoped
@Transactional
class IncidentPages {
    private static final TypeReference<List<StepTime>> STEPS = new TypeReference<>() {};
    private static final TypeReference<Used> USED = new TypeReference<>() {};

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
        List<RecoveryEntity> all = store.recoveries(id);
        Map<String, Outcome> outcomes = outcomes(all);
        List<RecoveryView> runs = runs(id, all, outcomes);
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
                result(incident, repairs, outcomes),
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

    private @Nullable ResultView result(
            IncidentEntity incident, List<RepairEntity> repairs, Map<String, Outcome> outcomes) {
        List<RecoveryEntity> all = store.recoveries(incident.id);
        if (all.isEmpty()) {
            return null;
        }
        RecoveryEntity latest = all.get(all.size() - 1);
        Instant end = latest.endedAt == null ? store.now() : latest.endedAt;
        List<RepairEntity> own = repairs.stream()
                .filter(repair -> repair.recovery.equals(latest.recovery))
                .toList();
        Outcome outcome = outcomes.get(latest.recovery);
        List<StepView> phases = told(incident, latest, end);
        List<StepView> steps = outcome == null || outcome.steps().isEmpty()
                ? phases
                : outcome.steps().stream()
                        .map(time -> new StepView(
                                time.element(),
                                time.name(),
                                time.step(),
                                time.endedAt() == null ? null : Duration.between(time.startedAt(), time.endedAt())))
                        .toList();
        return new ResultView(
                effect(incident, latest, own),
                Duration.between(latest.startedAt, end),
                times(phases),
                steps,
                resources(incident, own, outcome == null ? null : outcome.used()));
    }

    /** The time in each step, summed up where a step was entered again. */
    private static Map<RecoveryProgress.Step, Duration> times(List<StepView> phases) {
        Map<RecoveryProgress.Step, Duration> times = new EnumMap<>(RecoveryProgress.Step.class);
        for (StepView phase : phases) {
            if (phase.step() != null && phase.duration() != null) {
                times.merge(phase.step(), phase.duration(), Duration::plus);
            }
        }
        return times;
    }

    private static ResourcesView resources(IncidentEntity incident, List<RepairEntity> repairs, @Nullable Used used) {
        Set<String> services = new TreeSet<>();
        repairs.stream()
                .map(repair -> repair.target)
                .filter(target -> !target.isEmpty())
                .forEach(services::add);
        if (services.isEmpty()) {
            services.add(incident.service);
        }
        return new ResourcesView(
                List.copyOf(services),
                used == null ? List.of() : used.touched(),
                repairs.size(),
                repairs.stream().filter(repair -> repair.undone != null).count(),
                used == null ? 0 : used.actions(),
                used == null ? 0 : used.attempts(),
                used == null ? 0 : used.retries(),
                used == null ? 0 : used.humanTasks(),
                used == null ? Duration.ZERO : used.peopleTime(),
                used == null ? Duration.ZERO : used.waitingForPeople());
    }

    /** What its recoveries came to: as it was kept, else as the engine has it. */
    private Map<String, Outcome> outcomes(List<RecoveryEntity> all) {
        Map<String, Outcome> outcomes = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (RecoveryEntity recovery : all) {
            if (recovery.state != null && recovery.version != null && recovery.resources != null) {
                outcomes.put(
                        recovery.recovery,
                        new Outcome(
                                recovery.version,
                                recovery.state,
                                store.read(recovery.steps, STEPS),
                                store.read(recovery.resources, USED)));
            } else {
                others.add(recovery.recovery);
            }
        }
        outcomes.putAll(recoveries.outcomes(others));
        return outcomes;
    }

    /** Its recoveries in the order of their start, also those that the engine has forgotten. */
    private List<RecoveryView> runs(String incident, List<RecoveryEntity> all, Map<String, Outcome> outcomes) {
        Map<String, RecoveryView> runs = new LinkedHashMap<>();
        for (RecoveryEntity recovery : all) {
            Outcome outcome = outcomes.get(recovery.recovery);
            if (outcome != null) {
                runs.put(
                        recovery.recovery,
                        new RecoveryView(
                                recovery.recovery, recovery.process, outcome.version(), outcome.state(), null));
            }
        }
        recoveries.ofIncident(incident).forEach(run -> runs.put(run.id(), run));
        return List.copyOf(runs.values());
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
                .map(repair ->
                        " '" + repair.name + "'" + (repair.target.isEmpty() ? "" : " of " + repair.target) + " helped.")
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
