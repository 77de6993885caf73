package io.fixpoint.triage;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.triage.DecisionSink.Change;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageRound.SeenIncident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes rounds down: only what differs from what the last recorded round left, so that a record is small. It knows
 * nothing when it is new, and the first round is then recorded in full. Not thread-safe.
 */
public final class RoundRecorder {
    private final Map<String, List<Object>> incidents = new HashMap<>();
    private final Map<String, String> joined = new HashMap<>();
    private @Nullable Set<List<String>> standing;
    private @Nullable List<SeenQuietTime> quietTimes;

    private @Nullable Runnable uncommitted;

    /**
     * The record of a round. It counts as the last one when {@link #committed} is called.
     *
     * @param after the incidents that rules see after it was carried out
     */
    public TriageRound record(
            TriageFacts facts,
            List<Reasoned> once,
            List<Reasoned> states,
            List<Incident> after,
            Instant at,
            TriageRounds by) {
        Map<String, String> names = new HashMap<>();
        Map<String, String> nowJoined = new TreeMap<>();
        Map<String, String> allJoined = new HashMap<>();
        for (Anomaly anomaly : facts.anomalies()) {
            String name = TriageRound.name(anomaly);
            String incident = Objects.requireNonNullElse(anomaly.getIncident(), "");
            names.put(Objects.requireNonNull(anomaly.getId()), name);
            // Two of one name began at one moment, and the one was over at once: it never had an incident.
            allJoined.merge(name, incident, (one, other) -> one.isEmpty() ? other : one);
        }
        allJoined.forEach((name, incident) -> {
            if (!incident.equals(joined.getOrDefault(name, ""))) {
                nowJoined.put(name, incident);
            }
        });
        List<SeenIncident> changedBefore = new ArrayList<>();
        Map<String, List<Object>> prints = new HashMap<>();
        for (Incident incident : facts.incidents()) {
            see(incident, incidents, prints, changedBefore);
        }
        List<String> gone = new ArrayList<>();
        for (String id : incidents.keySet()) {
            if (!prints.containsKey(id)) {
                gone.add(id);
            }
        }
        List<SeenIncident> changedAfter = new ArrayList<>();
        Map<String, List<Object>> printsAfter = new HashMap<>();
        for (Incident incident : after) {
            see(incident, prints, printsAfter, changedAfter);
        }
        List<Decided> statesNow = states.stream()
                .map(state -> Decided.of(state, id -> names.getOrDefault(id, id), null))
                .toList();
        Set<List<String>> stateKeys = new HashSet<>();
        statesNow.forEach(state -> stateKeys.add(state.key()));
        boolean sameStates = stateKeys.equals(standing);
        uncommitted = () -> {
            incidents.clear();
            incidents.putAll(printsAfter);
            joined.clear();
            joined.putAll(allJoined);
            standing = stateKeys;
            quietTimes = facts.quietTimes();
        };
        return new TriageRound(
                0,
                facts.moment().detection(),
                at,
                by.release(),
                by.leftOut(),
                facts.moment().topology(),
                facts.quietTimes().equals(quietTimes) ? null : facts.quietTimes(),
                facts.changes().stream().map(RoundRecorder::transition).toList(),
                changedBefore,
                gone.stream().sorted().toList(),
                nowJoined,
                once.stream()
                        .map(decision -> Decided.of(
                                decision, id -> names.getOrDefault(id, id), opened(decision, after, facts.anomalies())))
                        .toList(),
                sameStates ? null : statesNow,
                changedAfter);
    }

    /** The round that was recorded last is committed. */
    public void committed() {
        Runnable commit = uncommitted;
        uncommitted = null;
        if (commit != null) {
            commit.run();
        }
    }

    private static void see(
            Incident incident,
            Map<String, List<Object>> known,
            Map<String, List<Object>> seen,
            List<SeenIncident> changed) {
        List<Object> print = TriageFacts.print(incident);
        seen.put(incident.getId(), print);
        if (!print.equals(known.get(incident.getId()))) {
            changed.add(SeenIncident.of(incident));
        }
    }

    private static String transition(Change change) {
        return TriageRound.transition(change.anomaly(), change.status());
    }

    /** The incident that has the anomaly's correlation key now, or that the anomaly belonged to. */
    private static @Nullable String opened(Reasoned reasoned, List<Incident> after, Collection<Anomaly> anomalies) {
        if (!(reasoned.decision() instanceof OpenIncident open)) {
            return null;
        }
        for (Incident incident : after) {
            if (incident.isOpen() && incident.getCorrelationKey().equals(open.getCorrelationKey())) {
                return incident.getId();
            }
        }
        return anomalies.stream()
                .filter(anomaly ->
                        Objects.equals(anomaly.getId(), open.getAnomaly().getId()))
                .map(Anomaly::getIncident)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
