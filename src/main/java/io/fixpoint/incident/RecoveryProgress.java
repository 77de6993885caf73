package io.fixpoint.incident;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Suspect;
import io.fixpoint.rule.Match;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a recovery tells its incident, and asks of it. Each call joins the caller's transaction and writes the timeline.
 * An unknown incident id is a {@code NOT_FOUND} problem.
 */
public interface RecoveryProgress {

    /** The step that a recovery is in. */
    enum Step {
        LOCATE,
        ANALYZE,
        REPAIR,
        VERIFY
    }

    /** How a repair ended. */
    enum RepairOutcome {
        /** Carried out; whether it helped is verified after. */
        DONE,
        /** Its process ended with an error. */
        FAILED,
        /** A person refused it. */
        REJECTED
    }

    /** The incident as rules see it. */
    Incident incident(String incidentId);

    /** The same, and nobody else changes it until the transaction ends. */
    Incident lock(String incidentId);

    /**
     * A recovery of the incident runs. {@link RecoveryStarter#start} need not call it, since the incident calls that;
     * a recovery that a person starts for an incident must. A repeated call has no effect.
     */
    void recoveryStarted(String incidentId, String recoveryId, String process, String actor);

    /**
     * A recovery that a person asked for waits for its turn; {@link #recoveryStarted} tells when that has come.
     *
     * @param reason what it waits for
     */
    void recoveryWaits(String incidentId, String recoveryId, String process, String actor, String reason);

    /** The recovery entered a step. */
    void entered(String incidentId, Step step, String element);

    void located(String incidentId, List<Suspect> suspects);

    void analyzed(String incidentId, @Nullable Cause cause, List<Repair> repairs, List<Match> because);

    /**
     * A repair begins, or waits for approval.
     *
     * @param mode the mode after switch, rule, criticality and guards: the strictest
     * @param heldBecause why guards turned it into an approval; empty if they did not
     * @return id of the attempt
     */
    String repairStarted(
            String incidentId, String recoveryId, Repair repair, Repair.Mode mode, List<GuardRefusal> heldBecause);

    void repairEnded(String attemptId, RepairOutcome outcome, @Nullable String reason);

    /** Verification came to an end. */
    void verified(String attemptId, boolean recovered, String reason);

    /** The undo of the attempt ended. */
    void undone(String attemptId, boolean succeeded, @Nullable String reason);

    /**
     * The recovery ended.
     *
     * @param verifiedRecovered whether a verification step found it recovered. If not, the incident is resolved only if
     *     none of its anomalies stands, else it is escalated
     */
    void recoveryEnded(String incidentId, String recoveryId, boolean verifiedRecovered, String summary);

    /** A person is needed. */
    void escalated(String incidentId, String reason);

    /** Writes what happened into the timeline: who or what did it, and a sentence. */
    void happened(String incidentId, String actor, String what, @Nullable String detail);

    /** How repairs of this service's incidents ended, latest first. */
    List<PastIncident> past(String service, int limit);

    /** How the repairs of these services have gone, those verified in the time that the configuration says. */
    List<RepairHistory> repairHistories(Collection<String> services);

    /**
     * The share of this repair's verified runs on the service that helped; empty if there were none.
     *
     * @param repair the process, or the action, that carries it out
     */
    OptionalDouble pastSuccessRate(String repair, String service);

    /** Who opened the incident by hand; empty if a rule did. */
    Optional<String> openedByPerson(String incidentId);
}
