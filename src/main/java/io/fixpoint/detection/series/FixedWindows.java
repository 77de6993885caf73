package io.fixpoint.detection.series;

import io.fixpoint.rule.FixedWindow;
import io.fixpoint.rule.SeriesUse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The windows of fixed length that rules read, and no others. */
public final class FixedWindows {
    private static final FixedWindow[] LENGTHS = FixedWindow.values();

    private final @Nullable WindowNumbers[] numbers = new WindowNumbers[LENGTHS.length];
    private final @Nullable WindowPercentiles[] percentiles = new WindowPercentiles[LENGTHS.length];

    private FixedWindows() {}

    public FixedWindows(SeriesUse use) {
        for (int i = 0; i < LENGTHS.length; i++) {
            FixedWindow window = LENGTHS[i];
            if (use.numbers().contains(window)) {
                numbers[i] = new WindowNumbers(micros(window));
            }
            if (use.percentiles().contains(window)) {
                percentiles[i] = new WindowPercentiles(micros(window));
            }
        }
    }

    private static long micros(FixedWindow window) {
        return window.length().toNanos() / 1_000;
    }

    public void add(long time, double value) {
        for (int i = 0; i < LENGTHS.length; i++) {
            WindowNumbers ofNumbers = numbers[i];
            if (ofNumbers != null) {
                ofNumbers.add(time, value);
            }
            WindowPercentiles ofPercentiles = percentiles[i];
            if (ofPercentiles != null) {
                ofPercentiles.add(time, value);
            }
        }
    }

    /** Sets the end of all windows. */
    public void touch(long now) {
        for (int i = 0; i < LENGTHS.length; i++) {
            WindowNumbers ofNumbers = numbers[i];
            if (ofNumbers != null) {
                ofNumbers.touch(now);
            }
            WindowPercentiles ofPercentiles = percentiles[i];
            if (ofPercentiles != null) {
                ofPercentiles.touch(now);
            }
        }
    }

    /** What is read no more goes. */
    public void keepLess(SeriesUse use) {
        for (int i = 0; i < LENGTHS.length; i++) {
            FixedWindow window = LENGTHS[i];
            if (!use.numbers().contains(window)) {
                numbers[i] = null;
            }
            if (!use.percentiles().contains(window)) {
                percentiles[i] = null;
            }
        }
    }

    /** The numbers of the window of that length; null if no rule reads them. */
    public @Nullable WindowNumbers numbers(Duration length) {
        int place = place(length);
        return place < 0 ? null : numbers[place];
    }

    /** The percentiles of the window of that length; null if no rule reads them. */
    public @Nullable WindowPercentiles percentiles(Duration length) {
        int place = place(length);
        return place < 0 ? null : percentiles[place];
    }

    private static int place(Duration length) {
        for (int i = 0; i < LENGTHS.length; i++) {
            if (LENGTHS[i].length().equals(length)) {
                return i;
            }
        }
        return -1;
    }

    public FixedWindows copy() {
        FixedWindows copy = new FixedWindows();
        for (int i = 0; i < LENGTHS.length; i++) {
            WindowNumbers ofNumbers = numbers[i];
            copy.numbers[i] = ofNumbers == null ? null : ofNumbers.copy();
            WindowPercentiles ofPercentiles = percentiles[i];
            copy.percentiles[i] = ofPercentiles == null ? null : ofPercentiles.copy();
        }
        return copy;
    }

    /** Writes them; which ones there are is known to the reader. */
    public void write(DataOutput out) throws IOException {
        for (int i = 0; i < LENGTHS.length; i++) {
            WindowNumbers ofNumbers = numbers[i];
            if (ofNumbers != null) {
                ofNumbers.write(out);
            }
            WindowPercentiles ofPercentiles = percentiles[i];
            if (ofPercentiles != null) {
                ofPercentiles.write(out);
            }
        }
    }

    /**
     * Reads what was written.
     *
     * @param use the same as that of the ones that were written
     */
    public static FixedWindows read(DataInput in, SeriesUse use) throws IOException {
        FixedWindows windows = new FixedWindows();
        for (int i = 0; i < LENGTHS.length; i++) {
            FixedWindow window = LENGTHS[i];
            if (use.numbers().contains(window)) {
                windows.numbers[i] = WindowNumbers.read(in, micros(window));
            }
            if (use.percentiles().contains(window)) {
                windows.percentiles[i] = WindowPercentiles.read(in, micros(window));
            }
        }
        return windows;
    }
}
