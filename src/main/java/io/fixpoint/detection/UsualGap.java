package io.fixpoint.detection;

import java.util.Arrays;

/** The usual length between two things: the median of the last eight. */
final class UsualGap {
    private static final int MOST = 8;
    private final long[] last = new long[MOST];
    private int count;

    void add(long gap) {
        last[count++ % MOST] = gap;
        if (count == 2 * MOST) {
            count = MOST;
        }
    }

    /** 0 if none is known. */
    long median() {
        int known = Math.min(count, MOST);
        if (known == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(last, known);
        Arrays.sort(sorted);
        return sorted[known / 2];
    }

    UsualGap copy() {
        UsualGap copy = new UsualGap();
        System.arraycopy(last, 0, copy.last, 0, MOST);
        copy.count = count;
        return copy;
    }
}
