package io.fixpoint.detection.series;

import io.fixpoint.fact.Samples;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The latest samples, in order of time: those of the length that is kept, and of more than the limit the latest ones. */
public final class SampleWindow {
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
    public SampleWindow(long kept, int most) {
        this.kept = kept;
        this.most = most;
    }

    /** Keeps fewer samples from now on. */
    public void keepLess(long length, int limit) {
        kept = length;
        most = limit;
        if (end > start) {
            dropOlderThan(times[end - 1] - kept);
            start = Math.max(start, end - most);
        }
    }

    public void add(long time, double value) {
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

    /** The samples from {@code end - length} up to {@code end}, both included. They are right until the next one is added. */
    public Samples samples(long now, long end, long length) {
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

    public SampleWindow copy() {
        SampleWindow copy = new SampleWindow(kept, most);
        copy.times = Arrays.copyOfRange(times, start, Math.max(end, start + FIRST_ROOM));
        copy.values = Arrays.copyOfRange(values, start, Math.max(end, start + FIRST_ROOM));
        copy.end = end - start;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(end - start);
        for (int i = start; i < end; i++) {
            out.writeLong(times[i]);
            out.writeDouble(values[i]);
        }
    }

    public static SampleWindow read(DataInput in, long kept, int most) throws IOException {
        SampleWindow window = new SampleWindow(kept, most);
        window.end = in.readInt();
        window.times = new long[Math.max(FIRST_ROOM, window.end)];
        window.values = new double[window.times.length];
        for (int i = 0; i < window.end; i++) {
            window.times[i] = in.readLong();
            window.values[i] = in.readDouble();
        }
        return window;
    }
}
