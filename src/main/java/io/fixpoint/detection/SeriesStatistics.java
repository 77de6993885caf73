package io.fixpoint.detection;

import io.fixpoint.fact.Samples;
import io.fixpoint.fact.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one series. What is read is the state at the last {@link #touch}; it does not change until the next one,
 * whatever time passes.
 *
 * <p>A sample older than the last one counts in the windows that it belongs to and changes nothing else. Samples of the
 * same time count in order of their receipt.
 */
final class SeriesStatistics implements Series.Readings {
    /** By the naming of Prometheus and OpenMetrics these only ever rise, until the sender starts anew. */
    private static final List<String> COUNTERS = List.of("_total", "_count", "_sum", "_bucket");

    private final DetectionConfig config;
    private final boolean counter;
    private final SampleWindow window;
    private final UnusualValues usual;
    private final UsualGap eventGaps;
    private final UsualGap arrivalGaps;
    private final Map<Duration, SampleWindow.Summary> summaries = new HashMap<>(4);

    private double value = Double.NaN;
    private double previous = Double.NaN;
    private double rate = Double.NaN;
    private long time;
    private long active = Long.MIN_VALUE;
    private long arrival = Long.MIN_VALUE;
    private long samples;
    private @Nullable String unit;
    private long touched;
    private long touchedTime;
    private boolean stale;

    /** @param longest the longest window that a rule reads of the metric; at least an hour is kept */
    SeriesStatistics(String metric, DetectionConfig config, Duration longest) {
        this.config = config;
        this.counter = COUNTERS.stream().anyMatch(metric::endsWith);
        this.window = new SampleWindow(kept(longest), most(longest));
        this.usual = new UnusualValues(Micros.of(config.relearnAfter()));
        this.eventGaps = new UsualGap();
        this.arrivalGaps = new UsualGap();
    }

    private SeriesStatistics(SeriesStatistics other) {
        this.config = other.config;
        this.counter = other.counter;
        this.window = other.window.copy();
        this.usual = other.usual.copy();
        this.eventGaps = other.eventGaps.copy();
        this.arrivalGaps = other.arrivalGaps.copy();
        this.value = other.value;
        this.previous = other.previous;
        this.rate = other.rate;
        this.time = other.time;
        this.active = other.active;
        this.arrival = other.arrival;
        this.samples = other.samples;
        this.unit = other.unit;
        this.touched = other.touched;
        this.touchedTime = other.touchedTime;
        this.stale = other.stale;
    }

    private static long kept(Duration longest) {
        return Math.max(Micros.HOUR, Micros.of(longest));
    }

    /** The limit is meant for an hour. */
    private int most(Duration longest) {
        long hours = (kept(longest) + Micros.HOUR - 1) / Micros.HOUR;
        return (int) Math.min(Integer.MAX_VALUE / 2, hours * config.windowSamples());
    }

    /** From now on no rule reads a window longer than this. */
    void keepLess(Duration longest) {
        window.keepLess(kept(longest), most(longest));
    }

    /** The same numbers, for another thread. */
    SeriesStatistics copy() {
        return new SeriesStatistics(this);
    }

    /**
     * Takes a sample.
     *
     * @param eventTime when it was measured
     * @param eventActive the same without downtime
     * @param arrivalActive when it was received, without downtime
     * @return whether it is the last one now
     */
    boolean add(long eventTime, long eventActive, long arrivalActive, double sample, @Nullable String sampleUnit) {
        window.add(eventActive, sample);
        summaries.clear();
        if (samples > 0 && eventActive < active) {
            return false;
        }
        if (samples > 0) {
            if (eventActive > active) {
                eventGaps.add(eventActive - active);
            }
            if (arrivalActive > arrival) {
                arrivalGaps.add(arrivalActive - arrival);
            }
            double seconds = (eventActive - active) / (double) Micros.SECOND;
            double change = counter && sample < value ? sample : sample - value;
            rate = seconds > 0 ? change / seconds : Double.NaN;
            previous = value;
        }
        value = sample;
        time = eventTime;
        active = eventActive;
        arrival = arrivalActive;
        unit = sampleUnit;
        samples++;
        double scored = counter ? rate : sample;
        if (!Double.isNaN(scored)) {
            usual.add(eventActive, scored);
        }
        return true;
    }

    /**
     * Sets the time of which the numbers are.
     *
     * @param activeNow the same without downtime
     */
    void touch(long now, long activeNow) {
        touched = activeNow;
        touchedTime = now;
        summaries.clear();
        stale = activeNow - active > staleAfter();
    }

    private long staleAfter() {
        long gap = Math.max(eventGaps.median(), arrivalGaps.median());
        return gap == 0
                ? Micros.of(config.staleWithoutInterval())
                : Math.max((long) (gap * config.staleIntervals()), Micros.of(config.staleAtLeast()));
    }

    long touched() {
        return touched;
    }

    /** Microseconds since the last sample, at the last touch. */
    long idle() {
        return Math.max(0, touched - active);
    }

    /** Microseconds from the last sample to the time. */
    long idleAt(long activeNow) {
        return Math.max(0, activeNow - active);
    }

    @Nullable
    String unit() {
        return unit;
    }

    long samples() {
        return samples;
    }

    private SampleWindow.Summary summary(Duration length) {
        return summaries.computeIfAbsent(length, l -> window.summary(touched, Micros.of(l)));
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public double previous() {
        return previous;
    }

    @Override
    public Instant time() {
        return Micros.time(time);
    }

    @Override
    public Duration age() {
        return Micros.length(idle());
    }

    @Override
    public boolean stale() {
        return stale;
    }

    @Override
    public boolean fresh() {
        return true;
    }

    @Override
    public Instant now() {
        return Micros.time(touchedTime);
    }

    @Override
    public Samples samples(Duration length, Duration before) {
        return window.samples(touched, touched - Micros.of(before), Micros.of(length));
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public double mean(Duration length) {
        return summary(length).mean;
    }

    @Override
    public double min(Duration length) {
        return summary(length).min;
    }

    @Override
    public double max(Duration length) {
        return summary(length).max;
    }

    @Override
    public double deviation(Duration length) {
        return summary(length).deviation;
    }

    @Override
    public double quantile(double quantile, Duration length) {
        return summary(length).quantile(quantile);
    }

    @Override
    public double baseline() {
        return usual.baseline();
    }

    /** There is no forecast yet. */
    @Override
    public double forecast(Duration ahead) {
        return Double.NaN;
    }

    @Override
    public double anomalyScore() {
        return usual.score();
    }
}
