package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How many values lie in each bin; only bins that hold some are kept, in ascending order. */
final class Histogram {
    private int[] bins = new int[4];
    private int[] counts = new int[4];
    private int size;
    private int total;

    void add(int bin, int count) {
        total += count;
        int place = Arrays.binarySearch(bins, 0, size, bin);
        if (place >= 0) {
            counts[place] += count;
            return;
        }
        place = -place - 1;
        if (size == bins.length) {
            bins = Arrays.copyOf(bins, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        System.arraycopy(bins, place, bins, place + 1, size - place);
        System.arraycopy(counts, place, counts, place + 1, size - place);
        bins[place] = bin;
        counts[place] = count;
        size++;
    }

    /** Takes away what was added of the other one before. */
    void subtract(Histogram other) {
        int kept = 0;
        int taken = 0;
        for (int i = 0; i < size; i++) {
            int count = counts[i];
            if (taken < other.size && other.bins[taken] == bins[i]) {
                count -= other.counts[taken++];
            }
            if (count > 0) {
                bins[kept] = bins[i];
                counts[kept++] = count;
            }
        }
        size = kept;
        total -= other.total;
    }

    /** Joins bins in pairs: 1 and 2 become 1, 3 and 4 become 2; likewise below zero. */
    void halve() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int bin = halved(bins[i]);
            if (kept > 0 && bins[kept - 1] == bin) {
                counts[kept - 1] += counts[i];
            } else {
                bins[kept] = bin;
                counts[kept++] = counts[i];
            }
        }
        size = kept;
    }

    static int halved(int bin) {
        return bin >= 0 ? (bin + 1) / 2 : -((1 - bin) / 2);
    }

    int size() {
        return size;
    }

    int total() {
        return total;
    }

    /** The bin of the value that has so many below it. */
    int binAt(int rank) {
        int below = 0;
        for (int i = 0; i < size; i++) {
            below += counts[i];
            if (below > rank) {
                return bins[i];
            }
        }
        throw new IllegalArgumentException("rank " + rank + " of " + total);
    }

    void addAll(Histogram other) {
        for (int i = 0; i < other.size; i++) {
            add(other.bins[i], other.counts[i]);
        }
    }

    Histogram copy() {
        Histogram copy = new Histogram();
        copy.bins = bins.clone();
        copy.counts = counts.clone();
        copy.size = size;
        copy.total = total;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(bins[i]);
            out.writeInt(counts[i]);
        }
    }

    static Histogram read(DataInput in) throws IOException {
        Histogram histogram = new Histogram();
        histogram.size = in.readInt();
        histogram.bins = new int[Math.max(4, histogram.size)];
        histogram.counts = new int[histogram.bins.length];
        for (int i = 0; i < histogram.size; i++) {
            histogram.bins[i] = in.readInt();
            histogram.counts[i] = in.readInt();
            histogram.total += histogram.counts[i];
        }
        return histogram;
    }
}
