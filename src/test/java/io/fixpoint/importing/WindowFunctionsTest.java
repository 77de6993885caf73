package io.fixpoint.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our functions over a window give the numbers of Prometheus, to the last bit. */
class WindowFunctionsTest {
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final int STEPS = 160;
    private static final List<String> WINDOWS = List.of("15s", "30s", "1m", "5m", "8m20s", "30m", "1h");
    private static final Map<String, ToDoubleFunction<Samples>> FUNCTIONS = new LinkedHashMap<>();

    static {
        FUNCTIONS.put("rate(m[W])", Samples::rate);
        FUNCTIONS.put("increase(m[W])", Samples::increase);
        FUNCTIONS.put("irate(m[W])", Samples::irate);
        FUNCTIONS.put("delta(m[W])", Samples::delta);
        FUNCTIONS.put("idelta(m[W])", Samples::idelta);
        FUNCTIONS.put("deriv(m[W])", Samples::slope);
        FUNCTIONS.put("predict_linear(m[W], 3600)", samples -> samples.predicted(3600));
        FUNCTIONS.put("changes(m[W])", Samples::changes);
        FUNCTIONS.put("resets(m[W])", Samples::resets);
        FUNCTIONS.put("avg_over_time(m[W])", Samples::mean);
        FUNCTIONS.put("min_over_time(m[W])", Samples::min);
        FUNCTIONS.put("max_over_time(m[W])", Samples::max);
        FUNCTIONS.put("sum_over_time(m[W])", Samples::sum);
        FUNCTIONS.put("count_over_time(m[W])", samples -> samples.count() == 0 ? Double.NaN : samples.count());
        FUNCTIONS.put("last_over_time(m[W])", Samples::last);
        FUNCTIONS.put("stddev_over_time(m[W])", samples -> Math.sqrt(samples.variance()));
        FUNCTIONS.put("stdvar_over_time(m[W])", Samples::variance);
        FUNCTIONS.put("quantile_over_time(0.9, m[W])", samples -> samples.quantile(0.9));
    }

    @TempDir
    private Path folder;

    private static List<Double> counter(Random random) {
        List<Double> values = new ArrayList<>();
        double value = random.nextInt(100);
        for (int i = 0; i < STEPS; i++) {
            value = random.nextInt(25) == 0 ? random.nextInt(3) : value + random.nextInt(40) / 7.0;
            values.add(random.nextInt(6) == 0 ? null : Double.valueOf(value));
        }
        return values;
    }

    private static List<Double> gauge(Random random) {
        List<Double> values = new ArrayList<>();
        double value = 0;
        for (int i = 0; i < STEPS; i++) {
            value = random.nextBoolean() ? value : random.nextGaussian() * 1000;
            values.add(random.nextInt(5) == 0 ? null : Double.valueOf(value));
        }
        return values;
    }

    private static Samples samples(List<Double> values, Duration at, Duration window) {
        long[] times = new long[values.size()];
        double[] known = new double[values.size()];
        int count = 0;
        for (int i = 0; i < values.size(); i++) {
            Double value = values.get(i);
            if (value != null) {
                times[count] = i * Evaluation.micros(STEP);
                known[count++] = value;
            }
        }
        long end = Evaluation.micros(at);
        long start = end - Evaluation.micros(window);
        int from = 0;
        while (from < count && times[from] < start) {
            from++;
        }
        int to = count;
        while (to > from && times[to - 1] > end) {
            to--;
        }
        return new Samples(times, known, from, to, start, end, end);
    }

    @Test
    void functionsAreThoseOfPrometheus() throws IOException, InterruptedException {
        assumeTrue(Promtool.isThere(), "there is no /usr/bin/promtool: install Debian's prometheus");
        Random random = new Random(5);
        int compared = 0;
        for (int round = 0; round < 12; round++) {
            List<Double> values = round % 2 == 0 ? counter(random) : gauge(random);
            // Also between two samples.
            Duration at = Duration.ofSeconds(600 + random.nextInt(1_790));
            List<String> queries = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            for (String window : WINDOWS) {
                Samples samples = samples(values, at, Lengths.parse(window));
                FUNCTIONS.forEach((query, function) -> {
                    queries.add(query.replace("W", window));
                    ours.add(function.applyAsDouble(samples));
                });
            }
            List<Optional<Double>> theirs = Promtool.values(
                    folder.resolve("round-" + round),
                    queries,
                    List.of(new Promtool.Values(Map.of(Query.NAME, "m"), values)),
                    STEP,
                    at);
            for (int i = 0; i < queries.size(); i++) {
                assertThat(ours.get(i))
                        .as(queries.get(i) + " at " + at + " in round " + round)
                        .isEqualTo(theirs.get(i).orElse(Double.NaN));
                compared += theirs.get(i).isPresent() ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }
}
