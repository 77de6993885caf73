package io.fixpoint.triage;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What comes after triage. Every method joins the caller's transaction. */
public interface DecisionSink {

    /** A decision with the rules and facts it rests on. */
    record Reasoned(Decision decision, List<Match> matches) {
        public Reasoned {
            matches = List.copyOf(matches);
        }
    }

    /**
     * A transition of an episode.
     *
     * @param anomaly the episode as it stands now
     * @param status what it became then
     * @param at when, on its service's clock
     */
    record Change(Anomaly anomaly, Anomaly.Status status, Instant at) {}

    /** Lets the incidents of these episodes follow them: their severity and their timeline. */
    void follow(List<Change> changes);

    /**
     * Carries out the decisions whose keys are new.
     *
     * @param once decisions that happen once, in the order in which they were concluded
     * @param standing every state (severity, priority, suppression) that stands now, to be applied and withdrawn by
     *     difference
     */
    void carryOut(List<Reasoned> once, Collection<Reasoned> standing);

    /**
     * Gives up a decision that cannot be carried out, so that it holds up no other: it is never tried again, and a person
     * is asked.
     */
    void giveUp(Reasoned decision, String reason);

    /** Reopens what was resolved although an anomaly of it goes on, and closes what has been resolved for long. */
    void review();

    /** The incidents that triage rules may match: all open ones, and those resolved within the last hour. */
    List<Incident> incidents();
}
