package io.fixpoint.importing;

import io.fixpoint.fact.Numbers;
import io.fixpoint.fact.Samples;
import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** What a query gives for made-up series at one time: to find out which samples make a rule fire. */
final class Evaluation {
    private static final double MICROS = 1e6;

    /** A series with its samples; times are microseconds since 1970, ascending. */
    static final class Track {
        private final Map<String, String> labels;
        private final long[] times;
        private final double[] values;

        Track(Map<String, String> labels, long[] times, double[] values) {
            this.labels = labels;
            this.times = times;
            this.values = values;
        }

        Map<String, String> labels() {
            return labels;
        }

        Samples samples(long start, long end, long now) {
            return new Samples(times, values, firstAt(start), firstAt(end + 1), start, end, now);
        }

        private int firstAt(long time) {
            int place = Arrays.binarySearch(times, time);
            return place < 0 ? -place - 1 : place;
        }
    }

    /** Prometheus answers with an error, so nothing fires. */
    private static final Map<Map<String, String>, Double> ERROR = Map.of();

    private final List<Track> tracks;
    private final Map<Selector, List<Integer>> selected;
    private final long now;

    /**
     * @param selected which of the tracks a selector matches, as far as it was found out; the same for all evaluations
     *     over tracks of the same labels
     * @param now microseconds since 1970
     */
    Evaluation(List<Track> tracks, Map<Selector, List<Integer>> selected, long now) {
        this.tracks = tracks;
        this.selected = selected;
        this.now = now;
    }

    private List<Integer> selected(Selector selector) {
        return selected.computeIfAbsent(selector, all -> {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < tracks.size(); i++) {
                Map<String, String> labels = tracks.get(i).labels();
                if (all.matchers().stream()
                        .allMatch(matcher -> MatcherText.matches(matcher, labels.getOrDefault(matcher.label(), "")))) {
                    places.add(i);
                }
            }
            return places;
        });
    }

    /** The vector's elements, each with its labels. */
    Map<Map<String, String>, Double> vector(Query query) {
        if (query instanceof Selector selector) {
            return over(new Range(selector, Duration.ofMinutes(5)), Samples::last, 1);
        }
        if (query instanceof Negative negative) {
            return mapped(negative.of(), value -> -value);
        }
        if (query instanceof Aggregate aggregate) {
            return aggregate(aggregate);
        }
        if (query instanceof Binary binary) {
            return binary(binary);
        }
        if (query instanceof Call call) {
            return call(call);
        }
        throw new RefusedRuleException("not evaluated");
    }

    static long micros(Duration length) {
        return length.toNanos() / 1_000;
    }

    private interface Function {
        double of(Samples samples);
    }

    private Map<Map<String, String>, Double> over(Range range, Function function, int atLeast) {
        Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
        long end = now - micros(range.selector().offset());
        long start = end - micros(range.length());
        for (int place : selected(range.selector())) {
            Track track = tracks.get(place);
            Samples samples = track.samples(start, end, now);
            if (samples.count() >= atLeast) {
                vector.put(track.labels(), function.of(samples));
            }
        }
        return vector;
    }

    private static Map<String, String> unnamed(Map<String, String> labels) {
        Map<String, String> left = new TreeMap<>(labels);
        left.remove(Query.NAME);
        return left;
    }

    private Map<Map<String, String>, Double> mapped(Query query, DoubleUnaryOperator operator) {
        Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
        vector(query).forEach((labels, value) -> vector.put(unnamed(labels), operator.applyAsDouble(value)));
        return vector;
    }

    private Map<Map<String, String>, Double> call(Call call) {
        List<Query> arguments = call.arguments();
        Query first = arguments.isEmpty() ? new Query.Constant(0) : arguments.get(0);
        Query last = arguments.isEmpty() ? first : arguments.get(arguments.size() - 1);
        if (call.function().startsWith("absent")) {
            return vector(Translator.sampled(call)).isEmpty() ? Map.of(Map.of(), 1.0) : Map.of();
        }
        if (first instanceof Range || last instanceof Range) {
            Range range = (Range) (first instanceof Range ? first : last);
            double parameter = arguments.size() < 2 ? 0 : scalar(first instanceof Range ? arguments.get(1) : first);
            Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
            boolean two = Set.of("rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear")
                    .contains(call.function());
            over(range, samples -> function(call.function(), samples, parameter), two ? 2 : 1)
                    .forEach((labels, value) -> vector.put(unnamed(labels), value));
            return vector;
        }
        return switch (call.function()) {
            case "abs" -> mapped(first, Math::abs);
            case "ceil" -> mapped(first, Math::ceil);
            case "floor" -> mapped(first, Math::floor);
            case "sqrt" -> mapped(first, Math::sqrt);
            case "exp" -> mapped(first, Math::exp);
            case "ln" -> mapped(first, Math::log);
            case "log10" -> mapped(first, Math::log10);
            case "sgn" -> mapped(first, Math::signum);
            case "round" ->
                mapped(first, value -> Numbers.round(value, arguments.size() > 1 ? scalar(arguments.get(1)) : 1));
            case "clamp_min" -> mapped(first, value -> Math.max(value, scalar(arguments.get(1))));
            case "clamp_max" -> mapped(first, value -> Math.min(value, scalar(arguments.get(1))));
            case "sort", "sort_desc" -> vector(first);
            case "histogram_quantile" -> histogram(scalar(first), vector(last));
            default -> throw new RefusedRuleException("not evaluated");
        };
    }

    private static double function(String name, Samples samples, double parameter) {
        return switch (name) {
            case "rate" -> samples.rate();
            case "increase" -> samples.increase();
            case "irate" -> samples.irate();
            case "delta" -> samples.delta();
            case "idelta" -> samples.idelta();
            case "deriv" -> samples.slope();
            case "predict_linear" -> samples.predicted(parameter);
            case "changes" -> samples.changes();
            case "resets" -> samples.resets();
            case "avg_over_time" -> samples.mean();
            case "min_over_time" -> samples.min();
            case "max_over_time" -> samples.max();
            case "sum_over_time" -> samples.sum();
            case "count_over_time" -> samples.count();
            case "last_over_time" -> samples.last();
            case "stddev_over_time" -> Math.sqrt(samples.variance());
            case "stdvar_over_time" -> samples.variance();
            case "quantile_over_time" -> samples.quantile(parameter);
            default -> throw new RefusedRuleException("not evaluated");
        };
    }

    private static Map<Map<String, String>, Double> histogram(
            double quantile, Map<Map<String, String>, Double> buckets) {
        Map<Map<String, String>, Map<Double, Double>> groups = new LinkedHashMap<>();
        buckets.forEach((labels, value) -> {
            Map<String, String> group = unnamed(labels);
            String le = group.remove("le");
            if (le != null) {
                groups.computeIfAbsent(group, g -> new TreeMap<>()).merge(Numbers.bound(le), value, Double::sum);
            }
        });
        Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
        groups.forEach((group, counts) -> vector.put(group, Numbers.ofBuckets(quantile, counts)));
        return vector;
    }

    private Map<Map<String, String>, Double> aggregate(Aggregate aggregate) {
        Map<Map<String, String>, List<Double>> groups = new LinkedHashMap<>();
        vector(aggregate.of())
                .forEach((labels, value) -> groups.computeIfAbsent(
                                kept(labels, !aggregate.without(), aggregate.labels()), group -> new ArrayList<>())
                        .add(value));
        Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
        groups.forEach((group, values) -> vector.put(
                group,
                switch (aggregate.operator()) {
                    case "sum" -> Numbers.sum(values);
                    case "avg" -> Numbers.mean(values);
                    case "min" -> Numbers.min(values);
                    case "max" -> Numbers.max(values);
                    case "count" -> (double) values.size();
                    case "stddev" -> Numbers.deviation(values);
                    case "stdvar" -> Numbers.variance(values);
                    case "group" -> 1.0;
                    case "quantile" -> Numbers.quantile(scalar(Objects.requireNonNull(aggregate.parameter())), values);
                    default -> throw new RefusedRuleException("not evaluated");
                }));
        return vector;
    }

    private static Map<String, String> kept(Map<String, String> labels, boolean only, Set<String> names) {
        return labels.entrySet().stream()
                .filter(label -> only == names.contains(label.getKey())
                        && (only || !label.getKey().equals(Query.NAME)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private boolean isScalar(Query query) {
        return query instanceof Query.Constant
                || (query instanceof Call call && call.function().equals("time"))
                || (query instanceof Negative negative && isScalar(negative.of()))
                || (query instanceof Binary binary && isScalar(binary.left()) && isScalar(binary.right()));
    }

    private double scalar(Query query) {
        if (query instanceof Query.Constant number) {
            return number.value();
        }
        if (query instanceof Negative negative) {
            return -scalar(negative.of());
        }
        if (query instanceof Binary binary) {
            return calculated(binary.operator(), scalar(binary.left()), scalar(binary.right()));
        }
        return now / MICROS;
    }

    private static double calculated(String operator, double left, double right) {
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "%" -> left % right;
            case "^" -> Math.pow(left, right);
            default -> Math.atan2(left, right);
        };
    }

    private static boolean holds(String operator, double left, double right) {
        return switch (operator) {
            case "==" -> left == right;
            case "!=" -> left != right;
            case "<" -> left < right;
            case "<=" -> left <= right;
            case ">" -> left > right;
            default -> left >= right;
        };
    }

    private Map<Map<String, String>, Double> binary(Binary binary) {
        if (isScalar(binary.left()) || isScalar(binary.right())) {
            boolean left = isScalar(binary.left());
            Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
            vector(left ? binary.right() : binary.left())
                    .forEach((labels, value) -> put(
                            vector,
                            binary,
                            labels,
                            left ? scalar(binary.left()) : value,
                            left ? value : scalar(binary.right()),
                            value));
            return vector;
        }
        Map<Map<String, String>, Double> left = vector(binary.left());
        Map<Map<String, String>, Double> right = vector(binary.right());
        Matching matching = binary.matching();
        Map<Map<String, String>, Map.Entry<Map<String, String>, Double>> others = new HashMap<>();
        boolean many = matching.group() == Matching.Group.RIGHT;
        for (Map.Entry<Map<String, String>, Double> entry : (many ? left : right).entrySet()) {
            if (others.put(signature(entry.getKey(), matching), entry) != null && !binary.isSet()) {
                return ERROR;
            }
        }
        Map<Map<String, String>, Double> vector = new LinkedHashMap<>();
        Set<Map<String, String>> results = new HashSet<>();
        boolean twice = false;
        for (Map.Entry<Map<String, String>, Double> element : (many ? right : left).entrySet()) {
            Map<String, String> labels = element.getKey();
            double value = element.getValue();
            Map.Entry<Map<String, String>, Double> other = others.get(signature(labels, matching));
            if (binary.isSet()) {
                if (binary.operator().equals("or") || binary.operator().equals("and") == (other != null)) {
                    vector.put(labels, value);
                }
            } else if (other != null) {
                Map<String, String> result = result(labels, other.getKey(), matching);
                twice |= !results.add(result);
                double one = many ? other.getValue() : value;
                put(vector, binary, result, one, many ? value : other.getValue(), one);
            }
        }
        if (twice) {
            return ERROR;
        }
        if (binary.operator().equals("or")) {
            Set<Map<String, String>> known = left.keySet().stream()
                    .map(labels -> signature(labels, matching))
                    .collect(Collectors.toSet());
            right.forEach((labels, value) -> {
                if (!known.contains(signature(labels, matching))) {
                    vector.put(labels, value);
                }
            });
        }
        return vector;
    }

    private static Map<String, String> signature(Map<String, String> labels, Matching matching) {
        return matching.on() ? kept(labels, true, matching.labels()) : kept(labels, false, matching.labels());
    }

    private static Map<String, String> result(
            Map<String, String> labels, Map<String, String> other, Matching matching) {
        if (matching.group() == Matching.Group.NONE) {
            return signature(labels, matching);
        }
        Map<String, String> result = unnamed(labels);
        for (String label : new TreeSet<>(matching.include())) {
            result.remove(label);
            if (other.containsKey(label)) {
                result.put(label, other.get(label));
            }
        }
        return result;
    }

    private static void put(
            Map<Map<String, String>, Double> vector,
            Binary binary,
            Map<String, String> labels,
            double left,
            double right,
            double kept) {
        if (!binary.isComparison()) {
            vector.put(unnamed(labels), calculated(binary.operator(), left, right));
        } else if (binary.bool()) {
            vector.put(unnamed(labels), holds(binary.operator(), left, right) ? 1.0 : 0.0);
        } else if (holds(binary.operator(), left, right)) {
            vector.put(labels, kept);
        }
    }
}
