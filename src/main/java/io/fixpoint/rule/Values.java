package io.fixpoint.rule;

import io.fixpoint.rule.Condition.Any;
import io.fixpoint.rule.Condition.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A set of values that a field may have. */
sealed interface Values {

    boolean isEmpty();

    /** Those that are in both; empty if the two are not of one kind. */
    Optional<Values> and(Values other);

    /** Those that are in either; empty if that cannot be told. */
    Optional<Values> or(Values other);

    /** Whether each of these is in the other; false if that cannot be told. */
    boolean within(Values other);

    /** Whether this is exactly one value. */
    boolean isOne();

    /** What a comparison with a literal admits; empty if that cannot be told. */
    static Optional<Values> of(Comparison comparison) {
        return Literal.of(comparison.right()).flatMap(literal -> of(comparison.operator(), literal));
    }

    /** What alternatives for one field admit, such as {@code metric in ("a", "b")}. */
    static Optional<Values> of(Any any) {
        String field = null;
        Values all = null;
        for (Condition part : any.parts()) {
            if (!(part instanceof Comparison comparison) || (field != null && !field.equals(comparison.left()))) {
                return Optional.empty();
            }
            field = comparison.left();
            Values before = all;
            all = of(comparison)
                    .flatMap(values -> before == null ? Optional.of(values) : before.or(values))
                    .orElse(null);
            if (all == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(all);
    }

    private static Optional<Values> of(String operator, Literal literal) {
        Double number = literal.number();
        if (number != null) {
            return Numbers.of(operator, number);
        }
        Class<?> constant = literal.constant();
        if (constant != null && constant.isEnum()) {
            return constants(operator, constant, literal.name());
        }
        return switch (operator) {
            case "==" -> Optional.of(Names.only(Set.of(kind(literal))));
            case "!=" -> Optional.of(Names.except(Set.of(kind(literal))));
            case "matches", "not matches" -> matching(operator, literal.name());
            default -> Optional.empty();
        };
    }

    /** {@code null} and {@code true} are no texts. */
    private static String kind(Literal literal) {
        return literal.constant() == null ? "\"" + literal.name() : literal.name();
    }

    private static Optional<Values> matching(String operator, String regex) {
        try {
            Pattern ignored = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
        return Optional.of(new Names(null, Set.of(), Set.of((operator.startsWith("not ") ? "!" : "") + regex)));
    }

    private static Optional<Values> constants(String operator, Class<?> type, String name) {
        List<String> order = Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        int place = order.indexOf(name);
        List<String> admitted = switch (operator) {
            case "==" -> List.of(name);
            case "<" -> order.subList(0, place);
            case "<=" -> order.subList(0, place + 1);
            case ">" -> order.subList(place + 1, order.size());
            case ">=" -> order.subList(place, order.size());
            case "!=" -> order.stream().filter(other -> !other.equals(name)).toList();
            default -> null;
        };
        return Optional.ofNullable(admitted).map(names -> Names.only(new LinkedHashSet<>(names)));
    }

    /**
     * Texts, constants, truth values.
     *
     * @param only if not null, nothing else
     * @param matching regular expressions that must match; with {@code !} before it, one that must not
     */
    record Names(@Nullable Set<String> only, Set<String> except, Set<String> matching) implements Values {
        static Names only(Set<String> names) {
            return new Names(names, Set.of(), Set.of());
        }

        static Names except(Set<String> names) {
            return new Names(null, names, Set.of());
        }

        private Names simplified() {
            if (only == null) {
                return this;
            }
            return only(only.stream()
                    .filter(name -> !except.contains(name))
                    .filter(name -> matching.stream().allMatch(regex -> matches(name, regex)))
                    .collect(Collectors.toCollection(LinkedHashSet::new)));
        }

        private static boolean matches(String name, String regex) {
            if (!name.startsWith("\"")) {
                return true;
            }
            boolean not = regex.startsWith("!");
            return name.substring(1).matches(not ? regex.substring(1) : regex) != not;
        }

        @Override
        public boolean isEmpty() {
            return only != null && only.isEmpty();
        }

        @Override
        public boolean isOne() {
            return only != null && only.size() == 1;
        }

        @Override
        public Optional<Values> and(Values other) {
            if (!(other instanceof Names names)) {
                return Optional.empty();
            }
            Set<String> both = only;
            if (names.only != null) {
                both = new LinkedHashSet<>(names.only);
                if (only != null) {
                    both.retainAll(only);
                }
            }
            return Optional.of(
                    new Names(both, union(except, names.except), union(matching, names.matching)).simplified());
        }

        @Override
        public Optional<Values> or(Values other) {
            return other instanceof Names names && only != null && names.only != null
                    ? Optional.of(only(union(only, names.only)))
                    : Optional.empty();
        }

        @Override
        public boolean within(Values other) {
            if (!(other instanceof Names names)) {
                return false;
            }
            if (only != null) {
                return only.stream()
                        .allMatch(name -> (names.only == null || names.only.contains(name))
                                && !names.except.contains(name)
                                && names.matching.stream().allMatch(regex -> matches(name, regex)));
            }
            return names.only == null && except.containsAll(names.except) && matching.containsAll(names.matching);
        }

        private static Set<String> union(Set<String> one, Set<String> other) {
            Set<String> all = new LinkedHashSet<>(one);
            all.addAll(other);
            return all;
        }
    }

    /** Numbers, as ranges without overlap; a number that is not known is in none. */
    record Numbers(List<Range> ranges) implements Values {
        private static final double INFINITE = Double.POSITIVE_INFINITY;

        /** From {@code low} to {@code high}; open where the end itself is left out. */
        record Range(double low, boolean lowOpen, double high, boolean highOpen) {
            boolean isEmpty() {
                return low > high || (low == high && (lowOpen || highOpen));
            }

            Range and(Range other) {
                boolean lowIsMine = low > other.low || (low == other.low && lowOpen);
                boolean highIsMine = high < other.high || (high == other.high && highOpen);
                return new Range(
                        lowIsMine ? low : other.low,
                        lowIsMine ? lowOpen : other.lowOpen,
                        highIsMine ? high : other.high,
                        highIsMine ? highOpen : other.highOpen);
            }

            boolean within(Range other) {
                return and(other).equals(this);
            }
        }

        static Numbers between(double low, double high) {
            return new Numbers(List.of(new Range(low, false, high, false)));
        }

        static Optional<Values> of(String operator, double number) {
            List<Range> ranges = switch (operator) {
                case "==" -> List.of(new Range(number, false, number, false));
                case "!=" ->
                    List.of(new Range(-INFINITE, false, number, true), new Range(number, true, INFINITE, false));
                case "<" -> List.of(new Range(-INFINITE, false, number, true));
                case "<=" -> List.of(new Range(-INFINITE, false, number, false));
                case ">" -> List.of(new Range(number, true, INFINITE, false));
                case ">=" -> List.of(new Range(number, false, INFINITE, false));
                default -> List.of();
            };
            return ranges.isEmpty() ? Optional.empty() : Optional.of(new Numbers(ranges));
        }

        @Override
        public boolean isEmpty() {
            return ranges.isEmpty();
        }

        @Override
        public boolean isOne() {
            return ranges.size() == 1 && ranges.get(0).low() == ranges.get(0).high();
        }

        @Override
        public Optional<Values> and(Values other) {
            if (!(other instanceof Numbers numbers)) {
                return Optional.empty();
            }
            List<Range> both = new ArrayList<>();
            for (Range one : ranges) {
                for (Range two : numbers.ranges) {
                    Range overlap = one.and(two);
                    if (!overlap.isEmpty()) {
                        both.add(overlap);
                    }
                }
            }
            return Optional.of(new Numbers(both));
        }

        @Override
        public Optional<Values> or(Values other) {
            if (!(other instanceof Numbers numbers)) {
                return Optional.empty();
            }
            List<Range> all = new ArrayList<>(ranges);
            all.addAll(numbers.ranges);
            return Optional.of(new Numbers(all));
        }

        @Override
        public boolean within(Values other) {
            return other instanceof Numbers numbers
                    && ranges.stream().allMatch(range -> numbers.ranges.stream().anyMatch(range::within));
        }
    }
}
