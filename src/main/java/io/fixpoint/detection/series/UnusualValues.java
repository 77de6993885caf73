package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How unusual a value is for its series: its distance from the median of a reference of about the last hour, in robust
 * standard deviations (the modified z-score of B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993,
 * with the median absolute deviation), mapped to 0…1 so that five deviations are 0.9 and three 0.26.
 *
 * <p>A value is scored before it joins the reference, and one that scored over 0.9 does not join: a fault does not
 * become usual while it lasts. Only when all values were unusual for a stated time is the reference learned anew.
 * Where the median absolute deviation is small or zero (a constant, mostly zero series) the distance of the outer
 * deciles and two percent of the median are the least deviation that counts.
 */
public final class UnusualValues {
    static final double CLEAR = 0.9;
    private static final int ROOM = 128;
    private static final int LEARNED = 10;
    /** While there are fewer, every value joins; then one per spacing, so that all together span an hour. */
    private static final int SPACED = 32;

    private static final long SPACING = 3_600_000_000L / ROOM;
    /** From the median absolute deviation, and from the distance of the outer deciles, to a normal deviation. */
    private static final double OF_MAD = 1.4826;

    private static final double OF_DECILES = 1 / 2.5631;
    private static final double LEAST_SHARE = 0.02;
    private static final double UNIT = 5;

    private final long relearnAfter;
    private float[] ring = new float[SPACED];
    private float[] sorted = new float[SPACED];
    private int size;
    private int next;
    private long joined = Long.MIN_VALUE;
    private long unusualSince = Long.MIN_VALUE;
    private double score;
    private double baseline = Double.NaN;

    public UnusualValues(long relearnAfter) {
        this.relearnAfter = relearnAfter;
    }

    /** From 0, usual or not known yet, to 1, of the last value. */
    public double score() {
        return score;
    }

    /** The usual value before the last one; NaN if not known yet. */
    public double baseline() {
        return baseline;
    }

    /** Scores the value against those before it, then learns it. */
    public void add(long time, double value) {
        baseline = size < LEARNED ? Double.NaN : at(0.5);
        score = score(value);
        if (score > CLEAR) {
            if (unusualSince == Long.MIN_VALUE) {
                unusualSince = time;
            } else if (time - unusualSince >= relearnAfter) {
                size = 0;
                next = 0;
                unusualSince = Long.MIN_VALUE;
                join(time, value);
            }
        } else {
            unusualSince = Long.MIN_VALUE;
            if (size < SPACED || time - joined >= SPACING) {
                join(time, value);
            }
        }
    }

    /** The score that the value would have. */
    double score(double value) {
        if (size < LEARNED) {
            return 0;
        }
        double median = at(0.5);
        double deviation = Math.max(
                Math.max(OF_MAD * medianDeviation(median), OF_DECILES * (at(0.9) - at(0.1))),
                Math.max(LEAST_SHARE * Math.abs(median), 1e-9));
        // Few values tell little of the deviation.
        double distance = Math.abs(value - median) / (deviation * (1 + (double) LEARNED / size));
        return 1 - Math.pow(10, -Math.pow(distance / UNIT, 4));
    }

    private double at(double quantile) {
        double rank = quantile * (size - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, size - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
    }

    /** The median of the distances, met by going outward from the median on both sides. */
    private double medianDeviation(double median) {
        int high = Arrays.binarySearch(sorted, 0, size, (float) median);
        high = high < 0 ? -high - 1 : high;
        int low = high - 1;
        double distance = 0;
        for (int taken = 0; taken <= size / 2; taken++) {
            double down = low >= 0 ? median - sorted[low] : Double.POSITIVE_INFINITY;
            double up = high < size ? sorted[high] - median : Double.POSITIVE_INFINITY;
            if (down < up) {
                distance = down;
                low--;
            } else {
                distance = up;
                high++;
            }
        }
        return Math.abs(distance);
    }

    private void join(long time, double number) {
        float value = (float) number;
        joined = time;
        if (size == ring.length && size < ROOM) {
            ring = Arrays.copyOf(ring, Math.min(ROOM, size * 2));
            sorted = Arrays.copyOf(sorted, ring.length);
            next = size;
        }
        if (size == ROOM) {
            int place = Arrays.binarySearch(sorted, 0, size, ring[next]);
            System.arraycopy(sorted, place + 1, sorted, place, size - place - 1);
            size--;
        }
        ring[next] = value;
        next = (next + 1) % ROOM;
        int place = Arrays.binarySearch(sorted, 0, size, value);
        place = place < 0 ? -place - 1 : place;
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = value;
        size++;
    }

    public UnusualValues copy() {
        UnusualValues copy = new UnusualValues(relearnAfter);
        copy.ring = ring.clone();
        copy.sorted = sorted.clone();
        copy.size = size;
        copy.next = next;
        copy.joined = joined;
        copy.unusualSince = unusualSince;
        copy.score = score;
        copy.baseline = baseline;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(size);
        out.writeByte(next);
        for (int i = 0; i < size; i++) {
            out.writeFloat(ring[i]);
        }
        out.writeLong(joined);
        out.writeLong(unusualSince);
        out.writeDouble(score);
        out.writeDouble(baseline);
    }

    public static UnusualValues read(DataInput in, long relearnAfter) throws IOException {
        UnusualValues usual = new UnusualValues(relearnAfter);
        usual.size = in.readUnsignedByte();
        usual.next = in.readUnsignedByte();
        int room = SPACED;
        while (room < usual.size) {
            room *= 2;
        }
        usual.ring = new float[room];
        for (int i = 0; i < usual.size; i++) {
            usual.ring[i] = in.readFloat();
        }
        usual.sorted = usual.ring.clone();
        Arrays.sort(usual.sorted, 0, usual.size);
        usual.joined = in.readLong();
        usual.unusualSince = in.readLong();
        usual.score = in.readDouble();
        usual.baseline = in.readDouble();
        return usual;
    }
}
