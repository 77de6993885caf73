package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The episodes of all anomalies, and their transitions in order. All methods join the caller's transaction, if any. */
public interface Episodes {

    /**
     * A change of an episode that triage has yet to see. Transitions are written in transaction A.
     *
     * @param sequence ascending, over all partitions
     */
    record Transition(long sequence, String episodeId, Anomaly.Status status, Instant at) {}

    /**
     * Up to where detection is stored.
     *
     * @param position of the last record whose episodes are here
     * @param revision another one with every commit
     */
    record Progress(long position, long revision) {}

    /** Up to where detection is stored now; zeros where nothing is detected. */
    default Progress progress() {
        return new Progress(0, 0);
    }

    /** The transitions that are not consumed, in order. */
    List<Transition> unconsumed(int limit);

    /** Marks the transitions as consumed: part of transaction B. */
    void consume(Collection<Long> sequences);

    /** All episodes that are PENDING or FIRING now. */
    List<Anomaly> standing();

    /** Episodes by id, in no order; unknown ids are left out. */
    List<Anomaly> byIds(Collection<String> ids);

    /** All episodes that belong to the incident. */
    List<Anomaly> ofIncident(String incidentId);

    /** Makes the episodes belong to the incident. */
    void join(Collection<String> episodeIds, String incidentId);

    /** Why the episode was concluded: a match for each rule, at its start and at each change of severity. */
    List<Match> explanation(String episodeId);

    /** When the episode began, fired and cleared, on its service's clock. */
    Optional<Anomaly> byId(String id);
}
