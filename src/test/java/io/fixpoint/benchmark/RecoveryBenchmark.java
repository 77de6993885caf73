package io.fixpoint.benchmark;

import com.sun.net.httpserver.HttpServer;
import io.fixpoint.rule.RuleFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many recoveries a second the packaged server completes, from the fact to RESOLVED, beside the same model on a plain
 * engine of Camunda with a database of the same kind in the same run.
 *
 * <p>Properties, with their defaults: {@code recoveries=5000 rounds=2 threads=8 heap=1g}; those that begin with {@code
 * fixpoint.} are settings of the server. The first round is for the compilers and does not count.
 */
public final class RecoveryBenchmark {
    private static final int RECOVERIES = Integer.getInteger("recoveries", 5_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int THREADS = Integer.getInteger("threads", 8);
    private static final String HEAP = System.getProperty("heap", "1g");
    private static final int BATCH = 500;
    private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");

    private RecoveryBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpServer platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        platform.setExecutor(Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "platform");
            thread.setDaemon(true);
            return thread;
        }));
        platform.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        platform.start();
        URI address = URI.create("http://127.0.0.1:" + platform.getAddress().getPort() + "/");
        double ours = fixpoint(address);
        double plain = plainCamunda(address);
        print("ratio           %.2f of plain Camunda", ours / plain);
        System.exit(0);
    }

    private static double fixpoint(URI platform) throws InterruptedException {
        double perSecond = 0;
        List<RuleFile> rules = List.of(FiveStepProcess.detection(), FiveStepProcess.triage());
        try (MeasuredServer server = new MeasuredServer(
                rules,
                HEAP,
                Map.of(FiveStepProcess.KEY + ".bpmn", FiveStepProcess.model()),
                "fixpoint.automation.mode",
                "AUTOMATIC",
                "fixpoint.recovery.jobs.threads",
                String.valueOf(THREADS),
                "fixpoint.http.endpoints." + FiveStepProcess.ENDPOINT,
                platform.toString())) {
            for (int round = 0; round < ROUNDS; round++) {
                perSecond = round(server, round);
                print(
                        "Fixpoint        %,.0f recoveries/s from fact to RESOLVED%s",
                        perSecond, round == 0 ? " (the compilers at work)" : "");
            }
        }
        return perSecond;
    }

    private static double round(MeasuredServer server, int round) throws InterruptedException {
        Instant begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long from = System.nanoTime();
        post(server, round, 1, begun.minusMillis(1));
        // All over at once; a process without verification resolves its incident if nothing stands any more.
        post(server, round, 0, begun);
        String resolved = "/api/v1/incidents?size=1&status=RESOLVED&from=" + begun.minusSeconds(1);
        while (total(server.get(resolved)) < RECOVERIES) {
            Thread.sleep(50);
            if (total(server.get("/api/v1/incidents?size=1&status=ESCALATED&from=" + begun.minusSeconds(1))) > 0) {
                throw new IllegalStateException("An incident was escalated, so nothing was measured.");
            }
        }
        return RECOVERIES / ((System.nanoTime() - from) / 1e9);
    }

    private static void post(MeasuredServer server, int round, int value, Instant time) throws InterruptedException {
        for (int first = 0; first < RECOVERIES; first += BATCH) {
            StringJoiner facts = new StringJoiner(",", "[", "]");
            for (int i = first; i < Math.min(RECOVERIES, first + BATCH); i++) {
                facts.add(String.format(
                        Locale.ROOT,
                        "{\"type\":\"sample\",\"service\":\"service-%d-%d\",\"metric\":\"fault\",\"value\":%d,\"time\":\"%s\"}",
                        round,
                        i,
                        value,
                        time));
            }
            HttpResponse<String> response = server.send(server.request("/api/v1/facts")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(facts.toString()))
                    .build());
            if (response.statusCode() != 202) {
                throw new IllegalStateException(response.body());
            }
        }
    }

    private static double plainCamunda(URI platform) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/throughput")), "camunda-");
        double perSecond = 0;
        try (PlainCamundaReference engine =
                new PlainCamundaReference(MeasuredDatabase.h2(folder.toAbsolutePath()), platform, THREADS)) {
            for (int round = 0; round < ROUNDS; round++) {
                perSecond = engine.perSecond(RECOVERIES);
                print("plain Camunda   %,.0f instances/s%s", perSecond, round == 0 ? " (the compilers at work)" : "");
            }
        }
        return perSecond;
    }

    private static long total(String page) {
        Matcher total = TOTAL.matcher(page);
        if (!total.find()) {
            throw new IllegalStateException("no page: " + page);
        }
        return Long.parseLong(total.group(1));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
