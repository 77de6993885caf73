package io.fixpoint.scenario;

import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Notify;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.fact.Suppress;
import io.fixpoint.fact.Suspect;
import io.fixpoint.replay.RehearsedIncident;
import io.fixpoint.rule.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values by which a scenario knows what it found; the names are those of {@link Expected}. */
final class Views {
    private Views() {}

    /** Values by name; null for what has none. */
    private static Map<String, @Nullable Object> values() {
        return new LinkedHashMap<>();
    }

    static Map<String, @Nullable Object> of(EpisodeRecord episode, @Nullable String incident) {
        Map<String, @Nullable Object> values = of(episode.anomaly());
        values.put("status", episode.status().name());
        values.put("incident", incident);
        values.put("rule", episode.rules());
        return values;
    }

    private static Map<String, @Nullable Object> of(Anomaly anomaly) {
        Map<String, @Nullable Object> values = values();
        values.put("name", anomaly.getName());
        values.put("service", anomaly.getService());
        values.put("instance", anomaly.getInstance());
        values.put("labels", anomaly.getLabels());
        values.put("severity", anomaly.getSeverity().name());
        values.put(
                "status",
                anomaly.getStatus() == null ? null : anomaly.getStatus().name());
        values.put("detail", anomaly.getDetail());
        values.put("pendingFor", anomaly.pendingFor());
        values.put("keepFiringFor", anomaly.keepFiringFor());
        values.put("incident", anomaly.getIncident());
        return values;
    }

    static Map<String, @Nullable Object> of(RehearsedIncident incident) {
        Map<String, @Nullable Object> values = values();
        values.put("id", incident.id());
        values.put("title", incident.title());
        values.put("status", incident.status().name());
        values.put("severity", incident.severity().name());
        values.put("worst", incident.worst().name());
        values.put("priority", incident.priority().name());
        values.put("service", incident.service());
        values.put("services", incident.services());
        values.put("correlationKey", incident.correlationKey());
        values.put("suppressed", incident.suppressed());
        values.put("recoveries", incident.recoveries());
        return values;
    }

    private static Map<String, @Nullable Object> of(Incident incident) {
        Map<String, @Nullable Object> values = values();
        values.put("id", incident.getId());
        values.put("title", incident.getTitle());
        values.put("status", incident.getStatus().name());
        values.put("severity", incident.getSeverity().name());
        values.put("priority", incident.getPriority().name());
        values.put("service", incident.getService());
        values.put("services", new ArrayList<>(incident.getServices()));
        values.put("correlationKey", incident.getCorrelationKey());
        return values;
    }

    /** @param incidents finds an incident that a decision knows by its id */
    static Map<String, @Nullable Object> of(
            Decision decision, List<Match> because, Function<String, Optional<RehearsedIncident>> incidents) {
        Map<String, @Nullable Object> values = values();
        values.put("type", decision.getClass().getSimpleName());
        values.put("rule", rules(because));
        Function<@Nullable String, @Nullable Object> incident =
                id -> id == null ? null : incidents.apply(id).map(Views::of).orElse(null);
        if (decision instanceof OpenIncident open) {
            values.put("anomaly", of(open.getAnomaly()));
            values.put("correlationKey", open.getCorrelationKey());
            values.put("process", open.getProcess());
            values.put("title", open.getTitle());
        } else if (decision instanceof JoinIncident join) {
            values.put("anomaly", of(join.getAnomaly()));
            values.put("incident", of(join.getIncident()));
        } else if (decision instanceof StartRecovery start) {
            values.put("incident", of(start.getIncident()));
            values.put("process", start.getProcess());
        } else if (decision instanceof Notify notify) {
            values.put("incident", incident.apply(notify.getIncident()));
            values.put("message", notify.getMessage());
        } else if (decision instanceof ResolveIncident resolve) {
            values.put("incident", of(resolve.getIncident()));
            values.put("reason", resolve.getReason());
        } else if (decision instanceof SetSeverity set) {
            values.put("incident", incident.apply(set.getIncident()));
            values.put("severity", set.getSeverity().name());
        } else if (decision instanceof SetPriority set) {
            values.put("incident", incident.apply(set.getIncident()));
            values.put("priority", set.getPriority().name());
        } else if (decision instanceof Suppress suppress) {
            values.put("incident", incident.apply(suppress.getIncident()));
            values.put("reason", suppress.getReason());
        }
        return values;
    }

    static Map<String, @Nullable Object> of(Suspect suspect) {
        Map<String, @Nullable Object> values = values();
        values.put("rank", (long) suspect.getRank());
        values.put("service", suspect.getService());
        return values;
    }

    static Map<String, @Nullable Object> of(Cause cause, List<Match> because) {
        Map<String, @Nullable Object> values = values();
        values.put("kind", cause.getKind());
        values.put("service", cause.getService());
        values.put("detail", cause.getDetail());
        values.put("evidence", cause.getEvidence());
        values.put("rule", rules(because));
        return values;
    }

    static Map<String, @Nullable Object> of(Repair repair, List<Match> because) {
        Map<String, @Nullable Object> values = values();
        values.put("process", repair.getProcess());
        values.put("action", repair.getAction());
        values.put("service", repair.getTarget());
        values.put("order", (long) repair.getOrder());
        values.put("kind", repair.getKind().name());
        values.put("mode", repair.getMode() == null ? null : repair.getMode().name());
        values.put("parameters", repair.getParameters());
        values.put("undo", repair.getUndo());
        values.put("reason", repair.getReason());
        values.put("rule", rules(because));
        return values;
    }

    static Map<String, @Nullable Object> of(Recovered recovered, List<Match> because) {
        Map<String, @Nullable Object> values = values();
        values.put("stableFor", recovered.stableFor());
        values.put("reason", recovered.getReason());
        values.put("repair", of(recovered.getRepair(), List.of()));
        values.put("rule", rules(because));
        return values;
    }

    static Map<String, @Nullable Object> of(NotRecovered notRecovered, List<Match> because) {
        Map<String, @Nullable Object> values = values();
        values.put("reason", notRecovered.getReason());
        values.put("repair", of(notRecovered.getRepair(), List.of()));
        values.put("rule", rules(because));
        return values;
    }

    private static List<String> rules(List<Match> because) {
        return because.stream().map(Match::rule).distinct().toList();
    }
}
