package io.fixpoint.fact;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be computed of several numbers that {@code accumulate} or {@code collect} found, always anew: a sum that is
 * kept up by adding and subtracting drifts away from zero. Of no numbers it is NaN.
 */
public final class Numbers {
    private Numbers() {}

    public static double count(Collection<?> numbers) {
        return numbers.size();
    }

    public static double sum(Collection<?> numbers) {
        return of(numbers).length == 0 ? Double.NaN : Arrays.stream(of(numbers)).reduce(0, Double::sum);
    }

    /** The average, found so that no sum overflows. */
    public static double mean(Collection<?> numbers) {
        double mean = 0;
        double count = 0;
        for (double number : of(numbers)) {
            count++;
            mean += number / count - mean / count;
        }
        return count == 0 ? Double.NaN : mean;
    }

    public static double min(Collection<?> numbers) {
        double min = Double.NaN;
        for (double number : of(numbers)) {
            min = number >= min ? min : number;
        }
        return min;
    }

    public static double max(Collection<?> numbers) {
        double max = Double.NaN;
        for (double number : of(numbers)) {
            max = number <= max ? max : number;
        }
        return max;
    }

    /** The population's standard deviation. */
    public static double deviation(Collection<?> numbers) {
        return Math.sqrt(variance(numbers));
    }

    /** The population's variance (Welford). */
    public static double variance(Collection<?> numbers) {
        double mean = 0;
        double squares = 0;
        double count = 0;
        for (double number : of(numbers)) {
            count++;
            double delta = number - mean;
            mean += delta / count;
            squares += delta * (number - mean);
        }
        return squares / count;
    }

    /** The quantile, {@code 0 <= quantile <= 1}, linear between the two nearest ranks. */
    public static double quantile(double quantile, Collection<?> numbers) {
        return quantile(quantile, of(numbers));
    }

    static double quantile(double quantile, double[] numbers) {
        if (numbers.length == 0) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        double[] ranks = numbers.clone();
        Arrays.sort(ranks);
        double rank = quantile * (ranks.length - 1);
        int below = (int) Math.max(0, Math.floor(rank));
        int above = Math.min(below + 1, ranks.length - 1);
        double weight = rank - Math.floor(rank);
        return ranks[below] * (1 - weight) + ranks[above] * weight;
    }

    /** 1 if the comparison, such as {@code "<="}, holds, else 0. */
    public static double compared(double left, String operator, double right) {
        boolean holds = switch (operator) {
            case "==" -> left == right;
            case "!=" -> left != right;
            case "<" -> left < right;
            case "<=" -> left <= right;
            case ">" -> left > right;
            case ">=" -> left >= right;
            default -> throw new IllegalArgumentException("'" + operator + "' compares nothing");
        };
        return holds ? 1 : 0;
    }

    /** Rounded to the nearest multiple of the step; a half goes up. */
    public static double round(double number, double step) {
        double inverse = 1.0 / step;
        return Math.floor(number * inverse + 0.5) / inverse;
    }

    /**
     * {@code histogram_quantile} of Prometheus over the rates of cumulative buckets: series with a label {@code le}, of
     * equal bounds added up. NaN without a bucket {@code +Inf}, with fewer than two buckets, or without an observation.
     *
     * @param buckets Series facts, as {@code collect} finds them
     */
    public static double histogramQuantile(double quantile, Collection<?> buckets, @WindowLength String window) {
        Map<Double, Double> counts = new TreeMap<>();
        for (Object bucket : buckets) {
            if (bucket instanceof Series series) {
                double rate = series.rate(window);
                double bound = bound(series.label("le"));
                if (!Double.isNaN(rate) && !Double.isNaN(bound)) {
                    counts.merge(bound, rate, Double::sum);
                }
            }
        }
        return ofBuckets(quantile, counts);
    }

    /** The same over the buckets' values as they are. */
    public static double histogramQuantile(double quantile, Collection<?> buckets) {
        Map<Double, Double> counts = new TreeMap<>();
        for (Object bucket : buckets) {
            if (bucket instanceof Series series && series.isPresent()) {
                double bound = bound(series.label("le"));
                if (!Double.isNaN(bound)) {
                    counts.merge(bound, series.getValue(), Double::sum);
                }
            }
        }
        return ofBuckets(quantile, counts);
    }

    /** The upper bound of a bucket; NaN if the label is none. */
    @HostOnly
    public static double bound(String le) {
        try {
            return switch (le) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(le);
            };
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The quantile by the counts of observations up to each bound. */
    @HostOnly
    public static double ofBuckets(double quantile, Map<Double, Double> counts) {
        double[] bounds =
                counts.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        double[] cumulative =
                counts.values().stream().mapToDouble(Double::doubleValue).toArray();
        int n = bounds.length;
        if (n == 0 || bounds[n - 1] != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        if (Double.isNaN(quantile)) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        // Scrapes that tear a histogram apart can make a count fall from bucket to bucket.
        for (int i = 1; i < n; i++) {
            cumulative[i] = Math.max(cumulative[i], cumulative[i - 1]);
        }
        double observations = cumulative[n - 1];
        if (n < 2 || observations == 0) {
            return Double.NaN;
        }
        double rank = quantile * observations;
        int bucket = 0;
        while (bucket < n - 1 && cumulative[bucket] < rank) {
            bucket++;
        }
        if (bucket == n - 1) {
            return bounds[n - 2];
        }
        if (bucket == 0 && bounds[0] <= 0) {
            return bounds[0];
        }
        double start = bucket == 0 ? 0 : bounds[bucket - 1];
        double before = bucket == 0 ? 0 : cumulative[bucket - 1];
        double width = bounds[bucket] - start;
        return start + width * ((rank - before) / (cumulative[bucket] - before));
    }

    private static double[] of(Collection<?> numbers) {
        return numbers.stream()
                .mapToDouble(number -> number instanceof Number known ? known.doubleValue() : Double.NaN)
                .toArray();
    }
}
