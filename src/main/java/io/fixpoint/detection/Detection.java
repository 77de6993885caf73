package io.fixpoint.detection;

import io.fixpoint.fact.Series;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.Topology;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs detection: the detector, the ticks, and the removal of what is too old. */
@ApplicationScoped
public class Detection {
    private static final Logger LOG = Logger.getLogger(Detection.class);
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

    private final DetectionConfig config;
    private final FactsConfig facts;
    private final FactLog log;
    private final EpisodeStore episodes;
    private final Lead lead;
    private final Clock clock;
    private final Detector detector;
    private final AtomicLong seen = new AtomicLong(-1);
    private @Nullable ScheduledExecutorService ticks;
    private @Nullable ScheduledExecutorService housekeeping;

    @Inject
    public Detection(
            DetectionConfig config,
            FactsConfig facts,
            FactLog log,
            Rules rules,
            EpisodeStore episodes,
            Instance<Topology> topology,
            Instance<AnomalySink> sinks,
            Clock clock,
            Checkpoints checkpoints,
            Lead lead,
            MeterRegistry meters) {
        this.config = config;
        this.facts = facts;
        this.log = log;
        this.episodes = episodes;
        this.lead = lead;
        this.clock = clock;
        this.detector = new Detector(
                config.partitions().orElse(Runtime.getRuntime().availableProcessors()),
                new Detector.Surroundings(
                        log,
                        rules,
                        episodes,
                        config,
                        facts.retention(),
                        topology.isResolvable() ? topology.get() : null,
                        checkpoints,
                        () -> sinks.forEach(AnomalySink::anomaliesChanged),
                        lead));
        meters.gauge("fixpoint.detection.lag.records", this, Detection::lag);
        meters.gauge("fixpoint.detection.lag.seconds", this, Detection::lagSeconds);
        meters.gauge("fixpoint.detection.series", this, Detection::seriesCount);
        meters.gauge(
                "fixpoint.detection.checkpoint.bytes",
                detector,
                one -> one.lastCheckpoint().bytes());
        meters.gauge(
                "fixpoint.detection.checkpoint.pause.seconds",
                detector,
                one -> one.lastCheckpoint().pause().toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
        for (int partition = 0; partition < detector.busy().size(); partition++) {
            FunctionCounter.builder(
                            "fixpoint.detection.busy",
                            detector.busy().get(partition),
                            nanos -> nanos.doubleValue() / TimeUnit.SECONDS.toNanos(1))
                    .description("Seconds that a partition of detection spent with statistics and rules")
                    .baseUnit("seconds")
                    .tag("partition", String.valueOf(partition))
                    .register(meters);
        }
    }

    /** Starts in the background; {@link #ready} tells when the memory is rebuilt. */
    public void start() {
        if (config.tick().multipliedBy(2).compareTo(facts.longestPause()) >= 0) {
            throw new IllegalStateException("fixpoint.detection.tick is " + config.tick()
                    + "; it must be less than half of fixpoint.facts.longest-pause, " + facts.longestPause() + ".");
        }
        if (lead.isShared()) {
            // Before the record that this server has started, which is new.
            episodes.begin(log.lastPosition());
        }
        log.start(episodes.lastPosition());
        detector.start();
        ticks = every(config.tick(), "fixpoint-detection-tick", this::tick);
        housekeeping = every(HOUSEKEEPING, "fixpoint-detection-housekeeping", this::removeOld);
    }

    private static ScheduledExecutorService every(Duration period, String name, Runnable work) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = executor.scheduleAtFixedRate(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        // An exception would end the schedule.
                        LOG.errorf(e, "%s failed; it is tried again in %s.", name, period);
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
        return executor;
    }

    /** Ends all threads. What is not processed yet is processed after the next start. */
    public void stop() {
        // Not by interrupts: one during a file operation closes H2's database file.
        if (ticks != null) {
            ticks.shutdown();
        }
        if (housekeeping != null) {
            housekeeping.shutdown();
        }
        try {
            detector.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells each series that is known when the memory is rebuilt, once, on a thread of its own. */
    public void whenReady(Consumer<Series> known) {
        Thread thread = new Thread(
                () -> {
                    try {
                        detector.awaitReady(FOREVER);
                        detector.read(state -> state.services().stream()
                                        .flatMap(service -> service.series().values().stream())
                                        .map(ServiceState.KnownSeries::fact)
                                        .toList())
                                .forEach(known);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "fixpoint-known-series");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the memory is rebuilt and rules run on it. */
    public boolean ready() {
        return detector.isReady();
    }

    Detector detector() {
        return detector;
    }

    /** Any record tells the time; so a tick is needed only when there was none since the last look. */
    private void tick() {
        if (log.lastPosition() == seen.get()) {
            try {
                log.tick();
            } catch (FactLogFullException e) {
                LOG.warnf("No tick: %s", e.getMessage());
            }
        }
        seen.set(log.lastPosition());
    }

    private void removeOld() {
        log.retain(facts.retention());
        episodes.removeNeverFired(clock.instant().minus(facts.retention()));
    }

    private double lag() {
        return Math.max(0, log.lastPosition() - detector.position());
    }

    /** How long ago the record was received that is processed last, while there are others after it. */
    private double lagSeconds() {
        if (lag() == 0) {
            return 0;
        }
        Instant received = detector.read(state -> Micros.time(state.receipt().received()));
        return Math.max(0, Duration.between(received, clock.instant()).toMillis() / 1000.0);
    }

    private double seriesCount() {
        return detector.seriesCount();
    }
}
