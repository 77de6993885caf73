package io.fixpoint.replay;

import io.fixpoint.detection.EpisodeChanges;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The episodes of a rehearsal, in memory. */
final class RehearsedEpisodes implements Episodes {
    private final Map<String, EpisodeRecord> episodes = new LinkedHashMap<>();
    private final Map<String, String> incidents = new HashMap<>();
    private final Map<String, List<Match>> explanations = new HashMap<>();
    private final TreeMap<Long, Transition> unconsumed = new TreeMap<>();
    private long sequence;

    /** Takes what detection concluded. */
    void take(EpisodeChanges changes) {
        changes.episodes().forEach(episode -> episodes.put(episode.id(), episode));
        changes.explanations()
                .forEach(explanation -> explanations
                        .computeIfAbsent(explanation.episodeId(), id -> new ArrayList<>())
                        .addAll(explanation.matches()));
        for (EpisodeChanges.Transition transition : changes.transitions()) {
            sequence++;
            unconsumed.put(
                    sequence, new Transition(sequence, transition.episodeId(), transition.status(), transition.at()));
        }
    }

    boolean hasUnconsumed() {
        return !unconsumed.isEmpty();
    }

    /** All episodes, in the order in which they began. */
    List<EpisodeRecord> all() {
        return List.copyOf(episodes.values());
    }

    @Nullable
    String incidentOf(String episode) {
        return incidents.get(episode);
    }

    private Anomaly known(EpisodeRecord episode) {
        return episode.anomaly()
                .as(new Anomaly.Episode(
                        episode.id(),
                        episode.status(),
                        episode.startedAt(),
                        episode.firingAt(),
                        episode.clearedAt(),
                        incidents.get(episode.id())));
    }

    @Override
    public List<Transition> unconsumed(int limit) {
        return unconsumed.values().stream().limit(limit).toList();
    }

    @Override
    public void consume(Collection<Long> sequences) {
        sequences.forEach(unconsumed::remove);
    }

    @Override
    public List<Anomaly> standing() {
        return episodes.values().stream()
                .filter(episode -> episode.status() != Anomaly.Status.CLEARED)
                .map(this::known)
                .toList();
    }

    @Override
    public List<Anomaly> byIds(Collection<String> ids) {
        return ids.stream()
                .map(episodes::get)
                .filter(Objects::nonNull)
                .map(this::known)
                .toList();
    }

    @Override
    public List<Anomaly> ofIncident(String incidentId) {
        return episodes.values().stream()
                .filter(episode -> incidentId.equals(incidents.get(episode.id())))
                .map(this::known)
                .toList();
    }

    @Override
    public void join(Collection<String> episodeIds, String incidentId) {
        episodeIds.forEach(id -> incidents.put(id, incidentId));
    }

    @Override
    public List<Match> explanation(String episodeId) {
        return List.copyOf(explanations.getOrDefault(episodeId, List.of()));
    }

    @Override
    public Optional<Anomaly> byId(String id) {
        return Optional.ofNullable(episodes.get(id)).map(this::known);
    }
}
