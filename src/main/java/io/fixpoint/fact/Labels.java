package io.fixpoint.fact;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Labels that do not change, in order of their names. Facts and keys share them, and their hash is computed once: a label
 * set is looked up for every sample, and made once for a series.
 */
@HostOnly
public final class Labels extends AbstractMap<String, String> {
    /** 2^32 divided by the golden ratio, odd: the multiplier of Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private static final Labels NONE = new Labels(new String[0]);

    /** Name, value, name, value …, by name. */
    private final String[] pairs;

    private final int hash;
    private final int spreadHash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        int sum = 0;
        int spread = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            sum += pairs[i].hashCode() ^ pairs[i + 1].hashCode();
            spread = (spread * 31 + pairs[i].hashCode()) * 31 + pairs[i + 1].hashCode();
        }
        this.hash = sum;
        this.spreadHash = spread * GOLDEN_RATIO;
    }

    /** The same labels; itself, if it is one of these. */
    public static Labels of(Map<String, String> labels) {
        if (labels instanceof Labels same) {
            return same;
        }
        if (labels.isEmpty()) {
            return NONE;
        }
        String[] pairs = new String[labels.size() * 2];
        int next = 0;
        for (Map.Entry<String, String> label :
                labels.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
            pairs[next++] = label.getKey();
            pairs[next++] = label.getValue();
        }
        return new Labels(pairs);
    }

    /**
     * The labels of names and values that follow one another.
     *
     * @param pairs name, value, name, value …, in any order; it is copied
     * @param length how many of them count, twice the number of labels
     * @return null if a name is there twice
     */
    public static @Nullable Labels ofPairs(String[] pairs, int length) {
        if (length == 0) {
            return NONE;
        }
        String[] sorted = Arrays.copyOf(pairs, length);
        for (int i = 2; i < length; i += 2) {
            // By insertion: senders have few labels, and most of them in order.
            for (int at = i; at > 0; at -= 2) {
                int order = sorted[at - 2].compareTo(sorted[at]);
                if (order == 0) {
                    return null;
                }
                if (order < 0) {
                    break;
                }
                swap(sorted, at - 2, at);
                swap(sorted, at - 1, at + 1);
            }
        }
        return new Labels(sorted);
    }

    /** The same labels, whose names and values are one object for all that have them: {@link String#intern}. */
    public Labels interned() {
        String[] shared = new String[pairs.length];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = pairs[i].intern();
        }
        return shared.length == 0 ? NONE : new Labels(shared);
    }

    private static void swap(String[] pairs, int one, int other) {
        String kept = pairs[one];
        pairs[one] = pairs[other];
        pairs[other] = kept;
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * Another hash, for keys that hold labels. {@link #hashCode} is a sum, as a map's must be, so label sets that give the
     * same values to different names, as those of one service do, often share it.
     */
    public int spreadHash() {
        return spreadHash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Labels labels
                ? hash == labels.hash && Arrays.equals(pairs, labels.pairs)
                : super.equals(other);
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Labels.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < pairs.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return Map.entry(pairs[next - 2], pairs[next - 1]);
        }
    }
}
