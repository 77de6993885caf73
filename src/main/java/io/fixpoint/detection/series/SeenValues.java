package io.fixpoint.detection.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The values that a series ever had, as 128 of them that lie as far apart as possible: one that is new is further from its
 * nearest neighbour than usual, be it beyond all others or in a gap between them.
 *
 * <p>This is one-dimensional novelty by the nearest neighbour with a memory that is thinned where it is densest, after
 * the idea of adaptive resonance (G. Carpenter, S. Grossberg), that what was seen once is never new again.
 */
final class SeenValues {
    private static final int MOST = 128;

    private float[] values = new float[8];
    private int size;

    /** How far the value is from all that were seen. */
    double distance(double value) {
        int place = Arrays.binarySearch(values, 0, size, (float) value);
        return place >= 0 ? 0 : gap(-place - 1, (float) value);
    }

    private double gap(int place, float value) {
        double below = place > 0 ? value - (double) values[place - 1] : Double.POSITIVE_INFINITY;
        double above = place < size ? values[place] - (double) value : Double.POSITIVE_INFINITY;
        return Math.min(below, above);
    }

    /** Takes a value. */
    void add(double number) {
        float value = (float) number;
        int place = Arrays.binarySearch(values, 0, size, value);
        if (place >= 0) {
            return;
        }
        place = -place - 1;
        if (size == MOST) {
            int densest = densest();
            if (gap(place, value) <= values[densest] - (double) values[densest - 1]) {
                return;
            }
            System.arraycopy(values, densest + 1, values, densest, size - densest - 1);
            size--;
            place -= place > densest ? 1 : 0;
        } else if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        System.arraycopy(values, place, values, place + 1, size - place);
        values[place] = value;
        size++;
    }

    /** The one that is nearest to the one before it. */
    private int densest() {
        int densest = 1;
        for (int i = 2; i < size; i++) {
            if (values[i] - values[i - 1] < values[densest] - values[densest - 1]) {
                densest = i;
            }
        }
        return densest;
    }

    SeenValues copy() {
        SeenValues copy = new SeenValues();
        copy.values = values.clone();
        copy.size = size;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeFloat(values[i]);
        }
    }

    static SeenValues read(DataInput in) throws IOException {
        SeenValues seen = new SeenValues();
        seen.size = in.readUnsignedByte();
        int room = seen.values.length;
        while (room < seen.size) {
            room *= 2;
        }
        seen.values = new float[room];
        for (int i = 0; i < seen.size; i++) {
            seen.values[i] = in.readFloat();
        }
        return seen;
    }
}
