package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The usual length between two things: the median of the last eight, to seven digits. */
public final class UsualGap {
    private static final int MOST = 8;
    private final float[] last = new float[MOST];
    private int count;

    public void add(long gap) {
        last[count++ % MOST] = gap;
        if (count == 2 * MOST) {
            count = MOST;
        }
    }

    /** 0 if none is known. */
    public long median() {
        int known = Math.min(count, MOST);
        // The one that has as many below it as the middle of the sorted ones has.
        for (int i = 0; i < known; i++) {
            int below = 0;
            int same = 0;
            for (int j = 0; j < known; j++) {
                if (last[j] < last[i]) {
                    below++;
                } else if (last[j] == last[i]) {
                    same++;
                }
            }
            if (below <= known / 2 && below + same > known / 2) {
                return (long) last[i];
            }
        }
        return 0;
    }

    public UsualGap copy() {
        UsualGap copy = new UsualGap();
        System.arraycopy(last, 0, copy.last, 0, MOST);
        copy.count = count;
        return copy;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(count);
        for (int i = 0; i < Math.min(count, MOST); i++) {
            out.writeFloat(last[i]);
        }
    }

    public static UsualGap read(DataInput in) throws IOException {
        UsualGap gap = new UsualGap();
        gap.count = in.readByte();
        for (int i = 0; i < Math.min(gap.count, MOST); i++) {
            gap.last[i] = in.readFloat();
        }
        return gap;
    }
}
