package io.fixpoint.detection;

import io.fixpoint.rule.FixedWindow;
import io.fixpoint.rule.SeriesUse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** How it is written what is kept of a series: ten bytes. */
final class SeriesUseForm {
    private static final int BASELINE = 1;
    private static final int FORECAST = 2;
    private static final int SCORE = 4;
    private static final int TIME = 8;

    private static final FixedWindow[] WINDOWS = FixedWindow.values();

    private SeriesUseForm() {}

    static void write(SeriesUse use, DataOutput out) throws IOException {
        out.writeLong(Micros.of(use.samples()));
        out.writeByte(bits(use.numbers()) | bits(use.percentiles()) << 4);
        out.writeByte((use.baseline() ? BASELINE : 0)
                | (use.forecast() ? FORECAST : 0)
                | (use.score() ? SCORE : 0)
                | (use.time() ? TIME : 0));
    }

    static SeriesUse read(DataInput in) throws IOException {
        long samples = in.readLong();
        int windows = in.readUnsignedByte();
        int learned = in.readUnsignedByte();
        return new SeriesUse(
                Micros.length(samples),
                windows(windows),
                windows(windows >> 4),
                (learned & BASELINE) != 0,
                (learned & FORECAST) != 0,
                (learned & SCORE) != 0,
                (learned & TIME) != 0);
    }

    private static int bits(Set<FixedWindow> windows) {
        int bits = 0;
        for (int i = 0; i < WINDOWS.length; i++) {
            bits |= windows.contains(WINDOWS[i]) ? 1 << i : 0;
        }
        return bits;
    }

    private static Set<FixedWindow> windows(int bits) {
        Set<FixedWindow> windows = EnumSet.noneOf(FixedWindow.class);
        for (int i = 0; i < WINDOWS.length; i++) {
            if ((bits & 1 << i) != 0) {
                windows.add(WINDOWS[i]);
            }
        }
        return windows;
    }
}
