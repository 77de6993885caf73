package io.fixpoint.importing;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A query of Prometheus, as it was parsed. */
sealed interface Query {

    record Constant(double value) implements Query {}

    record Text(String value) implements Query {}

    /** An instant vector: the series that match, as they were {@code offset} ago. */
    record Selector(List<Matcher> matchers, Duration offset) implements Query {
        public Selector {
            matchers = List.copyOf(matchers);
        }

        /** The name, if one is required. */
        @Nullable
        String metric() {
            return matchers.stream()
                    .filter(matcher -> matcher.label().equals(NAME) && matcher.kind() == Matcher.Kind.EQUAL)
                    .map(Matcher::value)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A range vector. */
    record Range(Selector selector, Duration length) implements Query {}

    /** What Prometheus has and we do not, such as a subquery. */
    record Unsupported(String what) implements Query {}

    record Call(String function, List<Query> arguments) implements Query {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * An aggregation.
     *
     * @param without whether the labels are those to drop
     * @param parameter of quantile, topk and the like
     */
    record Aggregate(
            String operator,
            boolean without,
            Set<String> labels,
            @Nullable Query parameter,
            Query of) implements Query {
        public Aggregate {
            labels = new TreeSet<>(labels);
        }
    }

    /** A minus sign. */
    record Negative(Query of) implements Query {}

    /**
     * An operator between two.
     *
     * @param bool whether a comparison gives 0 or 1 instead of filtering
     */
    record Binary(String operator, boolean bool, Matching matching, Query left, Query right) implements Query {
        boolean isComparison() {
            return Set.of("==", "!=", "<", "<=", ">", ">=").contains(operator);
        }

        boolean isSet() {
            return Set.of("and", "or", "unless").contains(operator);
        }
    }

    /** Which elements of two vectors belong together. */
    record Matching(boolean on, Set<String> labels, Group group, Set<String> include) {
        /** On all labels. */
        static final Matching ALL = new Matching(false, Set.of(), Group.NONE, Set.of());

        /** The side with many elements for one of the other side. */
        enum Group {
            NONE,
            LEFT,
            RIGHT
        }

        public Matching {
            labels = new TreeSet<>(labels);
            include = new TreeSet<>(include);
        }
    }

    record Matcher(String label, Kind kind, String value) {
        enum Kind {
            EQUAL,
            UNEQUAL,
            MATCHES,
            MATCHES_NOT
        }
    }

    /** The label that holds the name of the metric. */
    String NAME = "__name__";

    /** The selectors of a query. */
    static Set<Selector> selectors(Query query) {
        Set<Selector> found = new HashSet<>();
        if (query instanceof Selector selector) {
            found.add(selector);
        } else if (query instanceof Range range) {
            found.add(range.selector());
        } else if (query instanceof Call call) {
            call.arguments().forEach(argument -> found.addAll(selectors(argument)));
        } else if (query instanceof Negative negative) {
            found.addAll(selectors(negative.of()));
        } else if (query instanceof Aggregate aggregate) {
            found.addAll(selectors(aggregate.of()));
        } else if (query instanceof Binary binary) {
            found.addAll(selectors(binary.left()));
            found.addAll(selectors(binary.right()));
        }
        return found;
    }
}
