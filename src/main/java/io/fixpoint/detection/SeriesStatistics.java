package io.fixpoint.detection;

import io.fixpoint.detection.series.FixedWindows;
import io.fixpoint.detection.series.LearnedNumbers;
import io.fixpoint.detection.series.SampleWindow;
import io.fixpoint.detection.series.UsualGap;
import io.fixpoint.detection.series.WindowNumbers;
import io.fixpoint.detection.series.WindowPercentiles;
import io.fixpoint.fact.Samples;
import io.fixpoint.fact.Series;
import io.fixpoint.rule.SeriesUse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one series. What is read is the state at the last {@link #touch}; it does not change until the next one,
 * whatever time passes. Only what rules use is kept; what is not kept is NaN.
 *
 * <p>A sample older than the last one counts in the windows that it belongs to and changes nothing else. Samples of the
 * same time count in order of their receipt. All numbers are a function of the samples and touches in their order.
 */
final class SeriesStatistics implements Series.Readings {
    /** The number of the form that {@link #write} writes; another one is not read. */
    static final int FORMAT = 1;

    /** By the naming of Prometheus and OpenMetrics these only ever rise, until the sender starts anew. */
    private static final List<String> COUNTERS = List.of("_total", "_count", "_sum", "_bucket");

    private final DetectionConfig config;
    private final boolean counter;
    private final UsualGap eventGaps;
    private final UsualGap arrivalGaps;
    private SeriesUse use;
    private @Nullable SampleWindow window;
    private @Nullable FixedWindows windows;
    private @Nullable LearnedNumbers learned;

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
    private final long staleSoonest;
    private boolean stale;

    /** @param use what rules read of the metric */
    SeriesStatistics(String metric, DetectionConfig config, SeriesUse use) {
        this(metric, config, use, new UsualGap(), new UsualGap());
        this.window = use.samples().isZero() ? null : new SampleWindow(Micros.of(use.samples()), most());
        this.windows = hasWindows(use) ? new FixedWindows(use) : null;
        this.learned = isLearned(use) ? new LearnedNumbers(use, counter, Micros.of(config.relearnAfter())) : null;
    }

    private SeriesStatistics(
            String metric, DetectionConfig config, SeriesUse use, UsualGap eventGaps, UsualGap arrivalGaps) {
        this.config = config;
        this.counter = COUNTERS.stream().anyMatch(metric::endsWith);
        this.use = use;
        this.eventGaps = eventGaps;
        this.arrivalGaps = arrivalGaps;
        this.staleSoonest = Math.min(Micros.of(config.staleAtLeast()), Micros.of(config.staleWithoutInterval()));
    }

    private SeriesStatistics(SeriesStatistics other) {
        this.config = other.config;
        this.counter = other.counter;
        this.use = other.use;
        this.window = other.window == null ? null : other.window.copy();
        this.windows = other.windows == null ? null : other.windows.copy();
        this.learned = other.learned == null ? null : other.learned.copy();
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
        this.staleSoonest = other.staleSoonest;
        this.stale = other.stale;
    }

    private static boolean hasWindows(SeriesUse use) {
        return !use.numbers().isEmpty() || !use.percentiles().isEmpty();
    }

    private static boolean isLearned(SeriesUse use) {
        return use.baseline() || use.forecast() || use.score();
    }

    /** The limit is meant for an hour. */
    private int most() {
        long hours = Math.max(1, (Micros.of(use.samples()) + Micros.HOUR - 1) / Micros.HOUR);
        return (int) Math.min(Integer.MAX_VALUE / 2, hours * config.windowSamples());
    }

    /** From now on no rule reads more than this; it must not be more than before. */
    void keepLess(SeriesUse less) {
        if (less.equals(use)) {
            return;
        }
        use = less;
        if (less.samples().isZero()) {
            window = null;
        } else if (window != null) {
            window.keepLess(Micros.of(less.samples()), most());
        }
        if (!hasWindows(less)) {
            windows = null;
        } else if (windows != null) {
            windows.keepLess(less);
        }
        if (!isLearned(less)) {
            learned = null;
        } else if (learned != null) {
            learned.keepLess(less);
        }
    }

    /**
     * From now on rules read more: what is missing is taken from other statistics of the same series.
     *
     * @param filled null if they have not seen a sample
     */
    void deepen(SeriesUse more, @Nullable SeriesStatistics filled) {
        SeriesStatistics source =
                filled == null ? new SeriesStatistics(counter ? COUNTERS.get(0) : "", config, more) : filled;
        if (use.samples().compareTo(more.samples()) < 0) {
            window = source.window;
        }
        if (!use.numbers().containsAll(more.numbers()) || !use.percentiles().containsAll(more.percentiles())) {
            windows = source.windows;
        }
        if (isLearned(more) && !use.covers(learnedOf(more))) {
            learned = source.learned;
        }
        use = use.and(more);
        keepLess(more);
    }

    private static SeriesUse learnedOf(SeriesUse use) {
        return new SeriesUse(Duration.ZERO, Set.of(), Set.of(), use.baseline(), use.forecast(), use.score());
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
        if (samples > 0 && eventActive == active && sample == value) {
            // A sender that heard no answer sends the same again.
            arrival = arrivalActive;
            return true;
        }
        if (window != null) {
            window.add(eventActive, sample);
        }
        if (windows != null) {
            windows.add(eventActive, sample);
        }
        if (samples > 0 && eventActive < active) {
            return false;
        }
        if (samples > 0) {
            follow(eventActive, arrivalActive, sample);
        }
        value = sample;
        time = eventTime;
        active = eventActive;
        arrival = arrivalActive;
        unit = sampleUnit;
        samples++;
        if (learned != null) {
            learned.add(eventTime, eventActive, sample, rate);
        }
        return true;
    }

    private void follow(long eventActive, long arrivalActive, double sample) {
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

    /**
     * Sets the time of which the numbers are.
     *
     * @param activeNow the same without downtime
     */
    void touch(long now, long activeNow) {
        touched = activeNow;
        touchedTime = now;
        if (windows != null) {
            windows.touch(activeNow);
        }
        long quiet = activeNow - active;
        // The usual interval is worked out only for a series that may be stale at all.
        stale = quiet > staleSoonest && quiet > staleAfter();
    }

    private long staleAfter() {
        long gap = Math.max(eventGaps.median(), arrivalGaps.median());
        return gap == 0
                ? Micros.of(config.staleWithoutInterval())
                : Math.max((long) (gap * config.staleIntervals()), Micros.of(config.staleAtLeast()));
    }

    /** Writes all of it, to go on after {@link #read} as if nothing had happened. */
    void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        SeriesUseForm.write(use, out);
        out.writeDouble(value);
        out.writeDouble(previous);
        out.writeDouble(rate);
        out.writeLong(time);
        out.writeLong(active);
        out.writeLong(arrival);
        out.writeLong(samples);
        out.writeBoolean(unit != null);
        if (unit != null) {
            out.writeUTF(unit);
        }
        out.writeLong(touched);
        out.writeLong(touchedTime);
        out.writeBoolean(stale);
        eventGaps.write(out);
        arrivalGaps.write(out);
        if (window != null) {
            window.write(out);
        }
        if (windows != null) {
            windows.write(out);
        }
        if (learned != null) {
            learned.write(out);
        }
    }

    /**
     * Reads what was written.
     *
     * @param use what rules read of the metric now
     * @throws IOException if it is of another format, or if rules read more than was kept: then the statistics must be
     *     computed again from the fact log
     */
    static SeriesStatistics read(DataInput in, String metric, DetectionConfig config, SeriesUse use)
            throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("statistics of " + metric + " are in format " + format + ", not " + FORMAT
                    + "; they must be computed from the fact log again");
        }
        SeriesUse written = SeriesUseForm.read(in);
        if (!written.covers(use)) {
            throw new IOException("rules read more of " + metric
                    + " than was kept; its statistics must be computed from the fact log again");
        }
        double value = in.readDouble();
        double previous = in.readDouble();
        double rate = in.readDouble();
        long time = in.readLong();
        long active = in.readLong();
        long arrival = in.readLong();
        long samples = in.readLong();
        String unit = in.readBoolean() ? in.readUTF() : null;
        long touched = in.readLong();
        long touchedTime = in.readLong();
        boolean stale = in.readBoolean();
        SeriesStatistics read = new SeriesStatistics(metric, config, written, UsualGap.read(in), UsualGap.read(in));
        read.value = value;
        read.previous = previous;
        read.rate = rate;
        read.time = time;
        read.active = active;
        read.arrival = arrival;
        read.samples = samples;
        read.unit = unit;
        read.touched = touched;
        read.touchedTime = touchedTime;
        read.stale = stale;
        if (!written.samples().isZero()) {
            read.window = SampleWindow.read(in, Micros.of(written.samples()), read.most());
        }
        if (hasWindows(written)) {
            read.windows = FixedWindows.read(in, written);
        }
        if (isLearned(written)) {
            read.learned = LearnedNumbers.read(in, written, read.counter, Micros.of(config.relearnAfter()));
        }
        read.keepLess(use);
        return read;
    }

    /** Whether anything that rules read of it changes by time alone; it may be stale in any case. */
    boolean movesWithTime() {
        return use.movesWithTime();
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
        return window == null ? Samples.NONE : window.samples(touched, touched - Micros.of(before), Micros.of(length));
    }

    @Override
    public double rate() {
        return rate;
    }

    private @Nullable WindowNumbers numbers(Duration length) {
        return windows == null ? null : windows.numbers(length);
    }

    @Override
    public double mean(Duration length) {
        WindowNumbers numbers = numbers(length);
        return numbers == null ? Double.NaN : numbers.mean();
    }

    @Override
    public double min(Duration length) {
        WindowNumbers numbers = numbers(length);
        return numbers == null ? Double.NaN : numbers.least();
    }

    @Override
    public double max(Duration length) {
        WindowNumbers numbers = numbers(length);
        return numbers == null ? Double.NaN : numbers.greatest();
    }

    @Override
    public double deviation(Duration length) {
        WindowNumbers numbers = numbers(length);
        return numbers == null ? Double.NaN : numbers.deviation();
    }

    @Override
    public double quantile(double quantile, Duration length) {
        WindowPercentiles percentiles = windows == null ? null : windows.percentiles(length);
        return percentiles == null ? Double.NaN : percentiles.quantile(quantile);
    }

    @Override
    public double baseline() {
        return learned == null ? Double.NaN : learned.baseline();
    }

    @Override
    public double forecast(Duration ahead) {
        return learned == null ? Double.NaN : learned.forecast(Micros.of(ahead));
    }

    @Override
    public double anomalyScore() {
        return learned == null ? Double.NaN : learned.score();
    }
}
