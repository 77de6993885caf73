package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What value is expected, by two simple predictors: the level of the last days, and the hour of the day (UTC). Both are
 * exponentially weighted means with variances. The hour counts only where it has proved to predict better than the level;
 * otherwise the smaller of the two distances counts, so that a series without a daily season is not blamed for having none.
 */
final class Expectation {
    private static final int HOURS = 24;
    private static final long HOUR = 3_600_000_000L;
    /** Hours are asked after so long. */
    private static final long LEARNED = 48 * HOUR;

    private static final int HOURS_PROVED = 48;
    /** Weights of a sample that stands for five minutes or more; one that stands for less weighs less. */
    private static final double LEVEL_FOLLOWS = 0.003;

    private static final double HOUR_FOLLOWS = 0.05;
    private static final double ERROR_FOLLOWS = 0.005;
    private static final double HOURS_VARIANCE_FOLLOWS = 0.002;
    private static final double FIVE_MINUTES = 300e6;

    /** The hours predict better if their error is less than this share of the level's. */
    private static final double BETTER = 0.9;
    /** A value further away than so many deviations is learned as one that far away. */
    private static final double CLIPPED = 10;

    private static final double CLIPPED_ERROR = 8;
    /** Of the variance over all hours: the least that counts. */
    private static final double LEAST_VARIANCE = 0.3;

    private static final double LEAST_SHARE = 0.02;
    private static final double LEAST = 1e-9;
    private static final int FEW = 10;

    private final float[] means = new float[HOURS];
    private final float[] variances = new float[HOURS];
    private final int[] counts = new int[HOURS];
    private double level;
    private double levelVariance;
    private double hoursVariance;
    private double levelError;
    private double hoursError;
    private long count;
    private long again;
    private long first;

    private static int hour(long time) {
        return (int) (Math.floorMod(time, HOURS * HOUR) / HOUR);
    }

    private boolean knowsHour(long time) {
        return time - first > LEARNED && again > HOURS_PROVED && counts[hour(time)] > 1;
    }

    private boolean hoursAreBetter() {
        return hoursError < BETTER * levelError;
    }

    /** How far the value is from what is expected at the time, in standard deviations; 0 while too little is known. */
    double deviations(long time, double value) {
        double fromLevel = fromLevel(value);
        if (!knowsHour(time)) {
            return fromLevel;
        }
        double fromHour = fromHour(hour(time), value);
        return hoursAreBetter()
                ? (fromHour * levelError + fromLevel * hoursError) / (hoursError + levelError)
                : Math.min(fromHour, fromLevel);
    }

    private double fromLevel(double value) {
        if (count < FEW) {
            return 0;
        }
        // Few values tell little of the variance.
        double sure = 1 + FEW / 2.0 / count;
        return Math.abs(value - level) / Math.max(Math.sqrt(levelVariance), least()) / sure;
    }

    private double fromHour(int hour, double value) {
        double deviation = Math.sqrt(Math.max(LEAST_VARIANCE * hoursVariance, variances[hour]));
        return Math.abs(value - means[hour]) / Math.max(deviation, least());
    }

    private double least() {
        return Math.max(LEAST, LEAST_SHARE * Math.abs(level));
    }

    /**
     * Takes a value.
     *
     * @param stands the time for which it stands
     */
    void add(long time, long stands, double value) {
        if (count == 0) {
            first = time;
        }
        count++;
        double share = Math.min(1, stands / FIVE_MINUTES);
        int hour = hour(time);
        double fromLevel = value - level;
        double fromHour = value - means[hour];
        boolean known = knowsHour(time);
        if (counts[hour] > 0) {
            again++;
        }
        if (known) {
            double follows = Math.max(ERROR_FOLLOWS * share, 1.0 / again);
            hoursError +=
                    follows * (Math.min(Math.abs(fromHour), CLIPPED_ERROR * Math.sqrt(hoursVariance)) - hoursError);
            levelError +=
                    follows * (Math.min(Math.abs(fromLevel), CLIPPED_ERROR * Math.sqrt(levelVariance)) - levelError);
        }
        learnHour(hour, share, known, fromHour);
        double follows = Math.max(LEVEL_FOLLOWS * share, 1.0 / count);
        double clipped = count > FEW ? clipped(fromLevel, Math.max(Math.sqrt(levelVariance), least())) : fromLevel;
        levelVariance = (1 - follows) * (levelVariance + follows * clipped * clipped);
        level += follows * clipped;
    }

    private static double clipped(double distance, double deviation) {
        double most = CLIPPED * deviation;
        return Math.max(-most, Math.min(most, distance));
    }

    private void learnHour(int hour, double share, boolean known, double distance) {
        counts[hour]++;
        double follows = Math.max(HOUR_FOLLOWS * share, 1.0 / counts[hour]);
        if (counts[hour] > 1) {
            double clipped = known ? clipped(distance, Math.sqrt(Math.max(hoursVariance, variances[hour]))) : distance;
            variances[hour] = (float) ((1 - follows) * (variances[hour] + follows * clipped * clipped));
            hoursVariance +=
                    Math.max(HOURS_VARIANCE_FOLLOWS * share, 1.0 / again) * (clipped * clipped - hoursVariance);
        }
        means[hour] = (float) (means[hour] + follows * distance);
    }

    Expectation copy() {
        Expectation copy = new Expectation();
        System.arraycopy(means, 0, copy.means, 0, HOURS);
        System.arraycopy(variances, 0, copy.variances, 0, HOURS);
        System.arraycopy(counts, 0, copy.counts, 0, HOURS);
        copy.level = level;
        copy.levelVariance = levelVariance;
        copy.hoursVariance = hoursVariance;
        copy.levelError = levelError;
        copy.hoursError = hoursError;
        copy.count = count;
        copy.again = again;
        copy.first = first;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(level);
        out.writeDouble(levelVariance);
        out.writeDouble(hoursVariance);
        out.writeDouble(levelError);
        out.writeDouble(hoursError);
        out.writeLong(count);
        out.writeLong(again);
        out.writeLong(first);
        for (int i = 0; i < HOURS; i++) {
            out.writeInt(counts[i]);
            if (counts[i] > 0) {
                out.writeFloat(means[i]);
                out.writeFloat(variances[i]);
            }
        }
    }

    static Expectation read(DataInput in) throws IOException {
        Expectation read = new Expectation();
        read.level = in.readDouble();
        read.levelVariance = in.readDouble();
        read.hoursVariance = in.readDouble();
        read.levelError = in.readDouble();
        read.hoursError = in.readDouble();
        read.count = in.readLong();
        read.again = in.readLong();
        read.first = in.readLong();
        for (int i = 0; i < HOURS; i++) {
            read.counts[i] = in.readInt();
            if (read.counts[i] > 0) {
                read.means[i] = in.readFloat();
                read.variances[i] = in.readFloat();
            }
        }
        return read;
    }
}
