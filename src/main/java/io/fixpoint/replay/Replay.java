package io.fixpoint.replay;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.detection.EpisodeChanges;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.replay.Course.Episode;
import io.fixpoint.replay.Course.OpenedIncident;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.triage.Decided;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageFacts;
import io.fixpoint.triage.TriageRound;
import io.fixpoint.triage.TriageRounds;
import java.io.IOException;
import java.nio.file.Path;
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
import java.util.Set;
import java.util.stream.Collectors;
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
    /** Another topology, from before the span, that may be heard of only in it. */
    private @Nullable DetectionSwitch waiting;

    private final Deque<DetectionSwitch> switches = new ArrayDeque<>();
    private final Deque<TriageRound> rounds = new ArrayDeque<>();
    /** As the last recorded round saw them. */
    private List<SeenQuietTime> quietTimes = List.of();

    /** What recorded rounds take that are still to come. */
    private final Map<String, Integer> covered = new HashMap<>();

    private boolean uncovered;

    private final List<EpisodeRecord> standing = new ArrayList<>();
    private final List<DetectionHistory.Unseen> unseen = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    /** Decisions from before the span that asked for a recovery. */
    private final List<Decided> askedBefore = new ArrayList<>();

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
        this.detection = new DetectionMemory(rules(detectionRules), with.config(), with.retention(), detectionTopology);
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
            return;
        }
        takeWaiting();
        if (recorded.because() == DetectionSwitch.Because.TOPOLOGY) {
            waiting = recorded;
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
            recorded.decided().stream()
                    .filter(decided -> decided.process() != null)
                    .forEach(askedBefore::add);
            followInputs(recorded);
        }
    }

    /** Tells of an episode that stood when the span began, before {@link #begin}. */
    public void know(EpisodeRecord stood) {
        standing.add(stood);
    }

    /** Tells of a transition from before the span that triage had not seen, in order, before {@link #begin}. */
    public void know(DetectionHistory.Unseen transition) {
        unseen.add(transition);
    }

    /** What the rules read of the samples: a checkpoint to begin with must have it. */
    public SampleWindows sampleWindows() {
        return rules(detectionRules).sampleWindows();
    }

    /** Begins with the statistics of a checkpoint, before any record. */
    public void restore(Path checkpoint) {
        try {
            detection.restore(checkpoint);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The checkpoint " + checkpoint + " cannot be read (" + e.getMessage()
                            + "); a further try takes another one.",
                    e);
        }
    }

    /** Lets a record from before the span warm the statistics. */
    public void warm(LogRecord record) {
        detection.advance(record);
    }

    /** The span begins, after the last record that warmed it. */
    public void begin() {
        // As they stood last: first those that were over, as of each step, then those that were not.
        unseen.forEach(transition -> episodes.putPast(transition.episode()));
        standing.forEach(episodes::putPast);
        for (DetectionHistory.Unseen transition : unseen) {
            episodes.unseen(transition.episode().id(), transition.status(), transition.at());
        }
        if (waiting != null && waiting.position() == detection.currentEvents().position()) {
            // Detection hears of another topology with the next record, which is the first of the span.
            switches.addFirst(waiting);
            waiting = null;
        }
        takeWaiting();
        followed.begin();
        unseen.forEach(transition ->
                followed.joinAsRecorded(episodes.name(transition.episode().id())));
        standing.forEach(episode -> followed.joinAsRecorded(episodes.name(episode.id())));
        incidents.at(0, detection.receivedAt());
        detection.open(standing, true);
        begun = true;
        takeNow(0);
        uncovered = false;
        // Unless a recorded round comes for what triage had not seen.
        if (candidate != null && unseen.isEmpty()) {
            settle();
        }
    }

    /** Takes a record of the span. */
    public void process(LogRecord record) {
        long position = record.position();
        if (detection.followRules()) {
            takeNow(position - 1);
        }
        while (!switches.isEmpty() && switches.peek().position() < position) {
            follow(switches.remove());
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
            return episode != null && covered.containsKey(TriageRound.transition(episode.known(), transition.status()));
        });
    }

    private void takeNow(long position) {
        hold(position, 0);
        episodes.showAll();
    }

    private void takeWaiting() {
        if (waiting != null) {
            follow(waiting);
            waiting = null;
        }
    }

    private void follow(DetectionSwitch recorded) {
        detectionTopology.follow(recorded.topology());
        if (detectionRules != null) {
            detectionRules.follow(recorded.release(), recorded.quarantined());
        }
    }

    private void followInputs(TriageRound recorded) {
        if (recorded.quietTimes() != null) {
            quietTimes = recorded.quietTimes();
        }
        triageTopology.follow(recorded.topology());
        if (triageRules != null) {
            triageRules.follow(recorded.release(), recorded.leftOut());
        }
    }

    private void round(long position, TriageRound recorded) {
        episodes.show(recorded.detection().position(), recorded.detection().revision());
        recorded.consumed()
                .forEach(transition -> covered.computeIfPresent(transition, (t, n) -> n == 1 ? null : n - 1));
        incidents.at(position, recorded.at());
        followInputs(recorded);
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
        return TriageFacts.read(
                episodes, detection::currentEvents, followed.facts(), triageTopology, quietTimes, batch);
    }

    private final class World implements TriageRounds.World {
        @Override
        public Optional<TriageFacts> read() {
            return Optional.of(Replay.this.read(ALL));
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> states) {
            Collection<Long> consumed =
                    facts.transitions().stream().map(t -> t.sequence()).toList();
            episodes.consume(consumed);
            incidents.follow(facts.changes());
            incidents.carryOut(once, states);
        }
    }

    /** What it has come to. */
    public Course course() {
        episodes.showAll();
        Map<String, String> correlationKeys = new HashMap<>();
        incidents
                .all()
                .forEach(incident -> correlationKeys.put(followed.name(incident.id()), incident.correlationKey()));
        CourseDecisions decisions = new CourseDecisions(id -> correlationKeys.getOrDefault(id, id));
        askedBefore.forEach(decisions::before);
        for (RehearsedDecision decision : incidents.decisions()) {
            Reasoned reasoned = new Reasoned(decision.decision(), decision.matches());
            decisions.add(Decided.of(reasoned, this::name, decision.opened()), decision.at());
        }
        List<String> all = new ArrayList<>(notes);
        if (candidate != null) {
            candidate
                    .leftOut()
                    .forEach(rule -> all.add("The rule '" + rule.rule().rule()
                            + "' failed and was left out from then on: " + rule.reason()));
        }
        if (episodes.dropped() > 0) {
            all.add("There were more than " + MOST_EPISODES + " episodes; the first " + episodes.dropped()
                    + " are not in this result.");
        }
        Set<String> over = unseen.stream()
                .map(DetectionHistory.Unseen::episode)
                .filter(episode -> episode.status() == Anomaly.Status.CLEARED)
                .map(EpisodeRecord::id)
                .collect(Collectors.toSet());
        return new Course(
                episodes.all().stream()
                        .filter(episode -> !over.contains(episode.id()))
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

    /** What a recorded round calls the episode or the incident. */
    private String name(String id) {
        String episode = episodes.name(id);
        return episode.equals(id) ? followed.name(id) : episode;
    }

    private static Episode episode(EpisodeRecord episode, RehearsedEpisodes all) {
        return RecordedCourse.episode(episode, all.worst(episode));
    }

    private static OpenedIncident incident(RehearsedIncident incident) {
        return new OpenedIncident(
                incident.correlationKey(), incident.service(), incident.title(), incident.worst(), incident.openedAt());
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
