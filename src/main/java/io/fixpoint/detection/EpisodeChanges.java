package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.Match;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What became of episodes since it was asked last.
 *
 * @param episodes those that are new or different, as they stand now
 * @param explanations why, for each that is new or of another severity
 * @param transitions in order
 * @param switches of rules or topology, in order
 * @param past how the episodes stood after each record that changed them, in order
 */
public record EpisodeChanges(
        List<EpisodeRecord> episodes,
        List<Explanation> explanations,
        List<Transition> transitions,
        List<DetectionSwitch> switches,
        List<Past> past) {
    /** Whatever the partitions, and the order in which rules concluded. */
    private static final Comparator<Past> ORDER = Comparator.comparingLong(Past::position)
            .thenComparing(past -> past.episode().anomaly().toString())
            .thenComparing(past -> past.episode().startedAt());

    /** The changes of several partitions, in the order in which one would have them. */
    static EpisodeChanges merged(List<EpisodeChanges> all) {
        List<Past> past = all.stream()
                .flatMap(changes -> changes.past().stream())
                .sorted(ORDER)
                .toList();
        return new EpisodeChanges(
                all.stream().flatMap(changes -> changes.episodes().stream()).toList(),
                all.stream().flatMap(changes -> changes.explanations().stream()).toList(),
                past.stream().flatMap(one -> one.transitions().stream()).toList(),
                all.stream()
                        .flatMap(changes -> changes.switches().stream())
                        .distinct()
                        .sorted(Comparator.comparingLong(DetectionSwitch::position))
                        .toList(),
                past);
    }

    public EpisodeChanges {
        episodes = List.copyOf(episodes);
        explanations = List.copyOf(explanations);
        transitions = List.copyOf(transitions);
        switches = List.copyOf(switches);
        past = List.copyOf(past);
    }

    /** How an episode stood after the record at the position, and what triage is to see of how it came there. */
    public record Past(long position, EpisodeRecord episode, List<Transition> transitions) {
        public Past {
            transitions = List.copyOf(transitions);
        }
    }

    /** Why an episode has its severity, from then on. */
    public record Explanation(String episodeId, Instant at, Anomaly anomaly, List<Match> matches) {}

    /** A change of status, or of severity, at a time of its service's clock. */
    public record Transition(String episodeId, Anomaly.Status status, Instant at) {}
}
