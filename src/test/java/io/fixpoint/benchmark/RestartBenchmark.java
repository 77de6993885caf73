package io.fixpoint.benchmark;

import io.fixpoint.rule.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long a start takes after {@code kill -9} with a million facts after the last checkpoint, until {@code
 * /q/health/ready} is up, beside a start of the same server with nothing to read.
 *
 * <p>Properties, with their defaults: {@code services=100 series=100 rules=200 facts=1000000 starts=3 connections=5
 * heap=1g}; properties that begin with {@code fixpoint.} are settings of the server.
 */
public final class RestartBenchmark {
    private static final String CHECKPOINT_EVERY = "fixpoint.detection.checkpoint-every";
    private static final long FACTS = Long.getLong("facts", 1_000_000);
    private static final int STARTS = Integer.getInteger("starts", 3);
    private static final int CONNECTIONS = Integer.getInteger("connections", 5);

    /** It never concludes; for it every series keeps a window and learns what is usual. */
    private static final String READS_STATISTICS = """
            rule "reads statistics" @id("reads-statistics")
            when
                $s : Series( mean5m > 1000, anomalyScore > 0.99 )
            then
                insertLogical( Anomaly.of("reads-statistics", $s).severity(Severity.INFO) );
            end
            """;

    private RestartBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        SampleLoad load = new SampleLoad(
                Integer.getInteger("services", 100),
                Integer.getInteger("series", 100),
                Integer.getInteger("rules", 200));
        print(
                "%,d series, %,d rules, at least %,d facts after the last checkpoint, %d processors, Java %s",
                load.series(),
                load.rules(),
                FACTS,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        RuleFile rules = load.ruleFile();
        starts("values", rules, load);
        starts("statistics", new RuleFile(rules.path(), rules.text() + READS_STATISTICS), load);
        System.exit(0);
    }

    private static void starts(String what, RuleFile rules, SampleLoad load) throws InterruptedException, IOException {
        try (MeasuredServer server = new MeasuredServer(rules, System.getProperty("heap", "1g"))) {
            SampleBodies bodies = SampleBodies.remoteWrite(load, 2_000);
            Posting posting = new Posting(server, bodies, CONNECTIONS);
            server.set(CHECKPOINT_EVERY, "PT1S").restart();
            posting.run(Duration.ofSeconds(2), Double.POSITIVE_INFINITY);
            server.awaitProcessed();
            awaitCheckpoint(server.data().resolve("checkpoints"));
            double[] empty = times(server.set(CHECKPOINT_EVERY, "P1D"));
            long before = posting.samples();
            while (posting.samples() - before < FACTS) {
                posting.run(Duration.ofSeconds(1), Double.POSITIVE_INFINITY);
            }
            server.awaitProcessed();
            double[] full = times(server);
            print(
                    "%-14s ready after %.1f s (%.1f to %.1f) with %,d facts in the tail, %.1f s with nearly none: ratio"
                            + " %.1f",
                    what,
                    full[STARTS / 2],
                    full[0],
                    full[STARTS - 1],
                    posting.samples() - before,
                    empty[STARTS / 2],
                    full[STARTS / 2] / empty[STARTS / 2]);
        }
    }

    /** Seconds from the start of the process to its readiness, ascending; each after a kill. */
    private static double[] times(MeasuredServer server) throws InterruptedException {
        double[] seconds = new double[STARTS];
        for (int start = 0; start < STARTS; start++) {
            seconds[start] = server.restart().toNanos() / 1e9;
            server.awaitProcessed();
        }
        Arrays.sort(seconds);
        return seconds;
    }

    private static void awaitCheckpoint(Path folder) throws InterruptedException, IOException {
        while (true) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.anyMatch(file -> file.toString().endsWith(".checkpoint"))) {
                        return;
                    }
                }
            }
            Thread.sleep(100);
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
