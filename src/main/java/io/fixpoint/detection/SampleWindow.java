package io.fixpoint.detection;

import io.fixpoint.fact.Samples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The latest samples, in order of time: those of the length that is kept, and of more than the limit the latest ones. */
final class SampleWindow {
    private static final int FIRST_ROOM = 8;

    private long kept;
    private int most;
    private long[] times = new long[FIRST_ROOM];
    private double[] values = new double[FIRST_ROOM];
    private int start;
    private int end;

    /**
     * @param kept microseconds
     * @param most the limit
     */
    SampleWindow(long kept, int most) {
        this.kept = kept;
        this.most = most;
    }

    /** Keeps fewer samples from now on. */
    void keepLess(long length, int limit) {
        kept = length;
        most = limit;
        if (end > start) {
            dropOlderThan(times[end - 1] - kept);
            start = Math.max(start, end - most);
        }
    }

    /** What a window holds. The deviation is the population's standard deviation. */
    static final class Summary {
        static final Summary EMPTY = new Summary(new double[0]);

        final double mean;
        final double min;
        final double max;
        final double deviation;
        private final double[] values;
        private double @Nullable [] sorted;

        private Summary(double[] values) {
            this.values = values;
            double sum = 0;
            double least = Double.NaN;
            double greatest = Double.NaN;
            for (double value : values) {
                sum += value;
                least = value >= least ? least : value;
                greatest = value <= greatest ? greatest : value;
            }
            double average = sum / values.length;
            double squares = 0;
            for (double value : values) {
                squares += (value - average) * (value - average);
            }
            this.mean = average;
            this.min = least;
            this.max = greatest;
            this.deviation = Math.sqrt(squares / values.length);
        }

        /** Linear between the two nearest ranks; NaN of an empty window. */
        double quantile(double quantile) {
            if (values.length == 0) {
                return Double.NaN;
            }
            double[] ranks = sorted;
            if (ranks == null) {
                ranks = values.clone();
                Arrays.sort(ranks);
                sorted = ranks;
            }
            double rank = quantile * (ranks.length - 1);
            int below = (int) Math.floor(rank);
            int above = Math.min(below + 1, ranks.length - 1);
            return ranks[below] + (ranks[above] - ranks[below]) * (rank - below);
        }
    }

    void add(long time, double value) {
        dropOlderThan(time - kept);
        if (end - start == most) {
            if (time < times[start]) {
                return;
            }
            start++;
        }
        makeRoom();
        int place = end;
        while (place > start && times[place - 1] > time) {
            place--;
        }
        System.arraycopy(times, place, times, place + 1, end - place);
        System.arraycopy(values, place, values, place + 1, end - place);
        times[place] = time;
        values[place] = value;
        end++;
    }

    private void dropOlderThan(long time) {
        while (start < end && times[start] < time) {
            start++;
        }
    }

    private void makeRoom() {
        if (end < times.length) {
            return;
        }
        int size = end - start;
        int room = size > times.length / 2 ? times.length * 2 : times.length;
        long[] newTimes = new long[room];
        double[] newValues = new double[room];
        System.arraycopy(times, start, newTimes, 0, size);
        System.arraycopy(values, start, newValues, 0, size);
        times = newTimes;
        values = newValues;
        start = 0;
        end = size;
    }

    /** The samples with a time after {@code now - length}, up to now. */
    Summary summary(long now, long length) {
        int from = start;
        while (from < end && times[from] <= now - length) {
            from++;
        }
        int to = end;
        while (to > from && times[to - 1] > now) {
            to--;
        }
        return from == to ? Summary.EMPTY : new Summary(Arrays.copyOfRange(values, from, to));
    }

    /** The samples from {@code end - length} up to {@code end}, both included. They are right until the next one is added. */
    Samples samples(long now, long end, long length) {
        return new Samples(times, values, firstAt(end - length), firstAt(end + 1), end - length, end, now);
    }

    /** The place of the first sample at or after the time. */
    private int firstAt(long time) {
        int low = start;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    SampleWindow copy() {
        SampleWindow copy = new SampleWindow(kept, most);
        copy.times = Arrays.copyOfRange(times, start, Math.max(end, start + FIRST_ROOM));
        copy.values = Arrays.copyOfRange(values, start, Math.max(end, start + FIRST_ROOM));
        copy.end = end - start;
        return copy;
    }
}
