package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The place in a sorted list behind which the next page begins: the sort and the key of the last row. What is found by it
 * costs the same however far the list was read, and a row that is added meanwhile shifts nothing.
 *
 * @param sort the field, with a '-' before it for descending
 * @param key the values of the last row that the list is sorted by
 */
public record KeyCursor(String sort, List<String> key) {
    private static final String MARK = "k.";
    private static final String PART = "\u0000";

    public KeyCursor {
        key = List.copyOf(key);
    }

    /** As it is handed out; it is opaque to whoever gets it. */
    public String text() {
        String joined = sort + PART + String.join(PART, key);
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }

    static boolean isOne(String text) {
        return text.startsWith(MARK);
    }

    static KeyCursor read(String text) {
        try {
            String joined =
                    new String(Base64.getUrlDecoder().decode(text.substring(MARK.length())), StandardCharsets.UTF_8);
            List<String> parts = Arrays.asList(joined.split(PART, -1));
            return new KeyCursor(parts.get(0), parts.subList(1, parts.size()));
        } catch (IllegalArgumentException e) {
            throw unusable(text);
        }
    }

    /** The cursor was not made by a page of this list. */
    public static ProblemException unusable(String text) {
        return new ProblemException(
                ProblemType.BAD_REQUEST, "'" + text + "' is no cursor of this list; use the 'next' of a page.");
    }
}
