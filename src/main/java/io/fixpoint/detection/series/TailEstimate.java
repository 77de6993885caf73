package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How rare a number is among those before it: minus the decimal logarithm of the share that is as great, extrapolated
 * beyond the greatest one. So numbers of different series become comparable.
 *
 * <p>What exceeds a threshold that about one of twenty exceeds is taken as distributed by a generalised Pareto
 * distribution, whose shape and scale are estimated by moments (peaks over threshold: J. R. M. Hosking and J. R. Wallis,
 * "Parameter and Quantile Estimation for the Generalized Pareto Distribution", 1987; in streams: A. Siffer et al.,
 * "Anomaly Detection in Streams with Extreme Value Theory", 2017). The threshold follows by steps (stochastic
 * approximation of a quantile).
 */
final class TailEstimate {
    private static final int FIRST = 60;
    private static final double FIRST_THRESHOLD = 0.9;
    private static final double EXCEEDING = 0.05;
    private static final double STEP = 0.02;
    /** No tail is taken as heavier than this. */
    private static final double GREATEST_SHAPE = 0.45;

    private static final double FOLLOWS = 0.02;
    private static final double LEAST = 1e-9;
    /** A number is never rarer than one in a hundred million. */
    private static final double MOST = 8;

    private final double least;
    private double[] first = new double[8];
    private long count;
    private double threshold;
    private long exceeded;
    private double mean;
    private double variance;

    /**
     * Nothing is known yet.
     *
     * @param least an excess that is not unusual in any series
     */
    TailEstimate(double least) {
        this.least = least;
    }

    /** The rarity of the number; 0 while too few are known. */
    double rarity(double number) {
        if (count < FIRST) {
            return 0;
        }
        double share = -Math.log10(Math.max(exceeded, 1) / (double) count);
        if (number <= threshold) {
            return threshold > 0 ? share * Math.max(0, number / threshold) : 0;
        }
        double average = Math.max(mean, least);
        double ratio = average * average / Math.max(variance, average * average / 2);
        double shape = Math.max(0, Math.min(GREATEST_SHAPE, (1 - ratio) / 2));
        double scale = average * (1 + ratio) / 2;
        double excess = (number - threshold) / scale;
        double exponent = shape < 1e-6 ? excess : Math.log1p(shape * excess) / shape;
        return Math.min(MOST, share + exponent / Math.log(10));
    }

    /** Takes a number. */
    void add(double number) {
        if (count < FIRST) {
            if (count == first.length) {
                first = Arrays.copyOf(first, Math.min(FIRST, first.length * 2));
            }
            first[(int) count++] = number;
            if (count == FIRST) {
                begin();
            }
            return;
        }
        count++;
        double step = Math.max(threshold * STEP, LEAST);
        threshold += number > threshold ? step * (1 - EXCEEDING) : -step * EXCEEDING;
        if (number > threshold) {
            exceed(number - threshold);
        }
    }

    private void begin() {
        double[] sorted = first.clone();
        Arrays.sort(sorted);
        threshold = sorted[(int) (FIRST_THRESHOLD * (FIRST - 1))];
        for (double number : first) {
            if (number > threshold) {
                exceed(number - threshold);
            }
        }
        first = new double[0];
    }

    private void exceed(double excess) {
        exceeded++;
        double share = Math.max(1.0 / exceeded, FOLLOWS);
        double distance = excess - mean;
        mean += share * distance;
        variance = (1 - share) * (variance + share * distance * distance);
    }

    TailEstimate copy() {
        TailEstimate copy = new TailEstimate(least);
        copy.first = first.clone();
        copy.count = count;
        copy.threshold = threshold;
        copy.exceeded = exceeded;
        copy.mean = mean;
        copy.variance = variance;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        if (count < FIRST) {
            for (int i = 0; i < count; i++) {
                out.writeDouble(first[i]);
            }
            return;
        }
        out.writeLong(exceeded);
        out.writeDouble(threshold);
        out.writeDouble(mean);
        out.writeDouble(variance);
    }

    static TailEstimate read(DataInput in, double least) throws IOException {
        TailEstimate tail = new TailEstimate(least);
        tail.count = in.readLong();
        if (tail.count < FIRST) {
            tail.first = new double[Math.max(8, (int) tail.count)];
            for (int i = 0; i < tail.count; i++) {
                tail.first[i] = in.readDouble();
            }
            return tail;
        }
        tail.first = new double[0];
        tail.exceeded = in.readLong();
        tail.threshold = in.readDouble();
        tail.mean = in.readDouble();
        tail.variance = in.readDouble();
        return tail;
    }
}
