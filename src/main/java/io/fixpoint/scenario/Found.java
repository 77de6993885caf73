package io.fixpoint.scenario;

import io.fixpoint.problem.NearNames;
import io.fixpoint.rule.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that is there at a moment, and may be what a scenario expects.
 *
 * @param over whether it is over: then it is expected only by its status
 * @param told what it is and since when, for people
 */
record Found(Map<String, @Nullable Object> values, boolean over, String told, List<Match> because) {
    /** By these one knows which of several things is meant. */
    private static final List<String> TELLING = List.of("name", "type", "kind", "process", "service", "correlationKey");

    /** A field that is not as expected. */
    record Deviation(
            String field,
            @Nullable Object expected,
            @Nullable Object actual) {
        @Override
        public String toString() {
            return expected == null
                    ? field + " is " + Words.value(actual) + ", and must have no value"
                    : field + " is " + Words.value(actual) + ", not " + Words.value(expected);
        }
    }

    /** What is not as expected; empty if it is what is expected. */
    List<Deviation> deviations(Map<String, @Nullable Object> expected) {
        List<Deviation> deviations = new ArrayList<>();
        if (over && !expected.containsKey("status")) {
            deviations.add(new Deviation("status", "one that stands", values.get("status")));
        }
        deviations("", expected, values, deviations);
        return deviations;
    }

    private static void deviations(String path, Map<?, ?> expected, Map<?, ?> actual, List<Deviation> deviations) {
        expected.forEach((name, wanted) -> {
            Object is = actual.get(name);
            String field = path + name;
            if (wanted instanceof Map<?, ?> parts && is instanceof Map<?, ?> map) {
                deviations(field + ".", parts, map, deviations);
            } else if (!isAsExpected(wanted, is)) {
                deviations.add(new Deviation(field, wanted, is));
            }
        });
    }

    private static boolean isAsExpected(@Nullable Object wanted, @Nullable Object is) {
        if (wanted == null || is == null) {
            return wanted == is;
        }
        if (is instanceof Collection<?> items) {
            Collection<?> all = wanted instanceof Collection<?> list ? list : List.of(wanted);
            return items.containsAll(all);
        }
        if (wanted instanceof Number number && is instanceof Number other) {
            return number.doubleValue() == other.doubleValue();
        }
        return Objects.equals(wanted, is);
    }

    /** How far it is from what is expected: the fields that tell which one is meant weigh most. */
    static int distance(List<Deviation> deviations) {
        int distance = 0;
        for (Deviation deviation : deviations) {
            String last = deviation.field().substring(deviation.field().lastIndexOf('.') + 1);
            boolean near = deviation.expected() instanceof String wanted
                    && deviation.actual() instanceof String actual
                    && !NearNames.of(wanted, List.of(actual)).isEmpty();
            distance += TELLING.contains(last) ? (near ? 2 : 10) : 1;
        }
        return distance;
    }
}
