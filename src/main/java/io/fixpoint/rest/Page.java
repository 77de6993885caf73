package io.fixpoint.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, as every list endpoint answers.
 *
 * @param total exact up to 10,000
 * @param totalCapped true if there are more than {@code total}
 * @param next the cursor of the next page, or null at the end
 */
public record Page<T>(
        List<T> items,
        long total,
        boolean totalCapped,
        @Nullable String next) {

    /** {@code total} is counted up to this. */
    public static final int TOTAL_CAP = 10_000;

    public Page {
        items = List.copyOf(items);
    }

    /** A page of a list found by offset. */
    public static <T> Page<T> of(List<T> items, long total, PageQuery query) {
        long end = (long) query.offset() + items.size();
        return new Page<>(
                items,
                Math.min(total, TOTAL_CAP),
                total > TOTAL_CAP,
                !items.isEmpty() && end < total ? String.valueOf(query.pageIndex() + 1) : null);
    }

    /** A page of a list that is read by key; {@code total} may stop counting behind {@link #TOTAL_CAP}. */
    public static <T> Page<T> keyed(List<T> items, long total, @Nullable KeyCursor next) {
        return new Page<>(items, Math.min(total, TOTAL_CAP), total > TOTAL_CAP, next == null ? null : next.text());
    }

    /** A page of a list that is in memory as a whole. */
    public static <T> Page<T> slice(List<T> all, PageQuery query) {
        int from = Math.min(query.offset(), all.size());
        int to = Math.min(from + query.pageSize(), all.size());
        return of(all.subList(from, to), all.size(), query);
    }
}
