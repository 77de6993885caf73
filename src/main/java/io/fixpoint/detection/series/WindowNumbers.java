package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mean, least and greatest value and deviation over a window of fixed length, in buckets of a twentieth of it that are
 * aligned to the epoch: a sample counts for the length of the window and at most a twentieth longer.
 *
 * <p>A sample costs the same however many there are; a bucket keeps count, mean, the sum of squared distances (B. P.
 * Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962) and the extremes, and buckets
 * are joined as in T. F. Chan et al., "Algorithms for Computing the Sample Variance", 1983. The deviation is the
 * population's.
 */
public final class WindowNumbers {
    /** A window has so many buckets. */
    static final int PARTS = 20;

    private static final int WIDTH = 4;
    private static final int MEAN = 0;
    private static final int SQUARES = 1;
    private static final int LEAST = 2;
    private static final int GREATEST = 3;

    private final long length;
    private final long part;
    private long[] buckets = new long[2];
    private int[] counts = new int[2];
    private double[] numbers = new double[2 * WIDTH];
    private int size;
    private boolean isJoined;
    private double mean = Double.NaN;
    private double deviation = Double.NaN;
    private double least = Double.NaN;
    private double greatest = Double.NaN;

    /** @param length of the window */
    public WindowNumbers(long length) {
        this.length = length;
        this.part = length / PARTS;
    }

    /** The bucket of the time: it reaches from after its start to its end. */
    static long bucket(long time, long part) {
        return Math.floorDiv(time - 1, part);
    }

    /** Whether a sample of the bucket may lie within the window. */
    static boolean isWithin(long bucket, long part, long now, long length) {
        return (bucket + 1) * part > now - length;
    }

    /** Takes a sample. One that is older than the window, as of the latest sample, counts for nothing. */
    public void add(long time, double value) {
        long bucket = bucket(time, part);
        // What a window that ends with this sample does not hold is never read again.
        forget(bucket * part);
        int place = size - 1;
        while (place >= 0 && buckets[place] > bucket) {
            place--;
        }
        if (place < 0 || buckets[place] < bucket) {
            place++;
            if (place < size && !isWithin(bucket, part, buckets[size - 1] * part, length)) {
                return;
            }
            makeRoom(place, bucket);
        }
        isJoined = false;
        int at = place * WIDTH;
        int count = ++counts[place];
        double distance = value - numbers[at + MEAN];
        numbers[at + MEAN] += distance / count;
        numbers[at + SQUARES] += distance * (value - numbers[at + MEAN]);
        numbers[at + LEAST] = Math.min(numbers[at + LEAST], value);
        numbers[at + GREATEST] = Math.max(numbers[at + GREATEST], value);
    }

    private void makeRoom(int place, long bucket) {
        if (size == buckets.length) {
            int room = Math.min(size * 2, PARTS + 2);
            buckets = Arrays.copyOf(buckets, room);
            counts = Arrays.copyOf(counts, room);
            numbers = Arrays.copyOf(numbers, room * WIDTH);
        }
        move(place, place + 1);
        size++;
        buckets[place] = bucket;
        counts[place] = 0;
        int at = place * WIDTH;
        numbers[at + MEAN] = 0;
        numbers[at + SQUARES] = 0;
        numbers[at + LEAST] = Double.POSITIVE_INFINITY;
        numbers[at + GREATEST] = Double.NEGATIVE_INFINITY;
    }

    private void move(int from, int to) {
        System.arraycopy(buckets, from, buckets, to, size - from);
        System.arraycopy(counts, from, counts, to, size - from);
        System.arraycopy(numbers, from * WIDTH, numbers, to * WIDTH, (size - from) * WIDTH);
    }

    private void forget(long now) {
        int over = 0;
        while (over < size && !isWithin(buckets[over], part, now, length)) {
            over++;
        }
        if (over > 0) {
            isJoined = false;
            move(over, 0);
            size -= over;
        }
    }

    /** Sets the end of the window. */
    public void touch(long now) {
        forget(now);
    }

    private void join() {
        if (isJoined) {
            return;
        }
        isJoined = true;
        long count = 0;
        double squares = 0;
        mean = Double.NaN;
        least = Double.NaN;
        greatest = Double.NaN;
        for (int i = 0; i < size; i++) {
            int at = i * WIDTH;
            if (count == 0) {
                mean = numbers[at + MEAN];
                least = numbers[at + LEAST];
                greatest = numbers[at + GREATEST];
                squares = numbers[at + SQUARES];
            } else {
                double distance = numbers[at + MEAN] - mean;
                long both = count + counts[i];
                mean += distance * counts[i] / both;
                squares += numbers[at + SQUARES] + distance * distance * count * counts[i] / both;
                least = Math.min(least, numbers[at + LEAST]);
                greatest = Math.max(greatest, numbers[at + GREATEST]);
            }
            count += counts[i];
        }
        deviation = count == 0 ? Double.NaN : Math.sqrt(squares / count);
    }

    /** NaN of an empty window, as the others. */
    public double mean() {
        join();
        return mean;
    }

    public double deviation() {
        join();
        return deviation;
    }

    public double least() {
        join();
        return least;
    }

    public double greatest() {
        join();
        return greatest;
    }

    public WindowNumbers copy() {
        WindowNumbers copy = new WindowNumbers(length);
        copy.buckets = buckets.clone();
        copy.counts = counts.clone();
        copy.numbers = numbers.clone();
        copy.size = size;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeLong(buckets[i]);
            out.writeInt(counts[i]);
            for (int j = 0; j < WIDTH; j++) {
                out.writeDouble(numbers[i * WIDTH + j]);
            }
        }
    }

    public static WindowNumbers read(DataInput in, long length) throws IOException {
        WindowNumbers window = new WindowNumbers(length);
        window.size = in.readByte();
        int room = Math.max(2, window.size);
        window.buckets = new long[room];
        window.counts = new int[room];
        window.numbers = new double[room * WIDTH];
        for (int i = 0; i < window.size; i++) {
            window.buckets[i] = in.readLong();
            window.counts[i] = in.readInt();
            for (int j = 0; j < WIDTH; j++) {
                window.numbers[i * WIDTH + j] = in.readDouble();
            }
        }
        return window;
    }
}
