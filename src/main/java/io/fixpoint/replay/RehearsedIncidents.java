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
import io.fixpoint.rule.Match;
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
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
    private final UnaryOperator<String> names;
    private final boolean explained;
    private final Map<String, RehearsedIncident> incidents = new LinkedHashMap<>();
    /** Those that rules may still see, and so all that are open. */
    private final Map<String, RehearsedIncident> current = new LinkedHashMap<>();

    private final Map<String, String> openOfKey = new HashMap<>();
    private final Set<List<String>> carriedOut = new HashSet<>();
    private final List<RehearsedDecision> decisions = new ArrayList<>();
    private List<Reasoned> standing = List.of();
    private Instant now = Instant.EPOCH;
    private long position;

    RehearsedIncidents(Episodes episodes, Topology topology) {
        this(episodes, topology, UnaryOperator.identity(), true);
    }

    /**
     * @param names what the key of a decision calls an episode, by its id
     * @param explained whether it is kept on which facts decisions rest
     */
    RehearsedIncidents(Episodes episodes, Topology topology, UnaryOperator<String> names, boolean explained) {
        this.episodes = episodes;
        this.topology = topology;
        this.names = names;
        this.explained = explained;
    }

    /** Adds an incident that rules did not open here. */
    void add(RehearsedIncident incident) {
        incidents.put(incident.id(), incident);
        current.put(incident.id(), incident);
        if (incident.isOpen()) {
            openOfKey.put(incident.correlationKey(), incident.id());
        }
    }

    Optional<RehearsedIncident> find(String id) {
        return Optional.ofNullable(incidents.get(id));
    }

    /** The open incident of the correlation key. */
    Optional<RehearsedIncident> openOf(String correlationKey) {
        return Optional.ofNullable(incident(openOfKey.get(correlationKey)));
    }

    /** Lets the incident have another status. */
    void move(RehearsedIncident incident, Status status) {
        boolean wasOpen = incident.isOpen();
        incident.status = status;
        if (incident.isOpen()) {
            incident.resolvedAt = null;
            openOfKey.put(incident.correlationKey(), incident.id());
        } else {
            openOfKey.remove(incident.correlationKey(), incident.id());
            if (wasOpen) {
                incident.resolvedAt = now;
            }
        }
        current.put(incident.id(), incident);
    }

    /** What was decided before it began: it is not decided again. */
    void decidedBefore(List<String> key) {
        carriedOut.add(key);
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

    /** The states that stand by the last round of triage. */
    List<Reasoned> standing() {
        return standing;
    }

    /** Takes an incident that somebody states. */
    void state(Incident stated) {
        RehearsedIncident incident = incidents.computeIfAbsent(
                stated.getId(),
                id -> new RehearsedIncident(
                        id,
                        stated.getNumber(),
                        stated.getTitle(),
                        stated.getService(),
                        stated.getCorrelationKey(),
                        stated.getSeverity(),
                        stated.getPriority(),
                        stated.getDetected().toInstant(),
                        stated.getOpened().toInstant()));
        incident.status = stated.getStatus();
        incident.assignee = stated.getAssignee();
        incident.services.addAll(stated.getServices());
        if (incident.isOpen()) {
            openOfKey.putIfAbsent(incident.correlationKey(), incident.id());
        } else {
            incident.resolvedAt = now;
            openOfKey.remove(incident.correlationKey(), incident.id());
        }
        current.put(incident.id(), incident);
    }

    /** Forgets an incident that somebody stated. */
    void forget(String id) {
        RehearsedIncident incident = incidents.remove(id);
        current.remove(id);
        if (incident != null) {
            openOfKey.remove(incident.correlationKey(), id);
        }
    }

    @Override
    public void follow(List<Change> changes) {
        for (Change change : changes) {
            RehearsedIncident incident = incident(change.anomaly().getIncident());
            if (incident != null && incident.isOpen()) {
                found(incident, change.anomaly());
            }
        }
    }

    @Override
    public void carryOut(List<Reasoned> once, Collection<Reasoned> standing) {
        for (Reasoned reasoned : once) {
            if (isNew(reasoned)) {
                String about = carryOut(reasoned.decision());
                decided(reasoned, about);
            }
        }
        this.standing = List.copyOf(standing);
        apply(standing);
        resolveCleared();
    }

    private boolean isNew(Reasoned reasoned) {
        return carriedOut.add(reasoned.decision().key().stream().map(names).toList());
    }

    private void decided(Reasoned reasoned, @Nullable String opened) {
        decisions.add(new RehearsedDecision(
                position,
                now,
                reasoned.decision(),
                explained
                        ? reasoned.matches()
                        : reasoned.matches().stream()
                                .map(RehearsedIncidents::onlyRule)
                                .toList(),
                opened));
    }

    /** Facts and sources of many decisions would fill the memory. */
    private static Match onlyRule(Match match) {
        return new Match(
                match.rule(),
                match.name(),
                match.release(),
                match.file(),
                match.line(),
                match.endLine(),
                "",
                List.of());
    }

    /** @return the incident that an OpenIncident opened or joined */
    private @Nullable String carryOut(Decision decision) {
        if (decision instanceof OpenIncident open) {
            return open(open);
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
        return null;
    }

    private String open(OpenIncident decision) {
        Anomaly anomaly = current(decision.getAnomaly());
        RehearsedIncident joined = incident(anomaly.getIncident());
        if (joined != null && joined.isOpen()) {
            return joined.id();
        }
        if (joined != null
                && joined.status == Status.RESOLVED
                && joined.correlationKey().equals(decision.getCorrelationKey())
                && !anomaly.isCleared()
                && openOf(joined.correlationKey()).isEmpty()) {
            // It was resolved, and yet it goes on: a person is asked, no recovery is started.
            move(joined, Status.ESCALATED);
            return joined.id();
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
                    earlier(startedAt(anomaly), now),
                    now);
            add(incident);
        }
        join(incident, anomaly);
        if (startedAt(anomaly).isBefore(incident.detectedAt)) {
            incident.detectedAt = startedAt(anomaly);
        }
        if (decision.getProcess() != null && incident.status == Status.OPEN && incident.recoveries.isEmpty()) {
            recover(incident, decision.getProcess());
        }
        return incident.id();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private void join(RehearsedIncident incident, Anomaly anomaly) {
        episodes.join(List.of(Objects.requireNonNull(anomaly.getId())), incident.id());
        incident.services.add(anomaly.getService());
        found(incident, anomaly);
    }

    /** The severity follows the worst of its anomalies, ever. */
    private void found(RehearsedIncident incident, Anomaly anomaly) {
        incident.found = incident.found.worse(anomaly.getSeverity());
        weigh(incident);
    }

    private static void recover(RehearsedIncident incident, String process) {
        incident.recoveries.add(process);
        incident.status = Status.RECOVERING;
    }

    private void resolve(RehearsedIncident incident) {
        move(incident, Status.RESOLVED);
    }

    private void resolveCleared() {
        for (RehearsedIncident incident : List.copyOf(current.values())) {
            // What is recorded is over when it is recorded to be.
            if (incident.isOpen() && incident.recorded == null) {
                List<Anomaly> all = episodes.ofIncident(incident.id());
                if (!all.isEmpty() && all.stream().allMatch(Anomaly::isCleared) && isSeen(all)) {
                    resolve(incident);
                }
            }
        }
    }

    /** Whether triage has seen how they ended. */
    private boolean isSeen(List<Anomaly> anomalies) {
        Set<String> unseen = episodes.unconsumed(Integer.MAX_VALUE).stream()
                .map(Episodes.Transition::episodeId)
                .collect(Collectors.toSet());
        return anomalies.stream().noneMatch(anomaly -> unseen.contains(anomaly.getId()));
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
            if (isNew(reasoned)) {
                decided(reasoned, null);
            }
        }
        for (RehearsedIncident incident : current.values()) {
            if (incident.isOpen()) {
                incident.ruled = severities.get(incident.id());
                incident.suppressed = suppressed.contains(incident.id());
                weigh(incident);
                incident.priority = priorities.getOrDefault(
                        incident.id(), Priority.of(incident.severity, criticality(incident.service())));
            }
        }
    }

    void weigh(RehearsedIncident incident) {
        Severity ruled = incident.ruled == null ? incident.found : incident.ruled;
        incident.severity = incident.stated == null ? ruled : incident.stated;
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
        return incidents(RehearsedIncident::fact);
    }

    /** @param fact how rules see an incident */
    List<Incident> incidents(Function<RehearsedIncident, Incident> fact) {
        current.values().removeIf(incident -> !isSeen(incident));
        return current.values().stream().map(fact).toList();
    }

    private boolean isSeen(RehearsedIncident incident) {
        if (incident.recorded != null) {
            return incident.seen;
        }
        return incident.isOpen()
                || incident.resolvedAt == null
                || !incident.resolvedAt.plus(REMEMBERED).isBefore(now);
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
