package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a series is at each half hour of the day (UTC): mean and variance, exponentially weighted so that an old day counts
 * about a tenth less than the next one.
 */
final class TimeOfDay {
    static final int PARTS = 48;
    private static final long DAY = 24 * 3_600_000_000L;
    /** Known after so long. */
    private static final long LEARNED = 2 * DAY;
    /** The weight of a sample that stands for five minutes or more. */
    private static final double FOLLOWS = 0.02;

    private static final double ALL_FOLLOW = 0.002;
    private static final double FIVE_MINUTES = 300e6;
    /** Of the variance over all the day: the least that counts. */
    private static final double LEAST_VARIANCE = 0.3;

    private static final double LEAST_SHARE = 0.01;
    private static final double LEAST = 1e-9;

    private final float[] means = new float[PARTS];
    private final float[] variances = new float[PARTS];
    private final int[] counts = new int[PARTS];
    private double variance;
    private long count;
    private long first = Long.MIN_VALUE;

    private static int part(long time) {
        return (int) (Math.floorMod(time, DAY) * PARTS / DAY);
    }

    /** Whether enough is known at the time. */
    boolean isKnown(long time) {
        return first != Long.MIN_VALUE && time - first > LEARNED && counts[part(time)] > 0;
    }

    /** How far the value is from the usual one at the time, in standard deviations. */
    double deviations(long time, double value) {
        int part = part(time);
        double deviation = Math.sqrt(Math.max(LEAST_VARIANCE * variance, variances[part]));
        double least = Math.max(LEAST, LEAST_SHARE * Math.abs(means[part]));
        return Math.abs(value - means[part]) / Math.max(deviation, least);
    }

    /**
     * Takes a value.
     *
     * @param gap the time for which it stands
     */
    void add(long time, long gap, double value) {
        if (first == Long.MIN_VALUE) {
            first = time;
        }
        int part = part(time);
        double stands = Math.min(1, gap / FIVE_MINUTES);
        count++;
        counts[part]++;
        double follows = Math.max(FOLLOWS * stands, 1.0 / counts[part]);
        double distance = value - means[part];
        if (counts[part] > 1) {
            variances[part] = (float) ((1 - follows) * (variances[part] + follows * distance * distance));
            variance += Math.max(ALL_FOLLOW * stands, 1.0 / count) * (distance * distance - variance);
        }
        means[part] = (float) (means[part] + follows * distance);
    }

    TimeOfDay copy() {
        TimeOfDay copy = new TimeOfDay();
        System.arraycopy(means, 0, copy.means, 0, PARTS);
        System.arraycopy(variances, 0, copy.variances, 0, PARTS);
        System.arraycopy(counts, 0, copy.counts, 0, PARTS);
        copy.variance = variance;
        copy.count = count;
        copy.first = first;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(variance);
        out.writeLong(count);
        out.writeLong(first);
        for (int i = 0; i < PARTS; i++) {
            out.writeInt(counts[i]);
            if (counts[i] > 0) {
                out.writeFloat(means[i]);
                out.writeFloat(variances[i]);
            }
        }
    }

    static TimeOfDay read(DataInput in) throws IOException {
        TimeOfDay day = new TimeOfDay();
        day.variance = in.readDouble();
        day.count = in.readLong();
        day.first = in.readLong();
        for (int i = 0; i < PARTS; i++) {
            day.counts[i] = in.readInt();
            if (day.counts[i] > 0) {
                day.means[i] = in.readFloat();
                day.variances[i] = in.readFloat();
            }
        }
        return day;
    }
}
