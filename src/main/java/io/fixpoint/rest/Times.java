package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times in query parameters: RFC 3339. */
public final class Times {
    private Times() {}

    /**
     * The time that the parameter says; null if it is not given.
     *
     * @throws ProblemException 400, if it is no time
     */
    public static @Nullable Instant parse(String parameter, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            // In a query a plus sign that was not encoded arrives as a space.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    parameter + " is '" + text + "'; it must be an RFC 3339 time such as 2026-11-22T10:00:00Z.");
        }
    }
}
