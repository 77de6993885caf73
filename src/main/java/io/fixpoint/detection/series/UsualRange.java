package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the values of a series usually lie: the median and the distance of the outer deciles of the last 512, which are
 * taken at least a minute apart once there are 128. Both follow slowly, so that a fault does not move them at once.
 */
final class UsualRange {
    private static final int ROOM = 512;
    private static final int FIRST = 64;
    private static final int SPACED = 128;
    private static final long SPACING = 60_000_000L;
    /** After so many values median and distance are computed anew. */
    private static final int EVERY = 16;

    private static final double FOLLOWS = 0.1;
    /** Of the median: the least distance of the deciles that counts. */
    private static final double LEAST_SHARE = 0.02;

    private static final double LEAST = 1e-9;

    private float[] ring = new float[16];
    private int size;
    private int next;
    private int since;
    private long joined = Long.MIN_VALUE;
    private double median;
    private double width = LEAST;

    /** Takes a value. */
    void add(long time, double value) {
        if (size >= SPACED && time - joined < SPACING) {
            return;
        }
        joined = time;
        if (size == ring.length && size < ROOM) {
            ring = Arrays.copyOf(ring, size * 2);
            next = size;
        }
        ring[next] = (float) value;
        next = (next + 1) % ROOM;
        size = Math.min(ROOM, size + 1);
        since++;
        if (size <= FIRST || since >= EVERY) {
            measure();
        }
    }

    private void measure() {
        float[] sorted = Arrays.copyOf(ring, size);
        Arrays.sort(sorted);
        double middle = at(sorted, 0.5);
        double distance = Math.max(at(sorted, 0.9) - at(sorted, 0.1), Math.max(LEAST_SHARE * Math.abs(middle), LEAST));
        double share = size < ROOM ? 1 : FOLLOWS;
        median += share * (middle - median);
        width += share * (distance - width);
        since = 0;
    }

    private static double at(float[] sorted, double quantile) {
        double rank = quantile * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - (double) sorted[below]) * (rank - below);
    }

    /** How many values it knows. */
    int size() {
        return size;
    }

    double median() {
        return median;
    }

    /** How far the value is from the median, in distances of the outer deciles. */
    double place(double value) {
        return (value - median) / width;
    }

    UsualRange copy() {
        UsualRange copy = new UsualRange();
        copy.ring = ring.clone();
        copy.size = size;
        copy.next = next;
        copy.since = since;
        copy.joined = joined;
        copy.median = median;
        copy.width = width;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(size);
        out.writeShort(next);
        out.writeByte(since);
        out.writeLong(joined);
        out.writeDouble(median);
        out.writeDouble(width);
        for (int i = 0; i < size; i++) {
            out.writeFloat(ring[i]);
        }
    }

    static UsualRange read(DataInput in) throws IOException {
        UsualRange range = new UsualRange();
        range.size = in.readShort();
        range.next = in.readShort();
        range.since = in.readByte();
        range.joined = in.readLong();
        range.median = in.readDouble();
        range.width = in.readDouble();
        int room = range.ring.length;
        while (room < range.size) {
            room *= 2;
        }
        range.ring = new float[room];
        for (int i = 0; i < range.size; i++) {
            range.ring[i] = in.readFloat();
        }
        return range;
    }
}
