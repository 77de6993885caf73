package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles over a window of fixed length, in buckets as those of {@link WindowNumbers}. A percentile is within 1 % of
 * the exact one (linear between the two nearest ranks) while the values of the window fill no more than 1,024 bins, as
 * values do that differ by a factor of less than seven hundred million; each time they fill more, the bins are joined in
 * pairs, which doubles the error until the window is empty. Values within 1e-12 of zero are zero.
 *
 * <p>Bins grow geometrically (C. Masson et al., "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
 * Guarantees", 2019) and are joined uniformly (I. Epicoco et al., "UDDSketch: Accurate Tracking of Quantiles in Data
 * Streams", 2020). What a bucket added is taken away when it leaves the window, so nothing is counted again.
 */
public final class WindowPercentiles {
    /** The greatest relative error. */
    static final double ACCURACY = 0.01;

    private static final int MOST_BINS = 1_024;
    private static final double GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
    private static final double LOG_GROWTH = Math.log(GROWTH);
    private static final double ZERO = 1e-12;
    private static final int LAST_BIN = 60_000;

    private final long length;
    private final long part;
    private final Deque<Bucket> buckets = new ArrayDeque<>(2);
    private Histogram all = new Histogram();
    private int joined;

    private record Bucket(long number, Histogram values) {}

    /** @param length of the window */
    public WindowPercentiles(long length) {
        this.length = length;
        this.part = length / WindowNumbers.PARTS;
    }

    /** Takes a sample. One that is older than the window, as of the latest sample, counts for nothing. */
    public void add(long time, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        Histogram values = values(WindowNumbers.bucket(time, part));
        if (values == null) {
            return;
        }
        int bin = bin(value);
        values.add(bin, 1);
        all.add(bin, 1);
        if (all.size() > MOST_BINS) {
            joined++;
            all.halve();
            buckets.forEach(bucket -> bucket.values().halve());
        }
    }

    private int bin(double value) {
        double size = Math.abs(value);
        if (size <= ZERO) {
            return 0;
        }
        int bin = (int) Math.min(LAST_BIN, Math.max(1, Math.ceil(Math.log(size / ZERO) / LOG_GROWTH)));
        int signed = value > 0 ? bin : -bin;
        for (int i = 0; i < joined; i++) {
            signed = Histogram.halved(signed);
        }
        return signed;
    }

    /** The value that is no further from any value of the bin than the error allows. */
    private double value(int bin) {
        if (bin == 0) {
            return 0;
        }
        double growth = Math.pow(GROWTH, (double) (1L << joined));
        double value = ZERO * Math.pow(growth, Math.abs(bin)) * 2 / (1 + growth);
        return bin > 0 ? value : -value;
    }

    private @Nullable Histogram values(long number) {
        Bucket latest = buckets.peekLast();
        if (latest != null && latest.number() == number) {
            return latest.values();
        }
        if (latest == null || latest.number() < number) {
            Bucket added = new Bucket(number, new Histogram());
            buckets.addLast(added);
            touch(number * part);
            return added.values();
        }
        if (!WindowNumbers.isWithin(number, part, latest.number() * part, length)) {
            return null;
        }
        return late(number);
    }

    private Histogram late(long number) {
        Deque<Bucket> later = new ArrayDeque<>();
        while (!buckets.isEmpty() && buckets.getLast().number() > number) {
            later.addFirst(buckets.removeLast());
        }
        Bucket found = buckets.peekLast();
        if (found == null || found.number() != number) {
            found = new Bucket(number, new Histogram());
            buckets.addLast(found);
        }
        buckets.addAll(later);
        return found.values();
    }

    /** Sets the end of the window. */
    public void touch(long now) {
        Bucket first = buckets.peekFirst();
        while (first != null && !WindowNumbers.isWithin(first.number(), part, now, length)) {
            buckets.removeFirst();
            all.subtract(first.values());
            first = buckets.peekFirst();
        }
        if (buckets.isEmpty()) {
            joined = 0;
        }
    }

    /** The quantile, from 0 to 1; NaN of an empty window. */
    public double quantile(double quantile) {
        int count = all.total();
        if (count == 0) {
            return Double.NaN;
        }
        double rank = quantile * (count - 1);
        int below = (int) Math.floor(rank);
        double low = value(all.binAt(below));
        double high = value(all.binAt(Math.min(below + 1, count - 1)));
        return low + (high - low) * (rank - below);
    }

    public WindowPercentiles copy() {
        WindowPercentiles copy = new WindowPercentiles(length);
        buckets.forEach(bucket ->
                copy.buckets.addLast(new Bucket(bucket.number(), bucket.values().copy())));
        copy.all = all.copy();
        copy.joined = joined;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(joined);
        out.writeByte(buckets.size());
        for (Bucket bucket : buckets) {
            out.writeLong(bucket.number());
            bucket.values().write(out);
        }
    }

    public static WindowPercentiles read(DataInput in, long length) throws IOException {
        WindowPercentiles window = new WindowPercentiles(length);
        window.joined = in.readByte();
        int count = in.readByte();
        for (int i = 0; i < count; i++) {
            Bucket bucket = new Bucket(in.readLong(), Histogram.read(in));
            window.buckets.addLast(bucket);
            window.all.addAll(bucket.values());
        }
        return window;
    }
}
