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
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.fact.Suppress;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decisions would come to, in memory, by the same rules as the incident package: once by key, one open incident for
 * a correlation key. There are no people and no repairs in it: an incident is over when a rule says so or its last
 * anomaly has cleared.
 */
final class RehearsedIncidents implements DecisionSink {
    /** Rules see what was resolved for so long. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Episodes episodes;
    private final Topology topology;
    private final Map<String, RehearsedIncident> incidents = new LinkedHashMap<>();
    private final Map<String, String> openOfKey = new HashMap<>();
    private final Set<List<String>> carriedOut = new HashSet<>();
    private final List<RehearsedDecision> decisions = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private long position;

    RehearsedIncidents(Episodes episodes, Topology topology) {
        this.episodes = episodes;
        this.topology = topology;
    }

    /** Decisions from now on are of this moment. */
    void at(long newPosition, Instant time) {
        position = newPosition;
        now = time;
    }

    List<RehearsedIncident> all() {
        return List.copyOf(incidents.values());
    }

    /** Every decision that was carried out, in order; a state is told when it came to stand. */
    List<RehearsedDecision> decisions() {
        return List.copyOf(decisions);
    }

    @Override
    public void follow(List<Change> changes) {
        for (Change change : changes) {
            RehearsedIncident incident = incident(change.anomaly().getIncident());
            if (incident != null && incident.isOpen()) {
                weigh(incident);
            }
        }
    }

    @Override
    public void carryOut(List<Reasoned> once, Collection<Reasoned> standing) {
        for (Reasoned reasoned : once) {
            if (carriedOut.add(reasoned.decision().key())) {
                decisions.add(new RehearsedDecision(position, now, reasoned.decision(), reasoned.matches()));
                carryOut(reasoned.decision());
            }
        }
        apply(standing);
        resolveCleared();
    }

    private void carryOut(Decision decision) {
        if (decision instanceof OpenIncident open) {
            open(open);
        } else if (decision instanceof JoinIncident join) {
            RehearsedIncident incident = incident(join.getIncident().getId());
            if (incident != null && incident.isOpen()) {
                join(incident, current(join.getAnomaly()));
            }
        } else if (decision instanceof StartRecovery start) {
            RehearsedIncident incident = incident(start.getIncident().getId());
            if (incident != null && incident.isOpen()) {
                recover(incident, start.getProcess());
            }
        } else if (decision instanceof ResolveIncident resolve) {
            RehearsedIncident incident = incident(resolve.getIncident().getId());
            if (incident != null && incident.isOpen()) {
                resolve(incident);
            }
        }
    }

    private void open(OpenIncident decision) {
        Anomaly anomaly = current(decision.getAnomaly());
        RehearsedIncident joined = incident(anomaly.getIncident());
        if (joined != null && joined.isOpen()) {
            return;
        }
        RehearsedIncident incident = incident(openOfKey.get(decision.getCorrelationKey()));
        if (incident == null) {
            long number = incidents.size() + 1L;
            incident = new RehearsedIncident(
                    "rehearsed-" + number,
                    number,
                    title(decision),
                    anomaly.getService(),
                    decision.getCorrelationKey(),
                    anomaly.getSeverity(),
                    Priority.of(anomaly.getSeverity(), criticality(anomaly.getService())),
                    startedAt(anomaly),
                    now);
            incidents.put(incident.id(), incident);
            openOfKey.put(incident.correlationKey(), incident.id());
        }
        join(incident, anomaly);
        if (startedAt(anomaly).isBefore(incident.detectedAt)) {
            incident.detectedAt = startedAt(anomaly);
        }
        if (decision.getProcess() != null && incident.status == Status.OPEN && incident.recoveries.isEmpty()) {
            recover(incident, decision.getProcess());
        }
    }

    private void join(RehearsedIncident incident, Anomaly anomaly) {
        episodes.join(List.of(Objects.requireNonNull(anomaly.getId())), incident.id());
        incident.services.add(anomaly.getService());
        weigh(incident);
    }

    private static void recover(RehearsedIncident incident, String process) {
        incident.recoveries.add(process);
        incident.status = Status.RECOVERING;
    }

    private void resolve(RehearsedIncident incident) {
        incident.status = Status.RESOLVED;
        incident.resolvedAt = now;
        openOfKey.remove(incident.correlationKey(), incident.id());
    }

    private void resolveCleared() {
        for (RehearsedIncident incident : incidents.values()) {
            if (incident.isOpen()) {
                List<Anomaly> all = episodes.ofIncident(incident.id());
                if (!all.isEmpty() && all.stream().allMatch(Anomaly::isCleared)) {
                    resolve(incident);
                }
            }
        }
    }

    /** States by difference: the worst severity and the most urgent priority of those that stand, or none. */
    private void apply(Collection<Reasoned> standing) {
        Map<String, Severity> severities = new HashMap<>();
        Map<String, Priority> priorities = new HashMap<>();
        Set<String> suppressed = new HashSet<>();
        for (Reasoned reasoned : standing) {
            if (reasoned.decision() instanceof SetSeverity set) {
                severities.merge(set.getIncident(), set.getSeverity(), Severity::worse);
            } else if (reasoned.decision() instanceof SetPriority set) {
                priorities.merge(set.getIncident(), set.getPriority(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            } else if (reasoned.decision() instanceof Suppress suppress) {
                suppressed.add(suppress.getIncident());
            }
            if (carriedOut.add(reasoned.decision().key())) {
                decisions.add(new RehearsedDecision(position, now, reasoned.decision(), reasoned.matches()));
            }
        }
        for (RehearsedIncident incident : incidents.values()) {
            if (incident.isOpen()) {
                incident.ruled = severities.get(incident.id());
                incident.suppressed = suppressed.contains(incident.id());
                weigh(incident);
                incident.priority = priorities.getOrDefault(
                        incident.id(), Priority.of(incident.severity, criticality(incident.service())));
            }
        }
    }

    private void weigh(RehearsedIncident incident) {
        Severity found = incident.found;
        for (Anomaly anomaly : episodes.ofIncident(incident.id())) {
            found = found.worse(anomaly.getSeverity());
        }
        incident.severity = incident.ruled == null ? found : incident.ruled;
        incident.worst = incident.worst.worse(incident.severity);
    }

    @Override
    public void giveUp(Reasoned decision, String reason) {
        throw new IllegalStateException("A rehearsed decision failed: " + decision.decision() + ": " + reason);
    }

    @Override
    public void review() {
        resolveCleared();
    }

    @Override
    public List<Incident> incidents() {
        return incidents.values().stream()
                .filter(incident -> incident.isOpen()
                        || incident.resolvedAt == null
                        || !incident.resolvedAt.plus(REMEMBERED).isBefore(now))
                .map(RehearsedIncident::fact)
                .toList();
    }

    private @Nullable RehearsedIncident incident(@Nullable String id) {
        return id == null ? null : incidents.get(id);
    }

    private Anomaly current(Anomaly decided) {
        return episodes.byId(Objects.requireNonNull(decided.getId())).orElse(decided);
    }

    private Criticality criticality(String service) {
        return topology.service(service).map(Service::getCriticality).orElse(Criticality.MEDIUM);
    }

    private Instant startedAt(Anomaly anomaly) {
        return Optional.ofNullable(anomaly.getStartedAt())
                .map(ZonedDateTime::toInstant)
                .orElse(now);
    }

    private static String title(OpenIncident decision) {
        if (decision.getTitle() != null) {
            return decision.getTitle();
        }
        Anomaly anomaly = decision.getAnomaly();
        return anomaly.getDetail() == null ? anomaly.toString() : anomaly.getService() + ": " + anomaly.getDetail();
    }
}
