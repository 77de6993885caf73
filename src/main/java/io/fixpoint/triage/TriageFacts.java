package io.fixpoint.triage;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.Episodes.Transition;
import io.fixpoint.detection.FactState.CurrentEvents;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Service;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink.Change;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that triage rules see at one moment.
 *
 * @param moment which moment it is
 * @param transitions what is new since the last moment and to be consumed
 * @param changes the same with the episodes
 * @param quietTimes the silences and maintenance windows that are not over; they are among the facts
 * @param facts by key, in a fixed order
 */
public record TriageFacts(
        Moment moment,
        List<Transition> transitions,
        List<Change> changes,
        List<SeenQuietTime> quietTimes,
        Map<Key, Fact> facts) {

    /**
     * Up to where each of the inputs is.
     *
     * @param detection the commit of detection whose episodes these are
     * @param eventsPosition of the record that the events follow; before that of the episodes only while detection is
     *     being rebuilt. Events have not changed between the two, since detection commits when one does
     * @param topology its version
     */
    public record Moment(Episodes.Progress detection, long eventsPosition, long topology) {}

    /** A fact's place in the session. */
    public record Key(String type, String id) {}

    /** A fact; {@code print} is equal as long as it says the same. */
    public record Fact(Object value, Object print) {}

    /** The same with further facts, in place of those of the same key. */
    public TriageFacts with(Map<Key, Fact> further) {
        Map<Key, Fact> all = new LinkedHashMap<>(facts);
        all.putAll(further);
        return new TriageFacts(moment, transitions, changes, quietTimes, all);
    }

    /**
     * Reads what is now; the caller's transaction makes it one moment.
     *
     * @param quietTimes the silences and maintenance windows that are not over, in a fixed order
     * @param batch so many transitions at most
     */
    public static TriageFacts read(
            Episodes episodes,
            Supplier<CurrentEvents> current,
            List<Incident> incidents,
            Topology topology,
            List<SeenQuietTime> quietTimes,
            int batch) {
        Episodes.Progress detection = episodes.progress();
        long topologyVersion = topology.version();
        List<Transition> transitions = untilOneIsOver(episodes.unconsumed(batch));
        Map<String, Transition> last = new LinkedHashMap<>();
        transitions.forEach(transition -> last.put(transition.episodeId(), transition));
        Map<String, Anomaly> changed = episodes.byIds(last.keySet()).stream()
                .map(anomaly -> asOf(anomaly, Objects.requireNonNull(last.get(anomaly.getId()))))
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
        for (SeenQuietTime quietTime : quietTimes) {
            put(facts, quietTime.type(), quietTime.id(), quietTime.fact(), quietTime);
        }
        // Last, so that they are never older than the episodes.
        CurrentEvents events = current.get();
        Moment moment = new Moment(detection, events.position(), topologyVersion);
        for (Event event : events.events()) {
            List<Object> print = print(event);
            put(facts, "event", print.toString(), event, print);
        }
        for (Incident incident : incidents) {
            put(facts, "incident", incident.getId(), incident, print(incident));
        }
        // Those that have just cleared are seen once, and are gone at the next moment. In an order that does not hang
        // on
        // their random ids, so that the first of two decisions is the same in a replay.
        Map<String, Anomaly> seen = new HashMap<>(changed);
        episodes.standing().forEach(anomaly -> seen.put(Objects.requireNonNull(anomaly.getId()), anomaly));
        seen.values().stream()
                .sorted(Comparator.comparing(TriageFacts::started).thenComparing(Anomaly::toString))
                .forEach(anomaly -> put(facts, anomaly));
        return new TriageFacts(moment, transitions, changes, quietTimes, facts);
    }

    /**
     * As many as can be seen at one moment: an episode that fired and is over by now, since triage did not run or there was
     * much to catch up with, is seen firing first, and over at a later moment. One that was over in the moment in which it
     * fired is not.
     */
    private static List<Transition> untilOneIsOver(List<Transition> waiting) {
        Map<String, Instant> fired = new HashMap<>();
        for (int i = 0; i < waiting.size(); i++) {
            Transition transition = waiting.get(i);
            if (transition.status() == Anomaly.Status.FIRING) {
                fired.put(transition.episodeId(), transition.at());
            } else if (transition.status() == Anomaly.Status.CLEARED) {
                Instant since = fired.get(transition.episodeId());
                if (since != null && since.isBefore(transition.at())) {
                    return waiting.subList(0, i);
                }
            }
        }
        return waiting;
    }

    /** The episode as it was after the transition, if it is over by now. */
    private static Anomaly asOf(Anomaly now, Transition transition) {
        if (!now.isCleared() || transition.status() == Anomaly.Status.CLEARED) {
            return now;
        }
        ZonedDateTime firing = now.getFiringAt();
        return now.as(new Anomaly.Episode(
                transition.episodeId(),
                transition.status(),
                started(now),
                firing == null ? null : firing.toInstant(),
                null,
                now.getIncident()));
    }

    private static Instant started(Anomaly anomaly) {
        ZonedDateTime started = anomaly.getStartedAt();
        return started == null ? Instant.MIN : started.toInstant();
    }

    /** The anomalies. */
    List<Anomaly> anomalies() {
        return values(Anomaly.class);
    }

    /** The incidents. */
    List<Incident> incidents() {
        return values(Incident.class);
    }

    private <T> List<T> values(Class<T> type) {
        return facts.values().stream()
                .map(Fact::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
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

    static List<Object> print(Incident incident) {
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
