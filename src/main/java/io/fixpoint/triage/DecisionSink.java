package io.fixpoint.triage;

import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.rule.Match;
import java.util.Collection;
import java.util.List;

/** What comes after triage. */
public interface DecisionSink {

    /** A decision with the rules and facts it rests on. */
    record Reasoned(Decision decision, List<Match> matches) {}

    /**
     * Carries out, in the caller's transaction, the decisions whose keys are new.
     *
     * @param once decisions that happen once, in the order in which they were concluded
     * @param standing every state (severity, priority, suppression) that stands now, to be applied and withdrawn by
     *     difference
     */
    void carryOut(List<Reasoned> once, Collection<Reasoned> standing);

    /** The incidents that triage rules may match: all open ones, and those resolved within the last hour. */
    List<Incident> incidents();
}
