package io.fixpoint.replay;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.detection.EpisodeChanges;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.replay.Course.Episode;
import io.fixpoint.replay.Course.OpenedIncident;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.triage.Decided;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageFacts;
import io.fixpoint.triage.TriageRound;
import io.fixpoint.triage.TriageRounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recorded facts against rules. Rounds of triage run where the recorded ones ran and see what those saw; where detection
 * came to something that no recorded round took, a round follows at once. Not thread-safe.
 *
 * <p>Replayed <em>as it was</em>, the releases follow each other as they did, and it comes to what was recorded. A
 * candidate is in force for the whole span.
 */
public final class Replay implements AutoCloseable {
    /** So many episodes are kept. */
    static final int MOST_EPISODES = 200_000;

    private static final int MOST_ROUNDS = 100;
    private static final int ALL = Integer.MAX_VALUE;

    private final @Nullable RecordedRules detectionRules;
    private final @Nullable RecordedRules triageRules;
    private final @Nullable CandidateRules candidate;
    private final FollowedTopology detectionTopology;
    private final FollowedTopology triageTopology;
    private final DetectionMemory detection;
    private final TriageRounds triage;
    private final RehearsedEpisodes episodes = new RehearsedEpisodes(MOST_EPISODES, false);
    private final RehearsedIncidents incidents;
    private final FollowedIncidents followed;
    private final Deque<DetectionSwitch> switches = new ArrayDeque<>();
    private final Deque<TriageRound> rounds = new ArrayDeque<>();
    /** What recorded rounds take that are still to come. */
    private final Map<String, Integer> covered = new HashMap<>();
    private boolean uncovered;

    private final List<EpisodeRecord> standing = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean begun;

    /**
     * What is the same for a whole replay.
     *
     * @param releases the files of each release that was in force, by number; they are followed without a candidate
     * @param firstRelease that which was in force first
     */
    public record Surroundings(
            DetectionConfig config,
            Duration retention,
            Map<Integer, List<RuleFile>> releases,
            int firstRelease,
            List<StatedTopology> topologies) {}

    /** @param candidate rules in the place of the releases; null to replay as it was */
    public Replay(Surroundings with, @Nullable CandidateRules candidate) {
        this.candidate = candidate;
        this.detectionRules = candidate == null ? new RecordedRules(with.releases(), with.firstRelease()) : null;
        this.triageRules = detectionRules == null ? null : detectionRules.beside();
        this.detectionTopology = new FollowedTopology(with.topologies());
        this.triageTopology = new FollowedTopology(with.topologies());
        this.detection = new DetectionMemory(
                rules(detectionRules), with.config(), with.retention(), detectionTopology);
        this.triage = new TriageRounds(rules(triageRules), MOST_ROUNDS);
        this.incidents = new RehearsedIncidents(episodes, triageTopology, episodes::name, false);
        this.followed = new FollowedIncidents(incidents, episodes, candidate == null);
    }

    private Rules rules(@Nullable RecordedRules recorded) {
        return recorded == null ? Objects.requireNonNull(candidate) : recorded;
    }

    /** Tells of a switch, before the record that it follows is processed, or before {@link #begin}. */
    public void know(DetectionSwitch recorded) {
        if (begun) {
            switches.add(recorded);
        } else {
            follow(recorded);
        }
    }

    /**
     * Tells of a round of triage before the record that it follows is processed, the sooner the better: a replay looks
     * ahead for what the round takes. Those from before the span are told before {@link #begin}.
     */
    public void know(TriageRound recorded) {
        if (begun) {
            rounds.add(recorded);
                recorded.consumed().forEach(transition -> covered.merge(transition, 1, Integer::sum));
        } else {
            followed.remember(recorded);
            followRules(recorded);
        }
    }

    /** Tells of an episode that stood when the span began, before {@link #begin}. */
    public void know(EpisodeRecord stood) {
        standing.add(stood);
    }

    /** Lets a record from before the span warm the statistics. */
    public void warm(LogRecord record) {
        detection.advance(record);
    }

    /** The span begins, after the last record that warmed it. */
    public void begin() {
        for (EpisodeRecord episode : standing) {
            episodes.put(episode);
        }
        followed.begin();
        standing.forEach(episode -> followed.joinAsRecorded(episodes.name(episode.id())));
        incidents.at(0, detection.receivedAt());
        detection.open(standing, true);
        begun = true;
        takeNow(0);
        uncovered = false;
        if (candidate != null) {
            settle();
        }
    }

    /** Takes a record of the span. */
    public void process(LogRecord record) {
        long position = record.position();
        if (detection.followRules()) {
            takeNow(position - 1);
        }
        detection.process(record);
        hold(position, 0);
        while (!switches.isEmpty() && switches.peek().position() <= position) {
            DetectionSwitch next = switches.remove();
            follow(next);
            if (detection.follow(next)) {
                hold(position, next.revision());
            }
        }
        boolean eventsChanged = detection.takeEventsChanged();
        while (!rounds.isEmpty() && rounds.peek().position() <= position) {
            round(position, rounds.remove());
        }
        if (candidate != null && (eventsChanged || uncovered)) {
            incidents.at(position, record.receivedAt());
            episodes.showAll();
            settle();
            uncovered = false;
        }
    }

    private void hold(long position, long revision) {
        if (detection.hasChanges()) {
            EpisodeChanges changes = detection.changes();
            episodes.hold(changes, position, revision);
            detection.stored();
            uncovered |= candidate != null && !isCovered(changes);
        }
    }

    /** Whether a recorded round takes all of this. */
    private boolean isCovered(EpisodeChanges changes) {
        Map<String, EpisodeRecord> byId = new HashMap<>();
        changes.episodes().forEach(episode -> byId.put(episode.id(), episode));
        return changes.transitions().stream().allMatch(transition -> {
            EpisodeRecord episode = byId.get(transition.episodeId());
            return episode != null
                    && covered.containsKey(TriageRound.transition(episode.known(), transition.status()));
        });
    }

    private void takeNow(long position) {
        hold(position, 0);
        episodes.showAll();
    }

    private void follow(DetectionSwitch recorded) {
        detectionTopology.follow(recorded.topology());
        if (detectionRules != null) {
            detectionRules.follow(recorded.release(), recorded.quarantined());
        }
    }

    private void followRules(TriageRound recorded) {
        triageTopology.follow(recorded.topology());
        if (triageRules != null) {
            triageRules.follow(recorded.release(), recorded.leftOut());
        }
    }

    private void round(long position, TriageRound recorded) {
        episodes.show(
                recorded.detection().position(), recorded.detection().revision());
        recorded.consumed()
                .forEach(transition -> covered.computeIfPresent(transition, (t, n) -> n == 1 ? null : n - 1));
        incidents.at(position, recorded.at());
        followRules(recorded);
        followed.before(recorded);
        if (candidate == null) {
            roundAsItWas(recorded);
        } else {
            settle();
        }
        followed.after(recorded);
    }

    private void roundAsItWas(TriageRound recorded) {
        while (true) {
            try {
                triage.round(new World(), read(recorded.consumed().size()));
                return;
            } catch (RuleFailedException e) {
                failed(e);
            }
        }
    }

    private void settle() {
        while (true) {
            try {
                triage.settle(new World(), () -> false)
                        .ifPresent(last -> note("Triage did not settle at " + detection.receivedAt()
                                + ": its rules chase each other."));
                followed.correspondNow();
                return;
            } catch (RuleFailedException e) {
                failed(e);
            }
        }
    }

    private void failed(RuleFailedException e) {
        triage.close();
        if (!rules(triageRules).quarantine(e)) {
            throw e;
        }
    }

    private void note(String note) {
        if (notes.size() < 100 && !notes.contains(note)) {
            notes.add(note);
        }
    }

    private TriageFacts read(int batch) {
        return TriageFacts.read(episodes, detection::currentEvents, followed.facts(), triageTopology, batch);
    }

    private final class World implements TriageRounds.World {
        @Override
        public Optional<TriageFacts> read() {
            return Optional.of(Replay.this.read(ALL));
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> states) {
            incidents.follow(facts.changes());
            incidents.carryOut(once, states);
            Collection<Long> consumed =
                    facts.transitions().stream().map(t -> t.sequence()).toList();
            episodes.consume(consumed);
        }
    }

    /** What it has come to. */
    public Course course() {
        episodes.showAll();
        CourseDecisions decisions = new CourseDecisions(id -> {
            Optional<RehearsedIncident> incident = incidents.find(id);
            return incident.map(RehearsedIncident::correlationKey).orElse(id);
        });
        for (RehearsedDecision decision : incidents.decisions()) {
            decisions.add(
                    Decided.of(
                            new Reasoned(decision.decision(), decision.matches()), episodes::name, decision.opened()),
                    decision.at());
        }
        List<String> all = new ArrayList<>(notes);
        if (candidate != null) {
            candidate
                    .quarantined()
                    .forEach((rule, reason) ->
                            all.add("The rule '" + rule + "' failed and was left out from then on: " + reason));
        }
        if (episodes.dropped() > 0) {
            all.add("There were more than " + MOST_EPISODES + " episodes; the first " + episodes.dropped()
                    + " are not in this result.");
        }
        return new Course(
                episodes.all().stream()
                        .map(episode -> episode(episode, episodes))
                        .toList(),
                incidents.all().stream()
                        .filter(incident -> !incident.adopted)
                        .map(Replay::incident)
                        .toList(),
                decisions.recoveries(),
                decisions.taken(),
                all);
    }

    private static Episode episode(EpisodeRecord episode, RehearsedEpisodes all) {
        return RecordedCourse.episode(episode, all.worst(episode));
    }

    private static OpenedIncident incident(RehearsedIncident incident) {
        return new OpenedIncident(
                incident.correlationKey(),
                incident.service(),
                incident.title(),
                incident.worst(),
                incident.openedAt());
    }


    /** When the last record was received. */
    public Instant receivedAt() {
        return detection.receivedAt();
    }

    @Override
    public void close() {
        detection.close();
        triage.close();
    }
}
