package io.fixpoint.scenario;

import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.Severity;
import io.fixpoint.replay.Rehearsal;
import io.fixpoint.scenario.Scenario.Statement;
import io.fixpoint.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a rehearsal the anomalies and incidents that a scenario states, when they begin, change and end. */
final class StatedEpisodes {
    private final Scenario scenario;
    private final StatedWorld world;
    private final Rehearsal rehearsal;
    private final Map<List<String>, EpisodeRecord> episodes = new HashMap<>();
    private final Map<List<String>, Integer> turns = new HashMap<>();
    private final Map<String, Statement> incidents = new HashMap<>();
    private final Map<Statement, Integer> numbers = new HashMap<>();

    StatedEpisodes(Scenario scenario, StatedWorld world, Rehearsal rehearsal) {
        this.scenario = scenario;
        this.world = world;
        this.rehearsal = rehearsal;
        for (Statement statement : scenario.given()) {
            if (statement.kind() == Given.INCIDENT) {
                numbers.put(statement, numbers.size() + 1);
            }
        }
    }

    void tell() {
        tellIncidents();
        tellAnomalies();
    }

    private void tellIncidents() {
        Map<String, Statement> standing = new LinkedHashMap<>();
        for (Statement statement : world.standing(Given.INCIDENT)) {
            standing.merge(id(statement), statement, (a, b) -> b.from().compareTo(a.from()) >= 0 ? b : a);
        }
        for (String gone : Set.copyOf(incidents.keySet())) {
            if (!standing.containsKey(gone)) {
                incidents.remove(gone);
                rehearsal.forgetIncident(gone);
            }
        }
        standing.forEach((id, statement) -> {
            if (!statement.equals(incidents.put(id, statement))) {
                rehearsal.state(incident(id, statement, world));
            }
        });
    }

    private long number(Statement statement) {
        return StatedWorld.whole(statement, "number", numbers.getOrDefault(statement, 1));
    }

    private String id(Statement statement) {
        return statement.text("id", String.valueOf(number(statement)));
    }

    private Incident incident(String id, Statement statement, Topology topology) {
        String service = statement.text("service", "");
        Severity severity = statement.word("severity", Severity.MAJOR);
        Set<String> services = new HashSet<>(statement.list("services"));
        services.add(service);
        Instant opened = scenario.start().plus(statement.from());
        return new Incident(
                id,
                number(statement),
                statement.text("title", "stated incident of " + service),
                statement.word("status", Incident.Status.OPEN),
                severity,
                Priority.of(
                        severity,
                        topology.service(service).map(Service::getCriticality).orElse(Criticality.MEDIUM)),
                service,
                services,
                statement.text("correlationKey", service),
                opened,
                opened,
                statement.text("assignee"));
    }

    private void tellAnomalies() {
        Map<List<String>, Statement> standing = new LinkedHashMap<>();
        for (Statement statement : world.standing(Given.ANOMALY)) {
            standing.merge(key(statement), statement, (a, b) -> b.from().compareTo(a.from()) >= 0 ? b : a);
        }
        for (Map.Entry<List<String>, EpisodeRecord> told : Map.copyOf(episodes).entrySet()) {
            EpisodeRecord episode = told.getValue();
            if (!standing.containsKey(told.getKey()) && episode.status() != Anomaly.Status.CLEARED) {
                tell(told.getKey(), with(episode, episode.anomaly(), Anomaly.Status.CLEARED, episode.incident()));
            }
        }
        standing.forEach((key, statement) -> {
            EpisodeRecord before = episodes.get(key);
            Anomaly.Status status = statement.word("status", Anomaly.Status.FIRING);
            boolean again =
                    before != null && before.status() == Anomaly.Status.CLEARED && status != Anomaly.Status.CLEARED;
            if (before == null || again) {
                before = begun(key, statement);
            }
            tell(key, with(before, anomaly(statement), status, statement.text("incident")));
        });
    }

    private void tell(List<String> key, EpisodeRecord now) {
        if (!now.equals(episodes.put(key, now))) {
            rehearsal.state(now);
        }
    }

    private static List<String> key(Statement statement) {
        return List.of(
                statement.text("id", ""),
                statement.text("name", ""),
                statement.text("service", ""),
                statement.text("instance", ""),
                statement.texts("labels").toString());
    }

    private EpisodeRecord begun(List<String> key, Statement statement) {
        int turn = turns.merge(key, 1, Integer::sum);
        String id = statement.text("id", "stated " + String.join(" ", key).strip()) + (turn == 1 ? "" : " " + turn);
        Instant now = scenario.start().plus(statement.from());
        return new EpisodeRecord(
                id,
                anomaly(statement),
                Anomaly.Status.PENDING,
                0,
                List.of(),
                now,
                now,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private EpisodeRecord with(
            EpisodeRecord before, Anomaly anomaly, Anomaly.Status status, @Nullable String incident) {
        boolean fires = status == Anomaly.Status.FIRING;
        boolean cleared = status == Anomaly.Status.CLEARED;
        return new EpisodeRecord(
                before.id(),
                anomaly,
                status,
                0,
                List.of(),
                before.startedAt(),
                before.startedReceived(),
                fires && before.firingAt() == null ? world.now() : before.firingAt(),
                null,
                null,
                cleared && before.clearedAt() == null ? world.now() : before.clearedAt(),
                cleared ? "condition" : null,
                incident);
    }

    private static Anomaly anomaly(Statement statement) {
        return Anomaly.known(
                statement.text("name", ""),
                statement.text("service", ""),
                statement.text("instance"),
                statement.texts("labels"),
                statement.word("severity", Severity.WARNING),
                Duration.ZERO,
                Duration.ZERO,
                statement.text("detail"),
                null);
    }
}
