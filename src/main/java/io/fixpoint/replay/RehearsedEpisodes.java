package io.fixpoint.replay;

import io.fixpoint.detection.EpisodeChanges;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Match;
import io.fixpoint.triage.TriageRound;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The episodes of a rehearsal, in memory. What detection concluded may be held back until triage is to see it, as a live
 * server's triage sees it a little later.
 */
final class RehearsedEpisodes implements Episodes {
    private final int most;
    private final boolean explained;
    private final Map<String, EpisodeRecord> episodes = new LinkedHashMap<>();
    private final Map<String, EpisodeRecord> standing = new LinkedHashMap<>();
    private final Map<String, Severity> worst = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();
    private final Map<String, String> incidents = new HashMap<>();
    private final Map<String, Set<String>> ofIncident = new HashMap<>();
    private final Map<String, List<Match>> explanations = new HashMap<>();
    private final TreeMap<Long, Transition> unconsumed = new TreeMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private long sequence;
    private long dropped;

    /** @param revision of the commit; 0 for what a record led to */
    private record Held(long position, long revision, EpisodeChanges changes) {}

    /** Keeps all episodes, and why. */
    RehearsedEpisodes() {
        this(Integer.MAX_VALUE, true);
    }

    /**
     * @param most so many episodes are kept; of more, those that were over first are dropped
     * @param explained whether it is kept why they stand
     */
    RehearsedEpisodes(int most, boolean explained) {
        this.most = most;
        this.explained = explained;
    }

    /** Takes what detection concluded. */
    void take(EpisodeChanges changes) {
        for (EpisodeRecord episode : changes.episodes()) {
            put(episode);
        }
        if (explained) {
            changes.explanations()
                    .forEach(explanation -> explanations
                            .computeIfAbsent(explanation.episodeId(), id -> new ArrayList<>())
                            .addAll(explanation.matches()));
        }
        for (EpisodeChanges.Transition transition : changes.transitions()) {
            sequence++;
            unconsumed.put(
                    sequence, new Transition(sequence, transition.episodeId(), transition.status(), transition.at()));
        }
        drop();
    }

    /** Takes an episode from before, as it stood last. */
    void putPast(EpisodeRecord episode) {
        worst.remove(episode.id());
        put(episode);
    }

    private void put(EpisodeRecord episode) {
        episodes.put(episode.id(), episode);
        worst.merge(episode.id(), episode.anomaly().getSeverity(), Severity::worse);
        byName.put(TriageRound.name(known(episode)), episode.id());
        if (episode.status() == Anomaly.Status.CLEARED) {
            standing.remove(episode.id());
        } else {
            standing.put(episode.id(), episode);
        }
    }

    /** Takes a transition from before. */
    void unseen(String episode, Anomaly.Status status, Instant at) {
        sequence++;
        unconsumed.put(sequence, new Transition(sequence, episode, status, at));
    }

    private void drop() {
        if (episodes.size() <= most) {
            return;
        }
        Set<String> needed = new LinkedHashSet<>();
        unconsumed.values().forEach(transition -> needed.add(transition.episodeId()));
        Iterator<EpisodeRecord> all = episodes.values().iterator();
        while (all.hasNext() && episodes.size() > most) {
            EpisodeRecord episode = all.next();
            if (episode.status() == Anomaly.Status.CLEARED && !needed.contains(episode.id())) {
                byName.remove(TriageRound.name(known(episode)));
                worst.remove(episode.id());
                all.remove();
                dropped++;
            }
        }
    }

    /** How many are not kept. */
    long dropped() {
        return dropped;
    }

    /** Takes what detection concluded, but shows it only when {@link #show} says so. */
    void hold(EpisodeChanges changes, long position, long revision) {
        held.add(new Held(position, revision, changes));
    }

    /** Shows what was stored with the commit or before. */
    void show(long position, long revision) {
        while (!held.isEmpty()) {
            Held next = held.peek();
            boolean stored = next.position() < position
                    || (next.position() == position && (next.revision() == 0 || next.revision() <= revision));
            if (!stored) {
                return;
            }
            take(held.remove().changes());
        }
    }

    /** Shows everything. */
    void showAll() {
        while (!held.isEmpty()) {
            take(held.remove().changes());
        }
    }

    /** Takes an episode that somebody states. */
    void state(EpisodeRecord episode) {
        EpisodeRecord before = episodes.get(episode.id());
        String incident = episode.incident();
        if (incident != null) {
            join(List.of(episode.id()), incident);
        }
        put(episode);
        if (before == null || before.status() != episode.status()) {
            sequence++;
            unconsumed.put(
                    sequence,
                    new Transition(
                            sequence,
                            episode.id(),
                            episode.status(),
                            episode.clearedAt() == null ? episode.startedAt() : episode.clearedAt()));
        }
    }

    /** All episodes, in the order in which they began. */
    List<EpisodeRecord> all() {
        return List.copyOf(episodes.values());
    }

    /** The worst that it ever was. */
    Severity worst(EpisodeRecord episode) {
        return worst.getOrDefault(episode.id(), episode.anomaly().getSeverity());
    }

    /** The id of an episode that is called so in recorded rounds. */
    Optional<String> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What the episode is called in recorded rounds; another text is returned as it is. */
    String name(String id) {
        EpisodeRecord episode = episodes.get(id);
        return episode == null ? id : TriageRound.name(known(episode));
    }

    @Nullable
    String incidentOf(String episode) {
        return incidents.get(episode);
    }

    private Anomaly known(EpisodeRecord episode) {
        return episode.known(incidents.get(episode.id()));
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
        return standing.values().stream().map(this::known).toList();
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
        return byIds(ofIncident.getOrDefault(incidentId, Set.of()));
    }

    @Override
    public void join(Collection<String> episodeIds, String incidentId) {
        for (String id : episodeIds) {
            String before = incidents.put(id, incidentId);
            if (before != null) {
                ofIncident.getOrDefault(before, new LinkedHashSet<>()).remove(id);
            }
            ofIncident
                    .computeIfAbsent(incidentId, none -> new LinkedHashSet<>())
                    .add(id);
        }
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
