package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.List;

/**
 * What became of episodes since it was asked last.
 *
 * @param episodes those that are new or different, as they stand now
 * @param explanations why, for each that is new or of another severity
 * @param transitions in order
 * @param switches of rules or topology, in order
 */
public record EpisodeChanges(
        List<EpisodeRecord> episodes,
        List<Explanation> explanations,
        List<Transition> transitions,
        List<DetectionSwitch> switches) {
    public EpisodeChanges {
        episodes = List.copyOf(episodes);
        explanations = List.copyOf(explanations);
        transitions = List.copyOf(transitions);
        switches = List.copyOf(switches);
    }

    /** Why an episode has its severity, from then on. */
    public record Explanation(String episodeId, Instant at, Anomaly anomaly, List<Match> matches) {}

    /** A change of status, or of severity, at a time of its service's clock. */
    public record Transition(String episodeId, Anomaly.Status status, Severity severity, Instant at) {}
}
