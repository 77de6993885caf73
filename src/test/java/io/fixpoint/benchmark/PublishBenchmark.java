package io.fixpoint.benchmark;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Series;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.PublishedRules;
import io.fixpoint.rule.RuleFile;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes 1,000 rules again and again while facts of 10,000 series flow, and says how long detection stands still, beside
 * what plain Drools takes for a new session over as many facts.
 */
public final class PublishBenchmark {
    private static final int SERIES = Integer.getInteger("series", 10_000);
    private static final int RULES = Integer.getInteger("rules", 1_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final int BATCH = 100;
    private static final int PER_METRIC = 10;

    private final List<double[]> figures = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");
    private long position;
    private int next;

    private PublishBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException {
        new PublishBenchmark().run();
    }

    /** Rules over a metric each; a tenth of the series is over the threshold, so a tenth of all concludes. */
    private static RuleFile rules(int edition) {
        StringBuilder text = new StringBuilder("package detection;\nimport io.fixpoint.fact.*;\n");
        for (int i = 0; i < RULES; i++) {
            text.append("""
                    rule "Rule %d" when $s : Series( metric == "metric%d", value > 90 ) then
                        insertLogical( Anomaly.of("a%d", $s).severity(Severity.MAJOR).detail("edition %d") );
                    end
                    """.formatted(i, i % (SERIES / PER_METRIC), i, edition));
        }
        return new RuleFile("detection/benchmark.drl", text.toString());
    }

    private static String metric(int series) {
        return "metric" + series / PER_METRIC;
    }

    private static double value(int series) {
        return series % PER_METRIC == 0 ? 95 : 10;
    }

    private LogRecord record() {
        now = now.plusMillis(100);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int series = next++ % SERIES;
            facts.add(new Fact.Sample(
                    "service" + series % 100, "i" + series, metric(series), value(series), null, now, Map.of(), null));
        }
        return new LogRecord(++position, LogRecord.Kind.BATCH, now, facts);
    }

    private void run() throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%,d rules, %,d series, batches of %d samples, %d processors, Java %s%n",
                RULES,
                SERIES,
                BATCH,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        PublishedRules rules = new PublishedRules(List.of(rules(0)));
        DetectionConfig config = TestDatabase.config(DetectionConfig.class, Map.of());
        try (DetectionMemory memory = new DetectionMemory(rules, config, Duration.ofDays(7), null)) {
            memory.open(List.of(), true);
            for (int i = 0; i < 4 * SERIES / BATCH; i++) {
                memory.process(record());
                memory.stored();
            }
            for (int round = 1; round <= ROUNDS; round++) {
                publish(memory, rules, round);
            }
        }
        plain();
    }

    private void publish(DetectionMemory memory, PublishedRules rules, int edition) throws InterruptedException {
        long before = position;
        long from = System.nanoTime();
        CompletableFuture<Void> published = CompletableFuture.runAsync(() -> rules.publish(List.of(rules(edition))));
        long longest = 0;
        long pause = 0;
        long last = System.nanoTime();
        while (pause == 0) {
            long begun = System.nanoTime();
            boolean switched = memory.followRules();
            if (switched) {
                pause = System.nanoTime() - begun;
            }
            memory.process(record());
            memory.stored();
            long done = System.nanoTime();
            longest = Math.max(longest, done - last);
            last = done;
        }
        published.join();
        double took = millis(System.nanoTime() - from);
        figures.add(new double[] {millis(pause), millis(longest), took});
        System.out.printf(
                Locale.ROOT,
                "publish %d: %6.0f ms to compile and switch; detection stood still for %4.0f ms (longest between two"
                        + " records %4.0f ms), %,d records meanwhile%n",
                edition,
                took,
                millis(pause),
                millis(longest),
                position - before);
    }

    private void plain() {
        List<Series> facts = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            facts.add(new Series("service" + i % 100, "i" + i, metric(i), Map.of(), readings(value(i))));
        }
        double[] plain = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            // A new base each time, as a release is one: its first session is the one that counts.
            PublishedRules.PlainDrools drools = PublishedRules.plainDrools(rules(round));
            long from = System.nanoTime();
            int fired = drools.openAndFire(facts);
            plain[round] = millis(System.nanoTime() - from);
            long again = System.nanoTime();
            int unused = drools.openAndFire(facts);
            System.out.printf(
                    Locale.ROOT,
                    "plain Drools %d: %4.0f ms, %,d matches fired; %4.0f ms for a second session of the same base%n",
                    round + 1,
                    plain[round],
                    fired,
                    millis(System.nanoTime() - again));
        }
        double pause = median(figures.stream().mapToDouble(round -> round[0]).toArray());
        double longest = median(figures.stream().mapToDouble(round -> round[1]).toArray());
        double drools1 = median(plain);
        System.out.printf(
                Locale.ROOT,
                "median: detection stands still for %.0f ms (longest between two records %.0f ms); plain Drools %.0f ms;"
                        + " ratio %.1f%n",
                pause,
                longest,
                drools1,
                pause / drools1);
    }

    private static Series.Readings readings(double value) {
        return (Series.Readings) Proxy.newProxyInstance(
                Series.Readings.class.getClassLoader(),
                new Class<?>[] {Series.Readings.class},
                (proxy, method, args) -> switch (method.getReturnType().getName()) {
                    case "double" -> method.getName().equals("value") ? value : Double.NaN;
                    case "boolean" -> false;
                    case "java.time.Instant" -> Instant.EPOCH;
                    default -> Duration.ZERO;
                });
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
