package io.fixpoint.triage;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.Episodes.Transition;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Service;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that triage rules see at one moment.
 *
 * @param transitions what is new since the last moment and to be consumed
 * @param changes the same with the episodes
 * @param facts by key, in a fixed order
 */
public record TriageFacts(List<Transition> transitions, List<Change> changes, Map<Key, Fact> facts) {

    /** A fact's place in the session. */
    public record Key(String type, String id) {}

    /** A fact; {@code print} is equal as long as it says the same. */
    public record Fact(Object value, Object print) {}

    /**
     * Reads what is now; the caller's transaction makes it one moment.
     *
     * @param batch so many transitions at most
     */
    public static TriageFacts read(
            Episodes episodes, List<Event> events, List<Incident> incidents, Topology topology, int batch) {
        List<Transition> transitions = episodes.unconsumed(batch);
        Map<String, Anomaly> changed =
                episodes
                        .byIds(transitions.stream()
                                .map(Transition::episodeId)
                                .distinct()
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(a -> Objects.requireNonNull(a.getId()), Function.identity()));
        List<Change> changes = new ArrayList<>();
        for (Transition transition : transitions) {
            Anomaly anomaly = changed.get(transition.episodeId());
            if (anomaly != null) {
                changes.add(new Change(anomaly, transition.status(), transition.at()));
            }
        }
        Map<Key, Fact> facts = new LinkedHashMap<>();
        for (Service service : topology.services()) {
            put(facts, "service", service.getName(), service, print(service));
        }
        for (Dependency dependency : topology.dependencies()) {
            put(facts, "dependency", dependency.toString(), dependency, dependency.toString());
        }
        for (Event event : events) {
            List<Object> print = print(event);
            put(facts, "event", print.toString(), event, print);
        }
        for (Incident incident : incidents) {
            put(facts, "incident", incident.getId(), incident, print(incident));
        }
        // Those that have just cleared are seen once, and are gone at the next moment.
        changed.values().stream()
                .sorted((a, b) -> Objects.requireNonNull(a.getId()).compareTo(Objects.requireNonNull(b.getId())))
                .forEach(anomaly -> put(facts, anomaly));
        episodes.standing().forEach(anomaly -> put(facts, anomaly));
        return new TriageFacts(transitions, changes, facts);
    }

    private static void put(Map<Key, Fact> facts, Anomaly anomaly) {
        put(facts, "anomaly", Objects.requireNonNull(anomaly.getId()), anomaly, anomaly);
    }

    private static void put(Map<Key, Fact> facts, String type, String id, Object value, Object print) {
        facts.put(new Key(type, id), new Fact(value, print));
    }

    private static List<Object> print(Service service) {
        return Arrays.asList(service.getName(), service.getTier(), service.getOwner(), service.getCriticality());
    }

    private static List<Object> print(Event event) {
        return Arrays.asList(
                event.getService(),
                event.getInstance(),
                event.getKind(),
                event.getMessage(),
                event.getTime(),
                event.getAttributes(),
                event.getLabels());
    }

    private static List<Object> print(Incident incident) {
        return Arrays.asList(
                incident.getTitle(),
                incident.getStatus(),
                incident.getSeverity(),
                incident.getPriority(),
                incident.getServices(),
                incident.getCorrelationKey(),
                incident.getDetected(),
                incident.getAssignee());
    }
}
