package io.fixpoint.recovery;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.GuardRefusal;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.rule.Match;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Remembers what recoveries told their incidents. */
@Alternative
@ApplicationScoped
class RecordedProgress implements RecoveryProgress {
    private final Map<String, Incident> incidents = new ConcurrentHashMap<>();
    private final AtomicReference<Runnable> beforeLock = new AtomicReference<>(() -> {});
    private final List<String> told = new CopyOnWriteArrayList<>();

    void open(String id, String service) {
        incidents.put(id, incident(id, service));
    }

    void open(String id, String service, Priority priority, Incident.Status status) {
        incidents.put(id, incident(id, service, priority, status));
    }

    static Incident incident(String id, String service) {
        return incident(id, service, Priority.P2, Incident.Status.OPEN);
    }

    private static Incident incident(String id, String service, Priority priority, Incident.Status status) {
        return new Incident(
                id,
                7,
                "Checkout fails",
                status,
                Severity.MAJOR,
                priority,
                service,
                Set.of(service),
                service,
                Instant.parse("2026-11-22T10:00:00Z"),
                Instant.parse("2026-11-22T10:00:05Z"),
                null);
    }

    List<String> told() {
        return told;
    }

    void forget() {
        told.clear();
    }

    @Override
    public Incident incident(String incidentId) {
        Incident incident = incidents.get(incidentId);
        if (incident == null) {
            throw ProblemException.notFound("incident", incidentId);
        }
        return incident;
    }

    /** What happens just before the next time that an incident is locked. */
    void beforeLock(Runnable meanwhile) {
        beforeLock.set(meanwhile);
    }

    @Override
    public Incident lock(String incidentId) {
        beforeLock.getAndSet(() -> {}).run();
        return incident(incidentId);
    }

    @Override
    public void recoveryStarted(String incidentId, String recoveryId, String process, String actor) {
        told.add("recoveryStarted " + process + " by " + actor);
    }

    @Override
    public void recoveryWaits(String incidentId, String recoveryId, String process, String actor, String reason) {
        told.add("recoveryWaits " + process + " by " + actor + ": " + reason);
    }

    @Override
    public void entered(String incidentId, Step step, String element) {
        told.add("entered " + step + " " + element);
    }

    @Override
    public void located(String incidentId, List<Suspect> suspects) {
        told.add("located " + suspects);
    }

    @Override
    public void analyzed(String incidentId, @Nullable Cause cause, List<Repair> repairs, List<Match> because) {
        told.add("analyzed " + (cause == null ? null : cause.getKind()) + " "
                + repairs.stream().map(Repair::getProcess).toList());
    }

    @Override
    public String repairStarted(
            String incidentId, String recoveryId, Repair repair, Repair.Mode mode, List<GuardRefusal> heldBecause) {
        told.add("repairStarted " + repair.getProcess() + " " + mode
                + (heldBecause.isEmpty()
                        ? ""
                        : " " + heldBecause.stream().map(GuardRefusal::guard).toList()));
        return "attempt-" + repair.getOrder();
    }

    @Override
    public void repairEnded(String attemptId, RepairOutcome outcome, @Nullable String reason) {
        told.add("repairEnded " + attemptId + " " + outcome);
    }

    @Override
    public void verified(String attemptId, boolean recovered, String reason) {
        told.add("verified " + attemptId + " " + recovered + " " + reason);
    }

    @Override
    public void undone(String attemptId, boolean succeeded, @Nullable String reason) {
        told.add("undone " + attemptId + " " + succeeded);
    }

    @Override
    public void recoveryEnded(String incidentId, String recoveryId, boolean verifiedRecovered, String summary) {
        told.add("recoveryEnded " + verifiedRecovered + " " + summary);
    }

    @Override
    public void escalated(String incidentId, String reason) {
        told.add("escalated " + reason);
    }

    @Override
    public void happened(String incidentId, String actor, String what, @Nullable String detail) {
        told.add("happened " + actor + ": " + what);
    }

    @Override
    public List<PastIncident> past(String service, int limit) {
        return List.of();
    }

    @Override
    public List<RepairHistory> repairHistories(Collection<String> services) {
        return List.of();
    }

    @Override
    public Optional<String> openedByPerson(String incidentId) {
        return Optional.empty();
    }

    @Override
    public OptionalDouble pastSuccessRate(String repair, String service) {
        return OptionalDouble.empty();
    }
}
