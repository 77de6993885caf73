package io.fixpoint.benchmark;

import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many facts a second the packaged server takes over HTTP, durably, and detects on, beside plain Drools with the same
 * rules and samples in this process: one thread, no HTTP, no log.
 *
 * <p>Arguments: {@code throughput} (the default), {@code latency} (from POST to visible anomaly at 20,000 facts/s), {@code
 * scale} (1,000 rules; 100,000 series). Properties, with their defaults: {@code services=100 series=100 rules=200
 * connections=5 seconds=6 heap=1g formats=json,ndjson,remote-write}; properties that begin with {@code fixpoint.} are
 * settings of the server.
 */
public final class ThroughputBenchmark {
    private static final int SECONDS = Integer.getInteger("seconds", 6);
    private static final int CONNECTIONS = Integer.getInteger("connections", 5);
    private static final String HEAP = System.getProperty("heap", "1g");
    private static final String[] FORMATS =
            System.getProperty("formats", "json,ndjson,remote-write").split(",", -1);
    /** The server's compilers are busy for so long, on two processors. */
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warm-up", 30));

    private static final double PACE = 20_000;
    private static final int PROBES = Integer.getInteger("probes", 200);

    private ThroughputBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException {
        SampleLoad load = new SampleLoad(
                Integer.getInteger("services", 100),
                Integer.getInteger("series", 100),
                Integer.getInteger("rules", 200));
        for (String mode : arguments.length == 0 ? new String[] {"throughput"} : arguments) {
            switch (mode) {
                case "throughput" -> besidePlainDrools(load);
                case "latency" -> latency(load);
                case "scale" -> scale(load);
                default ->
                    throw new IllegalArgumentException("'" + mode + "' is none of throughput, latency and scale.");
            }
        }
        System.exit(0);
    }

    /** Each with a server of its own: the labels of one format are not those of another, so neither are the series. */
    private static void scale(SampleLoad load) throws InterruptedException {
        SampleLoad moreRules = new SampleLoad(load.services(), load.seriesPerService(), 1_000);
        SampleLoad moreSeries = new SampleLoad(load.services() * 10, load.seriesPerService(), load.rules());
        for (String format : FORMATS) {
            double usual = throughput(load, format).get(0);
            print(
                    "%-14s with 1,000 rules %.2f of the throughput, with %,d series %.2f",
                    format,
                    throughput(moreRules, format).get(0) / usual,
                    moreSeries.series(),
                    throughput(moreSeries, format).get(0) / usual);
        }
    }

    private static SampleBodies bodies(String format, SampleLoad load) {
        return switch (format) {
            case "json" -> SampleBodies.json(load, 1_000, false);
            case "ndjson" -> SampleBodies.json(load, 1_000, true);
            case "remote-write" -> SampleBodies.remoteWrite(load, 2_000);
            default -> throw new IllegalArgumentException("There is no format '" + format + "'.");
        };
    }

    private static void besidePlainDrools(SampleLoad load) throws InterruptedException {
        List<Double> figures = throughput(load, FORMATS);
        PlainDroolsReference reference = new PlainDroolsReference(load);
        double events = reference.eventPerSample(Duration.ofSeconds(4));
        double inPlace = reference.factPerSeries(Duration.ofSeconds(4));
        print("%-14s %,9.0f facts/s with an event for each sample, inserted and deleted", "plain Drools", events);
        print("%-14s %,9.0f facts/s with a fact for each series, updated in place", "plain Drools", inPlace);
        for (int i = 0; i < FORMATS.length; i++) {
            print(
                    "%-14s %.3f of plain Drools with events, %.3f of it in place",
                    FORMATS[i], figures.get(i) / events, figures.get(i) / inPlace);
        }
    }

    /** Facts a second by each of the formats. */
    private static List<Double> throughput(SampleLoad load, String... formats) throws InterruptedException {
        print(
                "%,d series of %,d services, %,d rules, %d connections, server with -Xmx%s, %d processors, Java %s",
                load.series(),
                load.services(),
                load.rules(),
                CONNECTIONS,
                HEAP,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        List<Double> figures = new ArrayList<>();
        try (MeasuredServer server = new MeasuredServer(load.ruleFile(), HEAP)) {
            server.get("/api/v1/me");
            long before = server.liveHeap();
            for (String format : formats) {
                figures.add(measured(server, format, new Posting(server, bodies(format, load), CONNECTIONS)));
            }
            long anomalies = (long) total(server.get("/api/v1/anomalies?size=1"));
            if (anomalies == 0) {
                throw new IllegalStateException("The rules found nothing, so nothing was measured.");
            }
            print(
                    "%-14s %,9.0f bytes of heap for a series, after a full collection; %,d anomalies",
                    "memory", (server.liveHeap() - before) / server.meter("fixpoint_intake_series"), anomalies);
        }
        return figures;
    }

    private static double measured(MeasuredServer server, String format, Posting posting) throws InterruptedException {
        // For the compilers, and for the series to be known.
        posting.run(WARM_UP, Double.POSITIVE_INFINITY);
        server.awaitProcessed();
        long samples = posting.samples();
        Duration processor = server.processorTime();
        long driver = driverNanos();
        long from = System.nanoTime();
        posting.run(Duration.ofSeconds(SECONDS), Double.POSITIVE_INFINITY);
        double posted = (System.nanoTime() - from) / 1e9;
        long last = driverNanos();
        server.awaitProcessed();
        double seconds = (System.nanoTime() - from) / 1e9;
        double facts = posting.samples() - samples;
        print(
                "%-14s %,9.0f facts/s durable and processed (%,.0f facts, %.1f s to post, %.1f s to process; asked to send"
                        + " again %d); processor seconds for a million facts: server %.1f, driver %.1f",
                format,
                facts / seconds,
                facts,
                posted,
                seconds,
                posting.repeated(),
                server.processorTime().minus(processor).toNanos() / 1e9 / (facts / 1e6),
                (last - driver) / 1e9 / (facts / 1e6));
        return facts / seconds;
    }

    private static long driverNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Beside a steady load, one sample after the other that is an anomaly, and how long it takes to see it. */
    private static void latency(SampleLoad load) throws InterruptedException {
        try (MeasuredServer server = new MeasuredServer(load.ruleFile(), HEAP)) {
            Posting posting = new Posting(server, bodies("json", load), CONNECTIONS);
            posting.run(Duration.ofSeconds(SECONDS), Double.POSITIVE_INFINITY);
            server.awaitProcessed();
            double[] millis = new double[PROBES];
            Thread background = new Thread(
                    () -> {
                        try {
                            while (!Thread.currentThread().isInterrupted()) {
                                posting.run(Duration.ofSeconds(2), PACE);
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "load");
            background.setDaemon(true);
            background.start();
            long samples = posting.samples();
            long from = System.nanoTime();
            for (int probe = 0; probe < PROBES; probe++) {
                Thread.sleep(50);
                millis[probe] = probe(server, probe);
            }
            double pace = (posting.samples() - samples) / ((System.nanoTime() - from) / 1e9);
            background.interrupt();
            Arrays.sort(millis);
            print(
                    "latency        p50 %.0f ms, p99 %.0f ms, most %.0f ms from POST to visible anomaly (%d of them) at %,.0f"
                            + " facts/s",
                    millis[PROBES / 2], millis[(int) Math.ceil(PROBES * 0.99) - 1], millis[PROBES - 1], PROBES, pace);
        }
    }

    private static double probe(MeasuredServer server, int probe) throws InterruptedException {
        String body = "{\"type\":\"sample\",\"service\":\"probe-%d\",\"metric\":\"%s\",\"value\":95,\"time\":\"%s\"}"
                .formatted(probe, SampleLoad.metric(0), Instant.now());
        HttpRequest post = server.request("/api/v1/facts")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long from = System.nanoTime();
        if (server.send(post).statusCode() != 202) {
            throw new IllegalStateException("The probe was not taken.");
        }
        while (total(server.get("/api/v1/anomalies?size=1&service=probe-" + probe)) == 0) {
            Thread.sleep(2);
        }
        return (System.nanoTime() - from) / 1e6;
    }

    private static double total(String page) {
        Matcher total = Pattern.compile("\"total\":(\\d+)").matcher(page);
        if (!total.find()) {
            throw new IllegalStateException("no page: " + page);
        }
        return Double.parseDouble(total.group(1));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
