package io.fixpoint.incident;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.Severity;
import io.fixpoint.incident.RecoveryStarter.Started;
import io.fixpoint.incident.RecoveryStarter.UnknownProcessException;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.topology.Topology;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one door to an incident's status. Every change goes by the table in {@link Move}, joins the caller's transaction,
 * writes the timeline and tells who listens. The incidents given are locked ones of {@link IncidentStore#lock}.
 */
@ApplicationScoped
class IncidentLifecycle {
    /** The actor of what the server does by itself. */
    static final String SERVER = "fixpoint";

    private static final List<Move> OF_PEOPLE = List.of(Move.RESOLVE, Move.MERGE, Move.REOPEN, Move.CLOSE);

    private final IncidentStore store;
    private final IncidentListStore lists;
    private final Topology topology;
    private final Episodes episodes;
    private final RecoveryStarter starter;
    private final Event<Announcement> announcements;
    private final Event<IncidentChanged> changes;
    private final Event<IncidentSuppressed> suppressions;

    @Inject
    IncidentLifecycle(
            IncidentStore store,
            IncidentListStore lists,
            Topology topology,
            Episodes episodes,
            RecoveryStarter starter,
            Event<Announcement> announcements,
            Event<IncidentChanged> changes,
            Event<IncidentSuppressed> suppressions) {
        this.store = store;
        this.lists = lists;
        this.topology = topology;
        this.episodes = episodes;
        this.starter = starter;
        this.announcements = announcements;
        this.changes = changes;
        this.suppressions = suppressions;
    }

    /** @param detectedAt when the fault began, as far as is known */
    record Opening(
            String title,
            String service,
            Severity severity,
            String correlationKey,
            Instant detectedAt,
            String actor,
            @Nullable Object because) {}

    IncidentEntity open(Opening opening) {
        Instant now = store.now();
        IncidentEntity incident = new IncidentEntity();
        incident.id = UUID.randomUUID().toString();
        incident.title = shortened(opening.title(), 500);
        incident.status = Status.OPEN;
        incident.severity = opening.severity();
        incident.severityFound = opening.severity();
        incident.priority = Priority.of(opening.severity(), criticality(opening.service()));
        incident.service = opening.service();
        incident.services.add(opening.service());
        incident.correlationKey = opening.correlationKey();
        incident.openedBy = shortened(opening.actor(), 200);
        // A sender's clock that is ahead must not date the fault into the future.
        incident.detectedAt = opening.detectedAt().isAfter(now) ? now : opening.detectedAt();
        incident.openedAt = now;
        incident.textId = lists.text(incident.service, incident.title, incident.correlationKey);
        store.add(incident);
        happened(incident, opening.actor(), "opened", incident.title, opening.because());
        announce(Announcement.Kind.INCIDENT_OPENED, incident, incident.title, Map.of());
        return incident;
    }

    /** Works on the anomaly as a part of the incident. */
    void join(IncidentEntity incident, Anomaly anomaly, String actor, @Nullable Object because) {
        String episode = Objects.requireNonNull(anomaly.getId());
        episodes.join(List.of(episode), incident.id);
        incident.services.add(anomaly.getService());
        happened(
                incident,
                actor,
                "anomaly-joined",
                anomaly + (anomaly.getDetail() == null ? "" : ": " + anomaly.getDetail()),
                because);
        found(incident, anomaly);
    }

    /** The severity follows the worst of its anomalies. */
    void found(IncidentEntity incident, Anomaly anomaly) {
        if (anomaly.getSeverity().compareTo(incident.severityFound) > 0) {
            incident.severityFound = anomaly.getSeverity();
            weigh(incident, SERVER, "Its worst anomaly is " + anomaly + ".");
        }
    }

    /** What rules state now; null is nothing. */
    void ruled(IncidentEntity incident, @Nullable Severity severity, @Nullable Priority priority, String actor) {
        incident.severityRuled = severity;
        incident.priorityRuled = priority;
        weigh(incident, actor, null);
    }

    /** A person's word on the severity stands over all others; null takes it back. */
    void stated(IncidentEntity incident, @Nullable Severity severity, String actor, @Nullable String reason) {
        incident.severityStated = severity;
        weigh(incident, actor, reason);
    }

    private void weigh(IncidentEntity incident, String actor, @Nullable String reason) {
        Severity severity = incident.severityStated != null
                ? incident.severityStated
                : incident.severityRuled != null ? incident.severityRuled : incident.severityFound;
        Priority priority = incident.priorityRuled != null
                ? incident.priorityRuled
                : Priority.of(severity, criticality(incident.service));
        if (severity != incident.severity) {
            String change = incident.severity + " → " + severity;
            incident.severity = severity;
            happened(incident, actor, "severity", reason == null ? change : change + ": " + reason, null);
        }
        if (priority != incident.priority) {
            String change = incident.priority + " → " + priority;
            incident.priority = priority;
            happened(incident, actor, "priority", change, null);
        }
    }

    void suppress(IncidentEntity incident, boolean suppressed, @Nullable String reason, String actor) {
        if (incident.suppressed == suppressed && Objects.equals(incident.suppressedReason, reason)) {
            return;
        }
        boolean turned = incident.suppressed != suppressed;
        incident.suppressed = suppressed;
        incident.suppressedReason = reason;
        if (turned) {
            happened(incident, actor, suppressed ? "suppressed" : "unsuppressed", reason, null);
            suppressions.fire(new IncidentSuppressed(incident.id, suppressed));
        }
    }

    /** Starts the recovery; an unknown process escalates the incident instead. */
    void startRecovery(IncidentEntity incident, String process, String actor) {
        Started started;
        try {
            started = starter.start(process, incident.id);
        } catch (UnknownProcessException e) {
            escalate(incident, actor, "The recovery '" + process + "' cannot be started: " + e.getMessage());
            return;
        }
        if (started.waiting()) {
            recoveryWaits(incident, started.recoveryId().orElseThrow(), process, actor, started.detail());
        } else if (started.recoveryId().isPresent()) {
            recoveryStarted(incident, started.recoveryId().get(), process, actor);
        } else {
            happened(incident, actor, "recovery-not-started", started.detail(), Map.of("process", process));
        }
    }

    /** A recovery runs. A second call for the same one, and a call for one that has ended, have no effect. */
    void recoveryStarted(IncidentEntity incident, String recoveryId, String process, String actor) {
        Optional<RecoveryEntity> known = store.recovery(recoveryId);
        if (known.isPresent() && known.get().waiting && known.get().endedAt == null) {
            known.get().waiting = false;
            known.get().startedAt = store.now();
        } else if (known.isPresent()) {
            if (known.get().process.isEmpty()) {
                known.get().process = process;
            }
            return;
        } else {
            store.add(recovery(incident, recoveryId, process));
        }
        move(incident, Move.RECOVER);
        if (incident.recoveringAt == null) {
            incident.recoveringAt = store.now();
        }
        happened(
                incident,
                actor,
                "recovery-started",
                "The recovery '" + process + "' was started.",
                Map.of("process", process, "recovery", recoveryId));
    }

    /** A recovery will run when its turn comes; the incident's status is what it was. */
    void recoveryWaits(IncidentEntity incident, String recoveryId, String process, String actor, String reason) {
        RecoveryEntity recovery = recovery(incident, recoveryId, process);
        recovery.waiting = true;
        store.add(recovery);
        happened(incident, actor, "recovery-waits", reason, Map.of("process", process, "recovery", recoveryId));
    }

    private RecoveryEntity recovery(IncidentEntity incident, String recoveryId, String process) {
        RecoveryEntity recovery = new RecoveryEntity();
        recovery.recovery = recoveryId;
        recovery.incident = incident.id;
        recovery.process = process;
        recovery.startedAt = store.now();
        return recovery;
    }

    void escalate(IncidentEntity incident, String actor, String reason) {
        boolean anew = incident.status != Status.ESCALATED;
        move(incident, Move.ESCALATE);
        if (incident.escalatedAt == null) {
            incident.escalatedAt = store.now();
        }
        happened(incident, actor, "escalated", reason, null);
        if (anew) {
            announce(Announcement.Kind.ESCALATED, incident, reason, Map.of("reason", reason));
        }
    }

    /** @param cancel whether recoveries that still run are ended: not when one of them says that it is over */
    void resolve(IncidentEntity incident, String actor, String reason, boolean cancel) {
        // First the status: what the cancelled recovery then says of its end changes nothing any more.
        move(incident, Move.RESOLVE);
        incident.resolvedAt = store.now();
        incident.resolvedBy = shortened(actor, 200);
        incident.resolution = reason;
        incident.step = null;
        store.freeKeys(incident.id);
        happened(incident, actor, "resolved", reason, null);
        announce(Announcement.Kind.INCIDENT_RESOLVED, incident, reason, Map.of("reason", reason));
        if (cancel) {
            cancel(incident, "The incident was resolved by " + actor + ".");
        }
    }

    void reopen(IncidentEntity incident, String actor, String reason) {
        allowed(incident, Move.REOPEN);
        store.openOfKey(incident.correlationKey).ifPresent(other -> {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Incident " + store.get(other).number + " (" + other + ") is open for the same correlation key '"
                            + incident.correlationKey + "'; work on that one.");
        });
        move(incident, Move.REOPEN);
        store.takeKey(incident.correlationKey, incident.id);
        incident.resolvedAt = null;
        incident.resolvedBy = null;
        incident.resolution = null;
        incident.closedAt = null;
        incident.mergedInto = null;
        incident.reopened = true;
        happened(incident, actor, "reopened", reason, null);
    }

    void close(IncidentEntity incident, String actor, @Nullable String reason) {
        move(incident, Move.CLOSE);
        incident.closedAt = store.now();
        happened(incident, actor, "closed", reason, null);
    }

    /** Makes the one a part of the other: its anomalies and its correlation keys. */
    void merge(IncidentEntity incident, IncidentEntity into, String actor) {
        if (!into.isOpen()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Incident " + into.number + " is " + into.status + "; merge into one that is open.");
        }
        move(incident, Move.MERGE);
        incident.closedAt = store.now();
        incident.mergedInto = into.id;
        incident.step = null;
        List<Anomaly> anomalies = episodes.ofIncident(incident.id);
        episodes.join(
                anomalies.stream()
                        .map(Anomaly::getId)
                        .map(Objects::requireNonNull)
                        .toList(),
                into.id);
        into.services.addAll(incident.services);
        if (incident.detectedAt.isBefore(into.detectedAt)) {
            into.detectedAt = incident.detectedAt;
        }
        store.giveKeys(incident.id, into.id);
        happened(incident, actor, "merged", "It is worked on as incident " + into.number + ".", null);
        happened(
                into,
                actor,
                "merged",
                "Incident " + incident.number + " is a part of this one: " + incident.title,
                Map.of("incident", incident.id));
        anomalies.forEach(anomaly -> found(into, anomaly));
        cancel(incident, "The incident became a part of incident " + into.number + ".");
    }

    void happened(IncidentEntity incident, String actor, String what, @Nullable String detail, @Nullable Object data) {
        store.happened(incident.id, actor, what, detail, data);
        changes.fire(new IncidentChanged(incident.id, incident.service, what));
    }

    void announce(Announcement.Kind kind, IncidentEntity incident, String summary, Map<String, String> details) {
        Map<String, String> more = new TreeMap<>(details);
        more.put("title", incident.title);
        more.put("number", String.valueOf(incident.number));
        more.put("status", incident.status.name());
        more.put("priority", incident.priority.name());
        announcements.fire(new Announcement(
                kind,
                incident.id,
                summary,
                Map.of("incident", incident.id, "service", incident.service, "severity", incident.severity.name()),
                more));
    }

    /** The names of those that have not cleared, for people. */
    static String listed(Collection<Anomaly> anomalies) {
        return anomalies.stream().map(Anomaly::toString).sorted().collect(Collectors.joining(", "));
    }

    private void cancel(IncidentEntity incident, String reason) {
        starter.cancelAll(incident.id, reason);
        // Nobody tells their end, and an incident that is opened again would wait for it.
        store.recoveries(incident.id).stream()
                .filter(recovery -> recovery.endedAt == null)
                .forEach(recovery -> {
                    recovery.endedAt = store.now();
                    recovery.recovered = false;
                    recovery.summary = reason;
                });
    }

    private Criticality criticality(String service) {
        return topology.service(service).map(Service::getCriticality).orElse(Criticality.MEDIUM);
    }

    private void move(IncidentEntity incident, Move move) {
        incident.status = allowed(incident, move);
    }

    private static Status allowed(IncidentEntity incident, Move move) {
        return move.after(incident.status).orElseThrow(() -> {
            List<String> open = Move.openFrom(incident.status).stream()
                    .filter(OF_PEOPLE::contains)
                    .map(Move::word)
                    .toList();
            return new ProblemException(
                    ProblemType.CONFLICT,
                    "Incident " + incident.number + " is " + incident.status + ", so '" + move.word()
                            + "' is not possible. Open moves: " + String.join(", ", open) + ".",
                    open.stream().map(word -> Map.of("move", word)).toList());
        });
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
