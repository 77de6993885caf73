package io.fixpoint.rule;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What rules read of a series beside its last values: only that is kept and computed.
 *
 * @param samples how long its samples are read by window functions; zero if none does
 * @param numbers the windows whose mean, least, greatest value or deviation is read
 * @param percentiles the windows whose percentiles are read
 * @param baseline whether the usual value is read
 * @param forecast whether the value to be expected is read
 * @param score whether it is read how unusual the last value is
 * @param time whether it is read how old the last sample is, or what time it is: rules must hear of the series as time passes
 */
public record SeriesUse(
        Duration samples,
        Set<FixedWindow> numbers,
        Set<FixedWindow> percentiles,
        boolean baseline,
        boolean forecast,
        boolean score,
        boolean time) {
    /** No more than the last values. */
    public static final SeriesUse NONE = new SeriesUse(Duration.ZERO, Set.of(), Set.of(), false, false, false);

    /** What is usual: the baseline and the score. */
    public static final SeriesUse USUAL = new SeriesUse(Duration.ZERO, Set.of(), Set.of(), true, false, true);

    /** Without the time. */
    public SeriesUse(
            Duration samples,
            Set<FixedWindow> numbers,
            Set<FixedWindow> percentiles,
            boolean baseline,
            boolean forecast,
            boolean score) {
        this(samples, numbers, percentiles, baseline, forecast, score, false);
    }

    public SeriesUse {
        numbers = Set.copyOf(numbers);
        percentiles = Set.copyOf(percentiles);
    }

    /** No more than the samples of so long. */
    public static SeriesUse ofSamples(Duration length) {
        return new SeriesUse(length, Set.of(), Set.of(), false, false, false);
    }

    /** What is counted over windows, without what is learned over days. */
    public SeriesUse counted() {
        return new SeriesUse(samples, numbers, percentiles, false, false, false, time);
    }

    /** Whether what is read changes by time alone. */
    public boolean movesWithTime() {
        return time || !samples.isZero() || !numbers.isEmpty() || !percentiles.isEmpty();
    }

    /** Whether all that is kept for the other one is kept; nothing is for the time. */
    public boolean covers(SeriesUse other) {
        return samples.compareTo(other.samples) >= 0
                && numbers.containsAll(other.numbers)
                && percentiles.containsAll(other.percentiles)
                && (baseline || !other.baseline)
                && (forecast || !other.forecast)
                && (score || !other.score);
    }

    /** What one or the other reads. */
    public SeriesUse and(SeriesUse other) {
        if (covers(other) && (time || !other.time)) {
            return this;
        }
        return new SeriesUse(
                samples.compareTo(other.samples) >= 0 ? samples : other.samples,
                both(numbers, other.numbers),
                both(percentiles, other.percentiles),
                baseline || other.baseline,
                forecast || other.forecast,
                score || other.score,
                time || other.time);
    }

    private static Set<FixedWindow> both(Set<FixedWindow> one, Set<FixedWindow> other) {
        Set<FixedWindow> both = EnumSet.noneOf(FixedWindow.class);
        both.addAll(one);
        both.addAll(other);
        return both;
    }
}
