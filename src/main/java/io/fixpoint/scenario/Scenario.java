package io.fixpoint.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts on a time line, and what is expected when. All times are relative to {@code start}.
 *
 * @param file relative to the rules folder
 * @param line where it begins
 * @param tick how often time is told to the rules where nothing else happens
 */
record Scenario(
        String file,
        int line,
        String name,
        Instant start,
        Duration tick,
        List<Statement> given,
        List<Expectation> expect) {
    Scenario {
        given = List.copyOf(given);
        expect = List.copyOf(expect);
    }

    /** The last moment that anything is expected of. */
    Duration end() {
        return expect.stream().map(Expectation::until).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /**
     * Something that is so, or happens.
     *
     * @param until the last moment of it; null for the scenario's end, or for once
     * @param every how often it is repeated; null for never
     */
    record Statement(
            int line,
            Given kind,
            Duration from,
            @Nullable Duration until,
            @Nullable Duration every,
            Map<String, Object> fields) {

        boolean standsAt(Duration moment) {
            return from.compareTo(moment) <= 0 && (until == null || until.compareTo(moment) >= 0);
        }

        @Nullable
        String text(String field) {
            return fields.get(field) instanceof String text ? text : null;
        }

        String text(String field, String otherwise) {
            return fields.get(field) instanceof String text ? text : otherwise;
        }

        @SuppressWarnings("unchecked") // the reader has checked the types by the shape
        Map<String, String> texts(String field) {
            return fields.get(field) instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
        }

        @SuppressWarnings("unchecked") // the reader has checked the types by the shape
        List<String> list(String field) {
            return fields.get(field) instanceof List<?> list ? (List<String>) list : List.of();
        }

        <E extends Enum<E>> E word(String field, E otherwise) {
            return fields.get(field) instanceof String text
                    ? Enum.valueOf(otherwise.getDeclaringClass(), text)
                    : otherwise;
        }
    }

    /**
     * What must, or must not, be there: at each moment from {@code from} to {@code until}.
     *
     * @param present whether it must be there
     * @param count how many of it must be there; null for at least one
     * @param fields expected values by name; null for a field that must have none
     */
    record Expectation(
            int line,
            Duration from,
            Duration until,
            boolean present,
            @Nullable Integer count,
            Expected kind,
            Map<String, @Nullable Object> fields) {

        boolean isOneMoment() {
            return from.equals(until);
        }

        boolean covers(Duration moment) {
            return from.compareTo(moment) <= 0 && until.compareTo(moment) >= 0;
        }
    }
}
