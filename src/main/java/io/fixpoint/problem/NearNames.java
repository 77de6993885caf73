package io.fixpoint.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class NearNames {
    private static final int MOST = 3;

    private record Near(String name, int distance) {}

    private NearNames() {}

    /** Up to three of the names that are near to {@code given}, the nearest first. */
    public static List<String> of(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT);
        int most = Math.max(1, given.length() / 3);
        return names.stream()
                .distinct()
                .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= most)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    /** {@code " Did you mean 'a' or 'b'?"}, or nothing if no name is near. */
    public static String question(String given, Collection<String> names) {
        List<String> near = of(given, names);
        return near.isEmpty() ? "" : " Did you mean '" + String.join("' or '", near) + "'?";
    }

    /** The number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + replaced);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
