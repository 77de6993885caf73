package io.fixpoint.incident;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Suspect;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.rule.Match;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what recoveries tell, and moves their incidents accordingly. */
@ApplicationScoped
@Transactional
class RecoveryDesk implements RecoveryProgress {
    private static final String RECOVERY = "recovery";

    private final IncidentStore store;
    private final IncidentLifecycle lifecycle;
    private final Episodes episodes;
    private final IncidentConfig config;

    @Inject
    RecoveryDesk(IncidentStore store, IncidentLifecycle lifecycle, Episodes episodes, IncidentConfig config) {
        this.config = config;
        this.store = store;
        this.lifecycle = lifecycle;
        this.episodes = episodes;
    }

    /** That there is none spoils nothing of what the caller does. */
    @Override
    @Transactional(dontRollbackOn = ProblemException.class)
    public Incident incident(String incidentId) {
        return store.fact(incidentId);
    }

    @Override
    @Transactional(dontRollbackOn = ProblemException.class)
    public Incident lock(String incidentId) {
        return store.lock(incidentId).fact();
    }

    @Override
    public void recoveryStarted(String incidentId, String recoveryId, String process, String actor) {
        lifecycle.recoveryStarted(store.lock(incidentId), recoveryId, process, actor);
    }

    @Override
    public void recoveryWaits(String incidentId, String recoveryId, String process, String actor, String reason) {
        lifecycle.recoveryWaits(store.lock(incidentId), recoveryId, process, actor, reason);
    }

    @Override
    public void entered(String incidentId, Step step, String element) {
        IncidentEntity incident = store.lock(incidentId);
        if (incident.step == step) {
            // Verification enters its step at every check; that is one step to people.
            return;
        }
        if (incident.isOpen()) {
            incident.step = step;
            incident.stepSince = store.now();
        }
        lifecycle.happened(incident, RECOVERY, "step", step.name(), Map.of("step", step.name(), "element", element));
    }

    @Override
    public void located(String incidentId, List<Suspect> suspects) {
        IncidentEntity incident = store.lock(incidentId);
        incident.suspects = store.write(suspects);
        lifecycle.happened(
                incident,
                RECOVERY,
                "located",
                suspects.isEmpty()
                        ? "No suspect was found."
                        : "Suspects: "
                                + suspects.stream().map(Suspect::getService).collect(Collectors.joining(", ")) + ".",
                Map.of("suspects", suspects));
    }

    @Override
    public void analyzed(String incidentId, @Nullable Cause cause, List<Repair> repairs, List<Match> because) {
        IncidentEntity incident = store.lock(incidentId);
        incident.cause = cause == null ? null : store.write(CauseView.of(cause));
        String found =
                cause == null ? "No cause was found." : "Cause: " + cause.getKind() + " of " + cause.getService() + ".";
        String planned = repairs.isEmpty()
                ? " No repair is known."
                : " Repairs: " + repairs.stream().map(RecoveryDesk::name).collect(Collectors.joining(", ")) + ".";
        lifecycle.happened(
                incident,
                RECOVERY,
                "analyzed",
                found + planned,
                Map.of("repairs", repairs.stream().map(PlannedRepairView::of).toList(), "because", because));
    }

    private static String name(Repair repair) {
        String what = repair.getProcess() != null
                ? repair.getProcess()
                : repair.getAction() != null ? repair.getAction() : "by hand";
        return repair.getTarget().isEmpty() ? what : what + " of " + repair.getTarget();
    }

    @Override
    public String repairStarted(
            String incidentId, String recoveryId, Repair repair, Repair.Mode mode, List<GuardRefusal> heldBecause) {
        IncidentEntity incident = store.lock(incidentId);
        RepairEntity attempt = store.newRepair(incident, recoveryId, repair, mode);
        attempt.heldBecause = heldBecause.isEmpty() ? null : store.write(heldBecause);
        store.add(attempt);
        lifecycle.happened(
                incident,
                RECOVERY,
                "repair-started",
                name(repair)
                        + switch (mode) {
                            case AUTOMATIC -> ", automatically";
                            case APPROVAL -> ", once a person approves";
                            case MANUAL -> ", by a person";
                        }
                        + (heldBecause.isEmpty()
                                ? ""
                                : ". Not by itself, because: "
                                        + heldBecause.stream()
                                                .map(GuardRefusal::reason)
                                                .collect(Collectors.joining("; "))),
                Map.of("attempt", attempt.id, "recovery", recoveryId, "mode", mode.name(), "heldBecause", heldBecause));
        return attempt.id;
    }

    @Override
    public void repairEnded(String attemptId, RepairOutcome outcome, @Nullable String reason) {
        RepairEntity attempt = store.repair(attemptId);
        IncidentEntity incident = store.lock(attempt.incident);
        attempt.outcome = outcome;
        attempt.outcomeReason = reason;
        attempt.endedAt = store.now();
        told(incident, attempt, "repair-" + outcome.name().toLowerCase(Locale.ROOT), reason);
    }

    @Override
    public void verified(String attemptId, boolean recovered, String reason) {
        RepairEntity attempt = store.repair(attemptId);
        IncidentEntity incident = store.lock(attempt.incident);
        attempt.verified = recovered;
        attempt.verifiedReason = reason;
        attempt.verifiedAt = store.now();
        told(incident, attempt, recovered ? "verified" : "not-recovered", reason);
    }

    @Override
    public void undone(String attemptId, boolean succeeded, @Nullable String reason) {
        RepairEntity attempt = store.repair(attemptId);
        IncidentEntity incident = store.lock(attempt.incident);
        attempt.undone = succeeded;
        attempt.undoneReason = reason;
        attempt.undoneAt = store.now();
        told(incident, attempt, succeeded ? "undone" : "undo-failed", reason);
    }

    private void told(IncidentEntity incident, RepairEntity attempt, String what, @Nullable String reason) {
        String name = attempt.target.isEmpty() ? attempt.name : attempt.name + " of " + attempt.target;
        lifecycle.happened(
                incident, RECOVERY, what, reason == null ? name : name + ": " + reason, Map.of("attempt", attempt.id));
    }

    @Override
    public void recoveryEnded(String incidentId, String recoveryId, boolean verifiedRecovered, String summary) {
        IncidentEntity incident = store.lock(incidentId);
        if (store.recovery(recoveryId).isEmpty() && !incident.isOpen()) {
            lifecycle.happened(incident, RECOVERY, "recovery-ended", summary, Map.of("recovery", recoveryId));
            return;
        }
        if (store.recovery(recoveryId).isEmpty()) {
            // It came to its end within its start.
            lifecycle.recoveryStarted(incident, recoveryId, "", RECOVERY);
        }
        RecoveryEntity recovery = store.recovery(recoveryId).orElseThrow();
        if (recovery.endedAt != null) {
            return;
        }
        recovery.endedAt = store.now();
        recovery.recovered = verifiedRecovered;
        recovery.summary = summary;
        incident.step = null;
        lifecycle.happened(incident, RECOVERY, "recovery-ended", summary, Map.of("recovery", recoveryId));
        if (!incident.isOpen()) {
            return;
        }
        if (verifiedRecovered) {
            lifecycle.resolve(incident, RECOVERY, summary, false);
            return;
        }
        boolean another = store.recoveries(incidentId).stream().anyMatch(other -> other.endedAt == null);
        if (another) {
            return;
        }
        List<Anomaly> standing = episodes.ofIncident(incidentId).stream()
                .filter(anomaly -> !anomaly.isCleared())
                .toList();
        if (standing.isEmpty()) {
            lifecycle.resolve(incident, RECOVERY, summary + " None of its anomalies stands.", false);
        } else {
            lifecycle.escalate(
                    incident, RECOVERY, summary + " What stands: " + IncidentLifecycle.listed(standing) + ".");
        }
    }

    @Override
    public void escalated(String incidentId, String reason) {
        IncidentEntity incident = store.lock(incidentId);
        if (incident.isOpen()) {
            lifecycle.escalate(incident, RECOVERY, reason);
        } else {
            lifecycle.happened(incident, RECOVERY, "escalation", reason, null);
        }
    }

    @Override
    public void happened(String incidentId, String actor, String what, @Nullable String detail) {
        lifecycle.happened(store.lock(incidentId), actor, what, detail, null);
    }

    @Override
    public List<PastIncident> past(String service, int limit) {
        List<RepairEntity> repairs = store.pastRepairs(service, limit);
        Map<String, String> causes = store.causes(
                repairs.stream().map(repair -> repair.incident).distinct().toList());
        return repairs.stream()
                .map(repair -> new PastIncident(
                        repair.incident,
                        repair.service,
                        store.read(causes.get(repair.incident)).path("kind").asText(null),
                        repair.process,
                        Boolean.TRUE.equals(repair.verified),
                        Objects.requireNonNull(repair.endedAt)))
                .toList();
    }

    @Override
    public List<RepairHistory> repairHistories(Collection<String> services) {
        return store.repairHistories(services, store.now().minus(config.repairHistory()));
    }

    @Override
    public OptionalDouble pastSuccessRate(String repair, String service) {
        return repairHistories(List.of(service)).stream()
                .filter(history -> history.getRepair().equals(repair))
                .mapToDouble(RepairHistory::getSuccessRate)
                .findFirst();
    }

    @Override
    public Optional<String> openedByPerson(String incidentId) {
        return store.openedBy(incidentId).filter(by -> !by.startsWith("rule:"));
    }
}
