package io.fixpoint.benchmark;

import io.fixpoint.detection.ScoredSeries;
import io.fixpoint.rule.FixedWindow;
import io.fixpoint.rule.SeriesUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * What a sample costs, by what rules read of its series, and what a series keeps; beside it a map that keeps the last value
 * of each series and its running mean and variance, as a minimum that anything pays.
 *
 * <p>{@code -Dfixpoint.benchmark.series=200 -Dfixpoint.benchmark.samples=5000} (of each) are the defaults.
 */
public final class SeriesCostBenchmark {
    private static final int SERIES = Integer.getInteger("fixpoint.benchmark.series", 200);
    private static final int SAMPLES = Integer.getInteger("fixpoint.benchmark.samples", 5_000);
    private static final long INTERVAL = 15_000_000L;
    private static final long START = 1_700_000_000_000_000L;
    private static final Set<FixedWindow> ALL = EnumSet.allOf(FixedWindow.class);

    private SeriesCostBenchmark() {}

    public static void main(String[] arguments) {
        Map<String, SeriesUse> uses = new LinkedHashMap<>();
        uses.put("last values only", SeriesUse.NONE);
        uses.put("samples of 10 minutes", SeriesUse.ofSamples(Duration.ofMinutes(10)));
        uses.put("numbers of all windows", new SeriesUse(Duration.ZERO, ALL, Set.of(), false, false, false));
        uses.put("percentiles of all windows", new SeriesUse(Duration.ZERO, Set.of(), ALL, false, false, false));
        uses.put("forecast", new SeriesUse(Duration.ZERO, Set.of(), Set.of(), false, true, false));
        uses.put("baseline and score", SeriesUse.USUAL);
        double[] values = values();
        reference(values);
        double least = reference(values);
        System.out.printf(Locale.ROOT, "%-28s %8.0f ns%n", "map of last, mean, variance", least);
        uses.forEach((name, use) -> {
            run(use, values);
            List<ScoredSeries> series = new ArrayList<>();
            for (int i = 0; i < SERIES; i++) {
                series.add(new ScoredSeries("value", use));
            }
            double nanos = run(series, values);
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %8.0f ns  ratio %6.1f  checkpoint %,d bytes a series%n",
                    name,
                    nanos,
                    nanos / least,
                    series.get(0).bytes());
        });
    }

    private static double[] values() {
        Random random = new Random(1);
        double[] values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = 100 + 50 * Math.sin(i * 2 * Math.PI / 5_760) + 10 * random.nextGaussian();
        }
        return values;
    }

    private static void run(SeriesUse use, double[] values) {
        run(List.of(new ScoredSeries("value", use), new ScoredSeries("value", use)), values);
    }

    private static double run(List<ScoredSeries> series, double[] values) {
        long began = System.nanoTime();
        double sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (ScoredSeries one : series) {
                sum += one.add(START + i * INTERVAL, values[i]);
            }
        }
        long took = System.nanoTime() - began;
        if (sum == Double.MIN_VALUE) {
            throw new IllegalStateException();
        }
        return (double) took / SAMPLES / series.size();
    }

    private static double reference(double[] values) {
        Map<Integer, double[]> known = new HashMap<>();
        for (int i = 0; i < SERIES; i++) {
            known.put(i, new double[4]);
        }
        long began = System.nanoTime();
        for (double value : values) {
            for (int i = 0; i < SERIES; i++) {
                double[] numbers = Objects.requireNonNull(known.get(i));
                numbers[0] = value;
                numbers[3]++;
                double distance = value - numbers[1];
                numbers[1] += distance / numbers[3];
                numbers[2] += distance * (value - numbers[1]);
            }
        }
        return (double) (System.nanoTime() - began) / SAMPLES / SERIES;
    }
}
