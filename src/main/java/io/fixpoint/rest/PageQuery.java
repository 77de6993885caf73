package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query parameters of every list: a {@code @BeanParam}. {@code cursor} is what {@code next} of a page said. */
public class PageQuery {
    /** The largest page. */
    public static final int MAX_SIZE = 500;

    @QueryParam("size")
    @DefaultValue("50")
    int size = 50;

    @QueryParam("page")
    @Nullable
    Integer page;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    @QueryParam("sort")
    @Nullable
    String sort;

    /** A field to sort by; {@code sort=-openedAt} is descending. */
    public record Sort(String field, boolean descending) {
        @Override
        public String toString() {
            return (descending ? "-" : "") + field;
        }
    }

    public int pageSize() {
        if (size < 1 || size > MAX_SIZE) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "size is " + size + "; it must be from 1 to " + MAX_SIZE + ".");
        }
        return size;
    }

    public int pageIndex() {
        if (cursor != null && page != null) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "Give page or cursor, not both.");
        }
        int index = page == null ? 0 : page;
        if (cursor != null && !KeyCursor.isOne(cursor)) {
            try {
                index = Integer.parseInt(cursor);
            } catch (NumberFormatException e) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST, "'" + cursor + "' is no cursor; use the 'next' of a page.");
            }
        }
        if (index < 0 || (long) index * pageSize() > Integer.MAX_VALUE) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "page is " + index + "; the first page is 0.");
        }
        return index;
    }

    public int offset() {
        return pageIndex() * pageSize();
    }

    /**
     * The place behind which the page begins, for a list that is read by key; null if it begins at {@link #offset()}.
     *
     * @param sort as the list is sorted now; a cursor of another sort is a 400
     */
    public @Nullable KeyCursor after(Sort sort, int keyLength) {
        if (cursor == null || !KeyCursor.isOne(cursor)) {
            return null;
        }
        if (page != null) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "Give page or cursor, not both.");
        }
        KeyCursor key = KeyCursor.read(cursor);
        if (!key.sort().equals(sort.toString()) || key.key().size() != keyLength) {
            throw KeyCursor.unusable(cursor);
        }
        return key;
    }

    /** The field to sort by, one of the allowed; the first allowed one, descending, unless stated. */
    public Sort sort(String... allowed) {
        if (sort == null) {
            return new Sort(allowed[0], true);
        }
        boolean descending = sort.startsWith("-");
        String field = descending ? sort.substring(1) : sort;
        List<String> fields = Arrays.asList(allowed);
        if (!fields.contains(field)) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "sort is '" + sort + "'; it must be one of " + String.join(", ", fields)
                            + ", with a '-' before it for descending.");
        }
        return new Sort(field, descending);
    }
}
