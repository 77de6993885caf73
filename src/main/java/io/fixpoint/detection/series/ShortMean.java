package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far the mean of the last ten values is from all before, in deviations of one value: a small change that stays is
 * seen here first, after the idea of the anomaly likelihood (S. Ahmad et al., "Unsupervised real-time anomaly detection
 * for streaming data", 2017).
 */
final class ShortMean {
    private static final int LAST = 10;
    private static final double FOLLOWS = 0.002;
    private static final double FIVE_MINUTES = 300e6;
    private static final double LEAST_VARIANCE = 0.0025;
    private static final int LEARNED = 30;

    private final float[] last = new float[LAST];
    private double mean;
    private double variance;
    private long count;

    /** Whether enough is known. */
    boolean isKnown() {
        return count > LEARNED;
    }

    /**
     * Takes a value and tells the distance of the last ten.
     *
     * @param stands the time for which it stands
     */
    double add(long stands, double value) {
        last[(int) (count % LAST)] = (float) value;
        count++;
        int known = (int) Math.min(count, LAST);
        double sum = 0;
        for (int i = 0; i < known; i++) {
            sum += last[i];
        }
        double distance = Math.abs(sum / known - mean) / Math.sqrt(variance + LEAST_VARIANCE);
        double follows = Math.max(FOLLOWS * Math.min(1, stands / FIVE_MINUTES), 1.0 / count);
        double from = value - mean;
        mean += follows * from;
        variance = (1 - follows) * (variance + follows * from * from);
        return distance;
    }

    ShortMean copy() {
        ShortMean copy = new ShortMean();
        System.arraycopy(last, 0, copy.last, 0, LAST);
        copy.mean = mean;
        copy.variance = variance;
        copy.count = count;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(mean);
        out.writeDouble(variance);
        out.writeLong(count);
        for (float value : last) {
            out.writeFloat(value);
        }
    }

    static ShortMean read(DataInput in) throws IOException {
        ShortMean read = new ShortMean();
        read.mean = in.readDouble();
        read.variance = in.readDouble();
        read.count = in.readLong();
        for (int i = 0; i < LAST; i++) {
            read.last[i] = in.readFloat();
        }
        return read;
    }
}
