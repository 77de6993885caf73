package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.EmbeddedFactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.factlog.TestFactLog;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A detector over a real database and a real log, whose clock stands until it is told. */
final class DetectionFixture implements AutoCloseable {
    private static final int PARTITIONS = 2;

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Duration TICK = Duration.ofSeconds(1);
    /** Still no pause that would count as downtime. */
    private static final Duration COARSE_TICK = Duration.ofSeconds(20);

    private static final Duration FINE = Duration.ofMinutes(2);

    final TestClock clock = new TestClock(NOON);
    final DetectionConfig config;
    final FactsConfig facts = TestDatabase.factsConfig();
    EmbeddedFactLog log;
    private TestFactLog files = new TestFactLog(clock);
    final EpisodeStore episodes;
    final RepairChecks checks;
    final AtomicInteger told = new AtomicInteger();
    private final Rules rules;
    private final Lead lead;
    private Detector detector;

    DetectionFixture(Rules rules) {
        this(rules, Map.of());
    }

    DetectionFixture(Rules rules, Map<String, String> stated) {
        this(rules, stated, TestDatabase.inMemory());
    }

    DetectionFixture(Rules rules, Map<String, String> stated, DataSource database) {
        this(rules, stated, database, Lead.ALONE);
    }

    /** @param lead whoever does not lead is started by the test */
    DetectionFixture(Rules rules, Map<String, String> stated, DataSource database, Lead lead) {
        this.lead = lead;
        this.rules = rules;
        this.config = TestDatabase.config(DetectionConfig.class, stated);
        this.log = files.log();
        this.episodes = new EpisodeStore(database, lead);
        this.detector = newDetector(PARTITIONS);
        this.checks = new RepairChecks(this::detector, log, episodes, config, facts, clock);
        if (lead.leads()) {
            detector.rebuild();
        }
    }

    private Detector newDetector(int partitions) {
        return new Detector(
                partitions,
                new Detector.Surroundings(
                        log,
                        rules,
                        episodes,
                        config,
                        facts.retention(),
                        null,
                        new Checkpoints(checkpoints(), config, facts.retention()),
                        told::incrementAndGet,
                        lead));
    }

    Detector detector() {
        return detector;
    }

    /** Throws the detector away, as a crash would, and starts another one. */
    void crash() {
        detector = newDetector(PARTITIONS);
        detector.rebuild();
        process();
    }

    /** The same, with another number of partitions. */
    void crash(int partitions) {
        detector = newDetector(partitions);
        detector.rebuild();
        process();
    }

    /** Where checkpoints are. */
    Path checkpoints() {
        return files.folder().resolve("checkpoints");
    }

    /** Writes the state as it is now. */
    void checkpoint() {
        try {
            detector.checkpointAndWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processes what is logged. */
    void process() {
        while (detector.step()) {
            // until nothing is left
        }
    }

    Instant now() {
        return clock.instant();
    }

    void receive(Fact... received) {
        log.append(Arrays.asList(received));
        process();
    }

    /** Lets time pass as a running server sees it. */
    void pass(Duration length) {
        Duration left = length;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration step = shorter(left, length.compareTo(FINE) > 0 ? COARSE_TICK : TICK);
            clock.advance(step);
            log.tick();
            left = left.minus(step);
        }
        process();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The server ends, the folder of its log is deleted, and it starts again. */
    void loseLog() {
        files.close();
        files = new TestFactLog(clock);
        log = files.log();
        log.start(episodes.lastPosition());
        crash();
    }

    /** The server is down for a while. */
    void down(Duration length) {
        clock.advance(length);
        log.start(episodes.lastPosition());
        crash();
    }

    List<Anomaly> standing() {
        return episodes.standing();
    }

    /** {@code name status} of all episodes, by their start. */
    List<String> all() {
        return episodes.find(new EpisodeStore.Query(null, null, null, null, null), false, 0, 1000).stream()
                .map(episode -> episode.anomaly().getName() + " " + episode.status())
                .toList();
    }

    @Nullable
    EpisodeRecord only() {
        List<EpisodeRecord> found = episodes.find(new EpisodeStore.Query(null, null, null, null, null), false, 0, 2);
        return found.size() == 1 ? found.get(0) : null;
    }

    Fact.Sample sample(String service, @Nullable String instance, String metric, double value) {
        return sample(service, instance, metric, value, now());
    }

    static Fact.Sample sample(String service, @Nullable String instance, String metric, double value, Instant time) {
        return new Fact.Sample(service, instance, metric, value, null, time, Map.of(), null);
    }

    Fact.Heartbeat heartbeat(String service, @Nullable String instance, Duration interval) {
        return new Fact.Heartbeat(service, instance, interval, now(), Map.of(), null);
    }

    Fact.Alert alert(String service, String name, boolean firing) {
        return new Fact.Alert(
                service,
                null,
                name,
                firing,
                "critical",
                null,
                NOON,
                null,
                "fingerprint-of-" + name,
                now(),
                Map.of(),
                name + firing);
    }

    @Override
    public void close() {
        files.close();
    }
}
