package io.fixpoint.detection;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.EmbeddedFactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.factlog.TestFactLog;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A detector over a real database and a real log, with a topology, for tests of what comes after detection. */
public final class LiveDetection implements AutoCloseable {
    /** More than the one of a replay, with which it is compared. */
    private static final int PARTITIONS = 2;
    /** Some lives go on from one, with the records after it, others from the whole log. */
    private static final int CHECKPOINT_EVERY = 7;

    public final TestClock clock;
    public final DetectionConfig config = TestDatabase.config(DetectionConfig.class, Map.of());
    public final FactsConfig facts = TestDatabase.factsConfig();
    public final EmbeddedFactLog log;
    private final TestFactLog files;
    public final Checkpoints checkpoints;
    public final Episodes episodes;
    public final DetectionHistory history;
    private final EpisodeStore store;
    private final Rules rules;
    private final Topology topology;
    private Detector detector;
    private RepairChecks checks;
    private int processed;

    public LiveDetection(DataSource database, TestClock clock, Rules rules, Topology topology) {
        this.clock = clock;
        this.rules = rules;
        this.topology = topology;
        this.files = new TestFactLog(clock);
        this.log = files.log();
        this.checkpoints = new Checkpoints(files.folder().resolve("checkpoints"), config, facts.retention());
        this.store = new EpisodeStore(database);
        this.episodes = store;
        this.history = new DetectionHistory(database);
        log.start(store.lastPosition());
        start();
    }

    private void start() {
        detector = new Detector(
                PARTITIONS,
                new Detector.Surroundings(
                        log, rules, store, config, facts.retention(), topology, checkpoints, () -> {}));
        checks = new RepairChecks(() -> detector, log, store, config, facts, clock);
        detector.rebuild();
    }

    /** {@code kill -9} and another start: what is not committed is forgotten. */
    public void crash(Duration down) {
        clock.advance(down);
        log.start(store.lastPosition());
        start();
    }

    /** Processes what is logged. */
    public void process() {
        while (detector.step()) {
            // until nothing is left
        }
        if (++processed % CHECKPOINT_EVERY == 0) {
            try {
                detector.checkpointAndWait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public void append(Fact... received) {
        log.append(Arrays.asList(received));
    }

    public void tick(Duration length) {
        clock.advance(length);
        log.tick();
    }

    public Instant now() {
        return clock.instant();
    }

    public FactState state() {
        return checks;
    }

    public List<String> standing() {
        return episodes.standing().stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        files.close();
    }
}
