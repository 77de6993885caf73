package io.fixpoint.observation;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts Fixpoint's own meters into its own fact log, as samples of the service {@code fixpoint} with the names that they
 * have in {@code /q/metrics}, so that rules watch it as they watch anything else. Those of single rules stay out: there may
 * be thousands.
 */
@ApplicationScoped
public class SelfObservation {
    /** The service that the samples are of. */
    public static final String SERVICE = "fixpoint";

    private static final Logger LOG = Logger.getLogger(SelfObservation.class);
    private static final String OURS = "fixpoint.";
    private static final String OF_ONE_RULE = "rule";

    private final ObservationConfig config;
    private final MeterRegistry meters;
    private final FactLog log;
    private final Clock clock;
    private @Nullable ScheduledExecutorService timer;

    public SelfObservation(ObservationConfig config, MeterRegistry meters, FactLog log, Clock clock) {
        this.config = config;
        this.meters = meters;
        this.log = log;
        this.clock = clock;
    }

    /** Starts to observe, unless the settings say never. */
    public void start() {
        long every = config.every().toMillis();
        if (every <= 0) {
            return;
        }
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "fixpoint-observation");
            thread.setDaemon(true);
            return thread;
        });
        timer = started;
        ScheduledFuture<?> unused = started.scheduleAtFixedRate(this::observe, every, every, TimeUnit.MILLISECONDS);
    }

    /** Ends it. */
    public void stop() {
        if (timer != null) {
            timer.shutdown();
        }
    }

    private void observe() {
        try {
            List<Fact> samples = samples();
            if (!samples.isEmpty()) {
                log.append(samples);
            }
        } catch (FactLogFullException e) {
            // The log tells why; and what is wrong with it is seen in /q/metrics.
            LOG.debugf(e, "The own figures are not logged.");
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.errorf(e, "The own figures cannot be read; it is tried again in %s.", config.every());
        }
    }

    /** The figures as they are now. */
    List<Fact> samples() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Fact> samples = new ArrayList<>();
        for (Meter meter : meters.getMeters()) {
            Meter.Id id = meter.getId();
            if (!id.getName().startsWith(OURS) || id.getTag(OF_ONE_RULE) != null) {
                continue;
            }
            Map<String, String> labels = new TreeMap<>();
            for (Tag tag : id.getTags()) {
                labels.put(tag.getKey(), tag.getValue());
            }
            for (Measurement measurement : meter.measure()) {
                if (Double.isFinite(measurement.getValue())) {
                    samples.add(new Fact.Sample(
                            SERVICE, null, name(id, measurement), measurement.getValue(), null, now, labels, null));
                }
            }
        }
        return samples;
    }

    /** As Micrometer names it for Prometheus. */
    private static String name(Meter.Id id, Measurement measurement) {
        String name = id.getName().replace('.', '_');
        boolean timer = id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.LONG_TASK_TIMER;
        String base = timer ? "seconds" : id.getBaseUnit();
        String unit = base == null || name.endsWith("_" + base) ? name : name + "_" + base;
        return switch (measurement.getStatistic()) {
            case COUNT -> id.getType() == Meter.Type.COUNTER ? unit + "_total" : unit + "_count";
            case TOTAL, TOTAL_TIME -> unit + "_sum";
            case MAX -> unit + "_max";
            default -> unit;
        };
    }
}
