package io.fixpoint.replay;

import io.fixpoint.detection.Checkpoints;
import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionSettings;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.replay.ReplayProtocol.Hello;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleReleases;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.topology.TopologyHistory;
import io.fixpoint.triage.TriageHistory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything recorded that a replay needs, and how long it is kept. */
@ApplicationScoped
public class ReplaySources {
    private static final Logger LOG = Logger.getLogger(ReplaySources.class);
    /** Rounds are recorded in full once a day, so so much more is kept than facts are. */
    private static final Duration LONGER = Duration.ofHours(25);

    private final FactLog log;
    private final Checkpoints checkpoints;
    private final DetectionHistory detection;
    private final TriageHistory triage;
    private final TopologyHistory topology;
    private final RuleReleases releases;
    private final DetectionConfig config;
    private final FactsConfig facts;
    private final ReplayConfig replay;
    private final Clock clock;

    public ReplaySources(
            FactLog log,
            Checkpoints checkpoints,
            DetectionHistory detection,
            TriageHistory triage,
            TopologyHistory topology,
            RuleReleases releases,
            DetectionConfig config,
            FactsConfig facts,
            ReplayConfig replay,
            Clock clock) {
        this.log = log;
        this.checkpoints = checkpoints;
        this.detection = detection;
        this.triage = triage;
        this.topology = topology;
        this.releases = releases;
        this.config = config;
        this.facts = facts;
        this.replay = replay;
        this.clock = clock;
    }

    FactLog log() {
        return log;
    }

    /** What a process is told first. */
    Hello hello(long upTo, @Nullable List<RuleFile> candidate) {
        Map<Integer, List<RuleFile>> files = new HashMap<>();
        int first = releases.release();
        if (candidate == null) {
            List<DetectionSwitch> switches = detection.switches(-1, upTo);
            Set<Integer> numbers = new TreeSet<>(Set.of(first));
            switches.forEach(one -> numbers.add(one.release()));
            numbers.forEach(number -> releases.files(number).ifPresent(found -> files.put(number, found)));
            if (!switches.isEmpty()) {
                first = switches.get(0).release();
            }
        }
        return new Hello(
                ReplayProtocol.VERSION,
                DetectionSettings.of(config),
                facts.retention(),
                files,
                first,
                topology.all(),
                candidate);
    }

    /** @param lastRound the last round of triage that counts */
    RecordedInputs inputs(ReplayListener listener, long lastRound) {
        return new RecordedInputs(log, detection, triage, listener, lastRound);
    }

    /** The last round of triage so far. */
    long lastRound() {
        return triage.lastSequence();
    }

    /** What was recorded after the one position and up to the other. */
    Course recorded(long after, long upTo, long lastRound) {
        return RecordedCourse.read(detection, triage, after, upTo, lastRound);
    }

    /**
     * What fills the statistics for a span that begins after the position: the latest checkpoint before it, or, if none
     * has what the rules read, the log of the time before it.
     *
     * @param from when the span begins
     * @param windows what the rules read of the samples
     */
    Warming warming(long after, Instant from, SampleWindows windows) {
        long logged =
                Math.min(after, Math.max(log.positionBefore(from.minus(replay.warmUp())), log.firstPosition() - 1));
        return checkpoints
                .find(after, windows)
                .map(found -> new Warming(found.file(), found.position()))
                .orElse(new Warming(null, logged));
    }

    /** The last record that detection has stored. */
    long detected() {
        return detection.position();
    }

    /** Whether it was recorded already what detection took, when the span began. */
    boolean isRecorded(long after) {
        OptionalLong first = detection.firstSwitch();
        return first.isPresent() && first.getAsLong() <= Math.max(after, 0);
    }

    /** Removes what belongs to facts that are no longer kept. */
    void retain() {
        try {
            Instant before = clock.instant().minus(facts.retention()).minus(LONGER);
            detection.retain(log.firstPosition());
            triage.retain(before);
            topology.retain(before);
        } catch (RuntimeException e) {
            LOG.error("What was recorded of old facts cannot be removed; it is tried again.", e);
        }
    }
}
