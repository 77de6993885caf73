package io.fixpoint.recovery;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.GuardRefusal;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.recovery.guard.RepairLocks;
import io.fixpoint.recovery.guard.RepairStart;
import io.fixpoint.rule.Match;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Where there is no incident: nobody is told anything, every service is free, and there is room for all. */
final class NoProgress implements RecoveryProgress, RepairLocks, RecoveryPlaces {
    @Override
    public Incident incident(String incidentId) {
        throw ProblemException.notFound("incident", incidentId);
    }

    @Override
    public Incident lock(String incidentId) {
        throw ProblemException.notFound("incident", incidentId);
    }

    @Override
    public void recoveryWaits(String incidentId, String recoveryId, String process, String actor, String reason) {}

    @Override
    public void recoveryStarted(String incidentId, String recoveryId, String process, String actor) {}

    @Override
    public void entered(String incidentId, Step step, String element) {}

    @Override
    public void located(String incidentId, List<Suspect> suspects) {}

    @Override
    public void analyzed(String incidentId, @Nullable Cause cause, List<Repair> repairs, List<Match> because) {}

    @Override
    public String repairStarted(
            String incidentId, String recoveryId, Repair repair, Repair.Mode mode, List<GuardRefusal> heldBecause) {
        return "";
    }

    @Override
    public void repairEnded(String attemptId, RepairOutcome outcome, @Nullable String reason) {}

    @Override
    public void verified(String attemptId, boolean recovered, String reason) {}

    @Override
    public void undone(String attemptId, boolean succeeded, @Nullable String reason) {}

    @Override
    public void recoveryEnded(String incidentId, String recoveryId, boolean verifiedRecovered, String summary) {}

    @Override
    public void escalated(String incidentId, String reason) {}

    @Override
    public void happened(String incidentId, String actor, String what, @Nullable String detail) {}

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

    @Override
    public Optional<String> take(RepairStart start) {
        return Optional.empty();
    }

    @Override
    public void release(String recoveryId) {}

    @Override
    public void left(String recovery) {}

    @Override
    public void withPerson(String recovery) {}

    @Override
    public void lookAgain(String recovery, String exceptTask) {}
}
