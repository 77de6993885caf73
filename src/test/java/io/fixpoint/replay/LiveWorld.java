package io.fixpoint.replay;

import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.LiveDetection;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.LeftOut;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.RoundRecorder;
import io.fixpoint.triage.TriageFacts;
import io.fixpoint.triage.TriageHistory;
import io.fixpoint.triage.TriageRound;
import io.fixpoint.triage.TriageRounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A live server without its threads: a real log, a real store, real detection and triage, and a desk that carries out.
 * It can be killed at any moment, and what it did can be replayed.
 */
final class LiveWorld implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    final TestClock clock = new TestClock(NOON);
    final LiveDetection detection;
    final TriageHistory history;
    final Desk desk;
    final List<StatedTopology> topologies = new ArrayList<>(List.of(StatedTopology.NONE));
    final Map<Integer, List<RuleFile>> releases = new HashMap<>();
    private final InForce rules = new InForce();
    private final Declared declared = new Declared();
    private List<SeenQuietTime> quietTimes = List.of();
    private TriageRounds rounds;
    private RoundRecorder recorder = new RoundRecorder();

    LiveWorld(DataSource database, RuleFile... first) {
        release(first);
        this.detection = new LiveDetection(database, clock, rules, declared);
        this.history = new TriageHistory(database);
        this.desk = new Desk(detection.episodes, clock, declared);
        this.rounds = new TriageRounds(rules, 100);
    }

    /** Publishes and activates the next release. */
    void release(RuleFile... files) {
        releases.put(releases.size() + 1, Arrays.asList(files));
        activate(releases.size());
    }

    void activate(int number) {
        rules.activate(number, Set.of());
    }

    void declare(StatedTopology topology) {
        topologies.add(topology);
    }

    /** These silences and maintenance windows are all that is not over. */
    void quiet(List<SeenQuietTime> now) {
        quietTimes = List.copyOf(now);
    }

    /** {@code kill -9} and another start. A quarantine ends with it, as the server's does. */
    void crash(Duration down) {
        activate(rules.release());
        detection.crash(down);
        rounds.close();
        rounds = new TriageRounds(rules, 100);
        recorder = new RoundRecorder();
    }

    /** Triage looks, as it does some time after something changed. */
    void triage() {
        while (true) {
            try {
                rounds.settle(new Stored(), () -> false);
                return;
            } catch (RuleFailedException e) {
                rounds.close();
                if (!rules.quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    private final class Stored implements TriageRounds.World {
        @Override
        public Optional<TriageFacts> read() {
            return Optional.of(TriageFacts.read(
                    detection.episodes,
                    detection.state()::currentEvents,
                    desk.incidents(),
                    declared,
                    quietTimes,
                    1000));
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
            desk.follow(facts.changes());
            desk.carryOut(once, standing);
            detection.episodes.consume(
                    facts.transitions().stream().map(t -> t.sequence()).toList());
            history.write(recorder.record(facts, once, standing, desk.incidents(), clock.instant(), rounds));
            recorder.committed();
        }
    }

    long end() {
        return detection.log.lastPosition();
    }

    /** What was recorded after the one position and up to the other. */
    Course recorded(long after, long upTo) {
        return RecordedCourse.read(detection.history, history, after, upTo, Long.MAX_VALUE);
    }

    /** The span replayed; as it was if there are no files. */
    Course replay(long after, long upTo, RuleFile... files) {
        CandidateRules candidate = files.length == 0 ? null : new CandidateRules(Arrays.asList(files), 0);
        try (Replay replay = new Replay(
                new Replay.Surroundings(detection.config, detection.facts.retention(), releases, 1, topologies),
                candidate)) {
            RecordedInputs inputs =
                    new RecordedInputs(detection.log, detection.history, history, to(replay), Long.MAX_VALUE);
            Warming warming = detection
                    .checkpoints
                    .find(after, replay.sampleWindows())
                    .map(found -> new Warming(found.file(), found.position()))
                    .orElse(new Warming(null, FactLog.START));
            inputs.begin(warming, after);
            long position = after;
            while (true) {
                long told = inputs.next(position, upTo, null);
                if (told == position) {
                    return replay.course();
                }
                position = told;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ReplayListener to(Replay replay) {
        return new ReplayListener() {
            @Override
            public void switches(io.fixpoint.detection.DetectionSwitch recorded) {
                replay.know(recorded);
            }

            @Override
            public void stood(io.fixpoint.detection.EpisodeRecord episode) {
                replay.know(episode);
            }

            @Override
            public void unseen(DetectionHistory.Unseen transition) {
                replay.know(transition);
            }

            @Override
            public void decides(TriageRound recorded) {
                replay.know(recorded);
            }

            @Override
            public void restores(Path checkpoint) {
                replay.restore(checkpoint);
            }

            @Override
            public void warms(RawRecord record) {
                replay.warm(record.read());
            }

            @Override
            public void begins() {
                replay.begin();
            }

            @Override
            public void happens(RawRecord record) {
                replay.process(record.read());
            }
        };
    }

    @Override
    public void close() {
        rounds.close();
        detection.close();
    }

    /** The rules in force; a release is put in force between two records, a rule that fails is left out. */
    @SuppressWarnings("NullAway") // a test fails where something is missing
    private final class InForce implements Rules {
        private CandidateRules now;
        private int number;
        private Set<LeftOut> leftOut = Set.of();
        private long version;
        private final Map<List<Object>, CandidateRules> compiled = new HashMap<>();

        void activate(int next, Set<LeftOut> without) {
            if (next == number && without.equals(leftOut)) {
                return;
            }
            number = next;
            leftOut = without;
            now = compiled.computeIfAbsent(
                    List.of(next, without), key -> new CandidateRules(releases.get(next), next, without));
            version++;
        }

        @Override
        public int release() {
            return number;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public List<QuarantinedRule> leftOut() {
            return now.leftOut();
        }

        @Override
        public SampleWindows sampleWindows() {
            return now.sampleWindows();
        }

        @Override
        public boolean isEmpty(Stage stage) {
            return now.isEmpty(stage);
        }

        @Override
        public RuleSession open(Stage stage) {
            return now.open(stage);
        }

        @Override
        public boolean quarantine(RuleFailedException failure) {
            Set<LeftOut> without = new HashSet<>(leftOut);
            failure.rules()
                    .forEach(rule ->
                            without.add(new LeftOut(failure.stage(), rule, String.valueOf(failure.getMessage()))));
            activate(number, Set.copyOf(without));
            return true;
        }
    }

    private final class Declared implements Topology {
        private StatedTopology now() {
            return topologies.get(topologies.size() - 1);
        }

        @Override
        public List<io.fixpoint.fact.Service> services() {
            return now().services();
        }

        @Override
        public List<io.fixpoint.fact.Dependency> dependencies() {
            return now().dependencies();
        }

        @Override
        public Optional<io.fixpoint.fact.Service> service(String name) {
            return now().service(name);
        }

        @Override
        public long version() {
            return now().version();
        }
    }
}
