package io.fixpoint.replay;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries decisions out as the incident package does, over the real episodes, and lets people act. It outlives a crash,
 * as the database does.
 */
@SuppressWarnings("NullAway") // a test fails where something is missing
final class Desk implements DecisionSink {
    private static final List<Severity> SEVERITIES = List.of(Severity.values());

    private final Episodes episodes;
    private final TestClock clock;
    private final Topology topology;
    private final Map<String, Case> cases = new LinkedHashMap<>();
    private final Set<List<String>> done = new HashSet<>();

    private static final class Case {
        String id = UUID.randomUUID().toString();
        long number;
        String service;
        String key;
        Status status = Status.OPEN;
        Severity found;

        @Nullable
        Severity ruled;

        @Nullable
        Severity stated;

        Set<String> services = new TreeSet<>();
        Instant detected;
        Instant opened;

        @Nullable
        Instant resolved;

        boolean recovering;

        @Nullable
        String assignee;

        boolean isOpen() {
            return status != Status.RESOLVED && status != Status.CLOSED;
        }

        Severity severity() {
            return stated != null ? stated : ruled != null ? ruled : found;
        }
    }

    Desk(Episodes episodes, TestClock clock, Topology topology) {
        this.episodes = episodes;
        this.clock = clock;
        this.topology = topology;
    }

    @Override
    public void follow(List<Change> changes) {
        for (Change change : changes) {
            String id = change.anomaly().getIncident();
            if (id != null && cases.get(id).isOpen()) {
                Case incident = cases.get(id);
                incident.found = incident.found.worse(change.anomaly().getSeverity());
            }
        }
    }

    @Override
    public void carryOut(List<Reasoned> once, Collection<Reasoned> standing) {
        for (Reasoned reasoned : once) {
            if (done.add(reasoned.decision().key())) {
                carryOut(reasoned.decision());
            }
        }
        Map<String, Severity> ruled = new HashMap<>();
        for (Reasoned reasoned : standing) {
            if (reasoned.decision() instanceof SetSeverity set) {
                ruled.merge(set.getIncident(), set.getSeverity(), Severity::worse);
            }
        }
        cases.values().stream().filter(Case::isOpen).forEach(incident -> incident.ruled = ruled.get(incident.id));
    }

    private void carryOut(Decision decision) {
        if (decision instanceof OpenIncident open) {
            open(open);
        } else if (decision instanceof JoinIncident join) {
            Case incident = cases.get(join.getIncident().getId());
            if (incident.isOpen()) {
                join(incident, current(join.getAnomaly()));
            }
        } else if (decision instanceof ResolveIncident resolve) {
            Case incident = cases.get(resolve.getIncident().getId());
            if (incident.isOpen()) {
                incident.status = Status.RESOLVED;
                incident.resolved = clock.instant();
            }
        }
    }

    private void open(OpenIncident decision) {
        Anomaly anomaly = current(decision.getAnomaly());
        Case now = anomaly.getIncident() == null ? null : cases.get(anomaly.getIncident());
        if (now != null
                && now.status == Status.RESOLVED
                && now.key.equals(decision.getCorrelationKey())
                && !anomaly.isCleared()
                && openOf(now.key) == null) {
            now.status = Status.ESCALATED;
            return;
        }
        if (now != null && now.isOpen()) {
            return;
        }
        Case incident = openOf(decision.getCorrelationKey());
        if (incident == null) {
            incident = add(anomaly.getService(), decision.getCorrelationKey(), anomaly.getSeverity());
            Instant started = anomaly.getStartedAt().toInstant();
            incident.detected = started.isAfter(incident.opened) ? incident.opened : started;
        }
        join(incident, anomaly);
        if (anomaly.getStartedAt().toInstant().isBefore(incident.detected)) {
            incident.detected = anomaly.getStartedAt().toInstant();
        }
        if (decision.getProcess() != null && incident.status == Status.OPEN && !incident.recovering) {
            incident.recovering = true;
            incident.status = Status.RECOVERING;
        }
    }

    private Case add(String service, String key, Severity severity) {
        Case incident = new Case();
        incident.number = cases.size() + 1L;
        incident.service = service;
        incident.key = key;
        incident.found = severity;
        incident.services.add(service);
        incident.opened = clock.instant();
        incident.detected = incident.opened;
        cases.put(incident.id, incident);
        return incident;
    }

    private void join(Case incident, Anomaly anomaly) {
        episodes.join(List.of(anomaly.getId()), incident.id);
        incident.services.add(anomaly.getService());
        incident.found = incident.found.worse(anomaly.getSeverity());
    }

    private @Nullable Case openOf(String key) {
        return cases.values().stream()
                .filter(incident -> incident.isOpen() && incident.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    private Anomaly current(Anomaly decided) {
        return episodes.byId(decided.getId()).orElse(decided);
    }

    @Override
    public void giveUp(Reasoned decision, String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void review() {}

    @Override
    public List<Incident> incidents() {
        return cases.values().stream()
                .filter(incident -> incident.isOpen()
                        || (incident.status == Status.RESOLVED
                                && !incident.resolved.plus(Duration.ofHours(1)).isBefore(clock.instant())))
                .map(this::fact)
                .toList();
    }

    private Incident fact(Case incident) {
        Criticality criticality =
                topology.service(incident.service).map(Service::getCriticality).orElse(Criticality.MEDIUM);
        return new Incident(
                incident.id,
                incident.number,
                "incident of " + incident.service,
                incident.status,
                incident.severity(),
                Priority.of(incident.severity(), criticality),
                incident.service,
                incident.services,
                incident.key,
                incident.detected,
                incident.opened,
                incident.assignee);
    }

    /** A person, or a recovery, does something to one of the incidents. */
    void act(int which, int what) {
        List<Case> all = new ArrayList<>(cases.values());
        if (what == 0) {
            String key = "svc-" + which % 3;
            if (openOf(key) == null) {
                Case ignored = add("svc-" + which % 3, key, Severity.MINOR);
            }
            return;
        }
        if (all.isEmpty()) {
            return;
        }
        Case incident = all.get(which % all.size());
        if (!incident.isOpen()) {
            return;
        }
        switch (what) {
            case 1 -> {
                incident.status = Status.RESOLVED;
                incident.resolved = clock.instant();
            }
            case 2 -> incident.stated = SEVERITIES.get(which % SEVERITIES.size());
            case 3 -> incident.status = Status.ESCALATED;
            case 4 -> incident.assignee = "person " + which;
            default -> {
                Case into = all.get((which + 1) % all.size());
                if (into != incident && into.isOpen()) {
                    incident.status = Status.CLOSED;
                    episodes.join(
                            episodes.ofIncident(incident.id).stream()
                                    .map(Anomaly::getId)
                                    .toList(),
                            into.id);
                    into.services.addAll(incident.services);
                }
            }
        }
    }
}
