package io.fixpoint.benchmark;

import com.sun.net.httpserver.HttpServer;
import io.fixpoint.factlog.TestPostgresql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many recoveries a second the packaged server completes, from the fact to RESOLVED, beside the same model on a plain
 * engine of Camunda with a database of the same kind in the same run.
 *
 * <p>Properties, with their defaults: {@code recoveries=5000 rounds=2 threads=8 heap=1g databases=h2,postgresql resolved=0};
 * those that begin with {@code fixpoint.} are settings of the server. The first round is for the compilers and does not count.
 * With {@code resolved=100000}, so many resolved incidents are put into the database then, and a further round is measured.
 */
public final class RecoveryBenchmark {
    private static final int RECOVERIES = Integer.getInteger("recoveries", 5_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int THREADS = Integer.getInteger("threads", 8);
    private static final String HEAP = System.getProperty("heap", "1g");
    private static final int RESOLVED = Integer.getInteger("resolved", 0);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int BATCH = 500;
    private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");

    /** Calls are answered once all faults are over: a recovery that ends before its fault escalates its incident. */
    private static volatile CountDownLatch answered = new CountDownLatch(0);

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
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        platform.start();
        URI address = URI.create("http://127.0.0.1:" + platform.getAddress().getPort() + "/");
        try {
            for (String database :
                    System.getProperty("databases", "h2,postgresql").split(",", -1)) {
                measure(database, address);
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static void measure(String database, URI platform) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target/throughput").toAbsolutePath()), "recovery-");
        print("%s", database);
        if (database.equals("h2")) {
            double ours = fixpoint(platform, null);
            print("ratio           %.2f of plain Camunda", ours / plainCamunda(MeasuredDatabase.h2(folder), platform));
            return;
        }
        try (TestPostgresql postgresql = TestPostgresql.durable(folder)) {
            double ours = fixpoint(platform, postgresql.newDatabase());
            double plain = plainCamunda(MeasuredDatabase.postgresql(postgresql.newDatabase()), platform);
            print("ratio           %.2f of plain Camunda", ours / plain);
        }
    }

    private static double fixpoint(URI platform, @Nullable String postgresql) throws InterruptedException {
        double perSecond = 0;
        List<String> settings = new ArrayList<>(List.of(
                "fixpoint.automation.mode",
                "AUTOMATIC",
                "fixpoint.recovery.jobs.threads",
                String.valueOf(THREADS),
                "fixpoint.http.endpoints." + FiveStepProcess.ENDPOINT,
                platform.toString()));
        if (postgresql != null) {
            settings.addAll(List.of("fixpoint.database.url", postgresql));
        }
        try (MeasuredServer server = new MeasuredServer(
                List.of(FiveStepProcess.detection(), FiveStepProcess.triage()),
                HEAP,
                Map.of(FiveStepProcess.KEY + ".bpmn", FiveStepProcess.model()),
                settings.toArray(String[]::new))) {
            for (int round = 0; round < ROUNDS; round++) {
                perSecond = round(server, round);
                print(
                        "Fixpoint        %,.0f recoveries/s from fact to RESOLVED%s",
                        perSecond, round == 0 ? " (the compilers at work)" : "");
            }
            if (RESOLVED > 0) {
                server.stop();
                resolve(server, postgresql);
                server.restart();
                double warm = round(server, ROUNDS);
                double with = round(server, ROUNDS + 1);
                print(
                        "Fixpoint        %,.0f recoveries/s with %,d resolved incidents (%,.0f in the round before)",
                        with, RESOLVED, warm);
            }
        }
        return perSecond;
    }

    private static void resolve(MeasuredServer server, @Nullable String postgresql) {
        String file = "jdbc:h2:file:" + server.data().resolve("database/fixpoint");
        try (Connection connection = postgresql == null
                ? DriverManager.getConnection(file, "sa", "")
                : DriverManager.getConnection(postgresql)) {
            ResolvedIncidents.write(connection, postgresql != null, RESOLVED);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double round(MeasuredServer server, int round) throws InterruptedException {
        Instant begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long from = System.nanoTime();
        answered = new CountDownLatch(1);
        post(server, round, 1, begun.minusMillis(1));
        // All over at once; a process without verification resolves its incident if nothing stands any more.
        post(server, round, 0, begun);
        String cleared = "/api/v1/anomalies?size=1&status=CLEARED&from=" + begun.minusSeconds(1);
        while (total(server.get(cleared)) < RECOVERIES) {
            Thread.sleep(50);
        }
        answered.countDown();
        long limit = System.nanoTime() + PATIENCE.toNanos();
        String resolved = "/api/v1/incidents?size=1&status=RESOLVED&from=" + begun.minusSeconds(1);
        while (total(server.get(resolved)) < RECOVERIES) {
            Thread.sleep(50);
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("After " + PATIENCE + " only " + total(server.get(resolved)) + " of "
                        + total(server.get("/api/v1/incidents?size=1&from=" + begun.minusSeconds(1)))
                        + " incidents are resolved.");
            }
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

    private static double plainCamunda(MeasuredDatabase database, URI platform) throws InterruptedException {
        double perSecond = 0;
        try (PlainCamundaReference engine = new PlainCamundaReference(database, platform, THREADS)) {
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
