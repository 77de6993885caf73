package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where a series is heading: a robust line through the means of ten minutes each, of the last six hours and at least
 * twelve of them (the median of all slopes: H. Theil, 1950; P. K. Sen, 1968). The line counts only if the medium distance
 * from it is less than half of that from the median; otherwise the series is taken as flat. When it leaves the line for
 * twenty minutes, it is learned anew.
 */
final class Trend {
    private static final long PART = 600_000_000L;
    private static final int MOST = 36;
    private static final int LEAST_KNOWN = 6;
    private static final int SPARSE = 12;
    private static final double LINE = 0.5;
    /** Normal deviations of Kendall's sum. */
    private static final double SURE = 3.1;

    private static final double LEFT = 8;
    private static final double LEAST_SHARE = 0.002;

    private long[] parts = new long[4];
    private double[] means = new double[4];
    private int size;
    private long part = Long.MIN_VALUE;
    private double sum;
    private int count;
    private boolean left;
    private double slope;
    private double origin = Double.NaN;
    private double distance;

    /** Takes a value without its season. */
    void add(long time, double value) {
        long now = Math.floorDiv(time, PART);
        if (now != part) {
            if (count > 0) {
                close(part, sum / count);
            }
            part = now;
            sum = 0;
            count = 0;
        }
        sum += value;
        count++;
    }

    private void close(long over, double mean) {
        boolean isFar = !Double.isNaN(origin)
                && Math.abs(mean - (origin + slope * over)) > LEFT * Math.max(distance, LEAST_SHARE * Math.abs(mean));
        if (isFar && left) {
            parts[0] = parts[size - 1];
            means[0] = means[size - 1];
            size = 1;
        }
        left = isFar;
        int old = 0;
        while (size - old >= MOST || (size - old >= SPARSE && parts[old] <= over - MOST)) {
            old++;
        }
        System.arraycopy(parts, old, parts, 0, size - old);
        System.arraycopy(means, old, means, 0, size - old);
        size -= old;
        if (size == parts.length) {
            parts = Arrays.copyOf(parts, size * 2);
            means = Arrays.copyOf(means, size * 2);
        }
        parts[size] = over;
        means[size++] = mean;
        fit();
    }

    private void fit() {
        if (size < LEAST_KNOWN) {
            slope = 0;
            origin = Double.NaN;
            return;
        }
        double middle = median(Arrays.copyOf(means, size));
        double fromMiddle = distance(0, middle);
        double steepness = slope();
        double[] origins = new double[size];
        for (int i = 0; i < size; i++) {
            origins[i] = means[i] - steepness * parts[i];
        }
        double start = median(origins);
        double fromLine = distance(steepness, start);
        boolean isLine = fromLine < LINE * fromMiddle && isMonotonous();
        slope = isLine ? steepness : 0;
        origin = isLine ? start : middle;
        distance = isLine ? fromLine : fromMiddle;
    }

    private double slope() {
        double[] slopes = new double[size * (size - 1) / 2];
        int known = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                slopes[known++] = (means[j] - means[i]) / (parts[j] - parts[i]);
            }
        }
        return median(slopes);
    }

    private boolean isMonotonous() {
        double rising = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                rising += Math.signum(means[j] - means[i]);
            }
        }
        return Math.abs(rising) > SURE * Math.sqrt(size * (size - 1) * (2.0 * size + 5) / 18);
    }

    private double distance(double steepness, double start) {
        double[] distances = new double[size];
        for (int i = 0; i < size; i++) {
            distances[i] = Math.abs(means[i] - start - steepness * parts[i]);
        }
        return median(distances);
    }

    private static double median(double[] numbers) {
        Arrays.sort(numbers);
        return (numbers[(numbers.length - 1) / 2] + numbers[numbers.length / 2]) / 2;
    }

    /** The value to be expected at the time, without season; NaN in the first hour. */
    double at(long time) {
        return origin + slope * (time / (double) PART - 0.5);
    }

    Trend copy() {
        Trend copy = new Trend();
        copy.parts = parts.clone();
        copy.means = means.clone();
        copy.size = size;
        copy.part = part;
        copy.sum = sum;
        copy.count = count;
        copy.left = left;
        copy.slope = slope;
        copy.origin = origin;
        copy.distance = distance;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeLong(parts[i]);
            out.writeDouble(means[i]);
        }
        out.writeLong(part);
        out.writeDouble(sum);
        out.writeInt(count);
        out.writeBoolean(left);
        out.writeDouble(slope);
        out.writeDouble(origin);
        out.writeDouble(distance);
    }

    static Trend read(DataInput in) throws IOException {
        Trend trend = new Trend();
        trend.size = in.readByte();
        int room = trend.parts.length;
        while (room < trend.size) {
            room *= 2;
        }
        trend.parts = new long[room];
        trend.means = new double[room];
        for (int i = 0; i < trend.size; i++) {
            trend.parts[i] = in.readLong();
            trend.means[i] = in.readDouble();
        }
        trend.part = in.readLong();
        trend.sum = in.readDouble();
        trend.count = in.readInt();
        trend.left = in.readBoolean();
        trend.slope = in.readDouble();
        trend.origin = in.readDouble();
        trend.distance = in.readDouble();
        return trend;
    }
}
