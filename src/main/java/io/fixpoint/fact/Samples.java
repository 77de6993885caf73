package io.fixpoint.fact;

import java.util.Arrays;

/**
 * The samples of one series within a window, and what Prometheus computes over such a range vector. The window includes
 * both of its ends, as in Prometheus 2. A number that the samples do not give is NaN.
 *
 * <p>The algorithms are those of Prometheus 2.42 (promql/functions.go), so that a rule means the same here and there.
 */
@HostOnly
public final class Samples {
    /** A window without a sample. */
    public static final Samples NONE = new Samples(new long[0], new double[0], 0, 0, 0, 0, 0);

    private static final double MICROS = 1e6;

    private final long[] times;
    private final double[] values;
    private final int from;
    private final int to;
    private final long start;
    private final long end;
    private final long now;

    /**
     * The arrays are not copied: what is read is right until a sample is added to them.
     *
     * @param times in microseconds, ascending
     * @param from index of the first sample
     * @param to index after the last sample
     * @param start of the window, in microseconds
     * @param end of the window
     * @param now the time of the evaluation; the end, unless the window lies before it
     */
    public Samples(long[] times, double[] values, int from, int to, long start, long end, long now) {
        this.times = times;
        this.values = values;
        this.from = from;
        this.to = to;
        this.start = start;
        this.end = end;
        this.now = now;
    }

    public int count() {
        return to - from;
    }

    /** The time of the last sample, in microseconds. There must be one. */
    public long lastTime() {
        return times[to - 1];
    }

    public double last() {
        return count() < 1 ? Double.NaN : values[to - 1];
    }

    /** {@code rate}: the increase per second of a counter, extrapolated to the window's ends. */
    public double rate() {
        return extrapolated(true, (end - start) / MICROS);
    }

    /** {@code increase} of a counter. */
    public double increase() {
        return extrapolated(true, 1);
    }

    /** {@code delta} of a gauge. */
    public double delta() {
        return extrapolated(false, 1);
    }

    private double extrapolated(boolean counter, double seconds) {
        if (count() < 2) {
            return Double.NaN;
        }
        double change = values[to - 1] - values[from];
        if (counter) {
            for (int i = from + 1; i < to; i++) {
                if (values[i] < values[i - 1]) {
                    change += values[i - 1];
                }
            }
        }
        double toStart = (times[from] - start) / MICROS;
        double toEnd = (end - times[to - 1]) / MICROS;
        double sampled = (times[to - 1] - times[from]) / MICROS;
        double between = sampled / (count() - 1);
        if (counter && change > 0 && values[from] >= 0) {
            // A counter cannot have been below zero.
            toStart = Math.min(toStart, sampled * (values[from] / change));
        }
        double threshold = between * 1.1;
        double covered =
                sampled + (toStart < threshold ? toStart : between / 2) + (toEnd < threshold ? toEnd : between / 2);
        return change * (covered / sampled / seconds);
    }

    /** {@code irate}: the increase per second between the last two samples of a counter. */
    public double irate() {
        if (count() < 2) {
            return Double.NaN;
        }
        double last = values[to - 1];
        double before = values[to - 2];
        return (last < before ? last : last - before) / ((times[to - 1] - times[to - 2]) / MICROS);
    }

    /** {@code idelta}: the change between the last two samples. */
    public double idelta() {
        return count() < 2 ? Double.NaN : values[to - 1] - values[to - 2];
    }

    /** {@code changes}: how often the value changed. */
    public double changes() {
        int changes = 0;
        for (int i = from + 1; i < to; i++) {
            if (values[i] != values[i - 1]) {
                changes++;
            }
        }
        return count() < 1 ? Double.NaN : changes;
    }

    /** {@code resets}: how often the value fell. */
    public double resets() {
        int resets = 0;
        for (int i = from + 1; i < to; i++) {
            if (values[i] < values[i - 1]) {
                resets++;
            }
        }
        return count() < 1 ? Double.NaN : resets;
    }

    public double sum() {
        if (count() < 1) {
            return Double.NaN;
        }
        CompensatedSum sum = new CompensatedSum();
        for (int i = from; i < to; i++) {
            sum.add(values[i]);
        }
        return sum.value();
    }

    /** The average, found so that no sum overflows. */
    public double mean() {
        CompensatedSum mean = new CompensatedSum();
        for (int i = from; i < to; i++) {
            double count = i - from + 1;
            mean.add(values[i] / count - mean.sum / count);
        }
        return count() < 1 ? Double.NaN : mean.value();
    }

    public double min() {
        double min = Double.NaN;
        for (int i = from; i < to; i++) {
            min = values[i] >= min ? min : values[i];
        }
        return min;
    }

    public double max() {
        double max = Double.NaN;
        for (int i = from; i < to; i++) {
            max = values[i] <= max ? max : values[i];
        }
        return max;
    }

    /** The population's variance (Welford). */
    public double variance() {
        CompensatedSum mean = new CompensatedSum();
        CompensatedSum squares = new CompensatedSum();
        for (int i = from; i < to; i++) {
            double delta = values[i] - mean.value();
            mean.add(delta / (i - from + 1));
            squares.add(delta * (values[i] - mean.value()));
        }
        return count() < 1 ? Double.NaN : squares.value() / count();
    }

    public double quantile(double quantile) {
        return Numbers.quantile(quantile, Arrays.copyOfRange(values, from, to));
    }

    /** {@code deriv}: the slope per second of the least-squares line. */
    public double slope() {
        return count() < 2 ? Double.NaN : regression(times[from])[0];
    }

    /** {@code predict_linear}: where the least-squares line is so many seconds after the evaluation. */
    public double predicted(double seconds) {
        if (count() < 2) {
            return Double.NaN;
        }
        double[] line = regression(now);
        return line[0] * seconds + line[1];
    }

    /** Slope per second, and value at the time. */
    private double[] regression(long at) {
        CompensatedSum x = new CompensatedSum();
        CompensatedSum y = new CompensatedSum();
        CompensatedSum xy = new CompensatedSum();
        CompensatedSum xx = new CompensatedSum();
        boolean constant = true;
        for (int i = from; i < to; i++) {
            double seconds = (times[i] - at) / MICROS;
            constant &= values[i] == values[from];
            x.add(seconds);
            y.add(values[i]);
            xy.add(seconds * values[i]);
            xx.add(seconds * seconds);
        }
        if (constant) {
            return new double[] {0, values[from]};
        }
        double n = count();
        double covariance = xy.value() - x.value() * y.value() / n;
        double variance = xx.value() - x.value() * x.value() / n;
        double slope = covariance / variance;
        return new double[] {slope, y.value() / n - slope * x.value() / n};
    }

    /** A sum that loses no small addend beside large ones (Kahan, as improved by Neumaier). */
    private static final class CompensatedSum {
        private double sum;
        private double lost;

        void add(double value) {
            double total = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
            sum = total;
        }

        double value() {
            return Double.isInfinite(sum) ? sum : sum + lost;
        }
    }
}
