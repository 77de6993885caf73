package io.fixpoint.benchmark;

import io.fixpoint.acceptance.ServerProcess;
import io.fixpoint.rule.RuleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server in a process of its own with fresh data, and what can be measured of it from outside. */
final class MeasuredServer implements AutoCloseable {
    private static final Path RUNS = Path.of("target/throughput").toAbsolutePath();
    private static final String LAG = "fixpoint_detection_lag_records";
    private static final String AUTHORIZATION = "Basic "
            + Base64.getEncoder().encodeToString(("admin:" + ServerProcess.PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final ServerProcess process;

    /** @param heap as in {@code -Xmx} */
    MeasuredServer(RuleFile rules, String heap) {
        this(List.of(rules), heap, Map.of());
    }

    /**
     * @param heap as in {@code -Xmx}
     * @param models by the names of their files
     */
    MeasuredServer(List<RuleFile> rules, String heap, Map<String, String> models, String... settings) {
        try {
            Files.createDirectories(RUNS);
            this.folder = Files.createTempDirectory(RUNS, "run-");
            Path processes = Files.createDirectories(folder.resolve("processes"));
            for (RuleFile rule : rules) {
                write(folder.resolve("rules").resolve(rule.path()), rule.text());
            }
            for (Map.Entry<String, String> model : models.entrySet()) {
                write(processes.resolve(model.getKey()), model.getValue());
            }
            this.process = new ServerProcess(folder)
                    .java("-Xmx" + heap)
                    .set("fixpoint.detection.most-series", "200000")
                    .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                    .set("fixpoint.processes.dir", processes.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < settings.length; i += 2) {
            process.set(settings[i], settings[i + 1]);
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("fixpoint."))
                .forEach(key -> process.set(key, System.getProperty(key)));
        process.start();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Where its data is. */
    Path data() {
        return folder.resolve("data");
    }

    /** Another setting for the starts to come. */
    MeasuredServer set(String key, String value) {
        process.set(key, value);
        return this;
    }

    /** {@code kill -9}. */
    void stop() {
        process.close();
    }

    /** {@code kill -9}, and a start on the same data; how long that took until it was ready. */
    Duration restart() {
        process.close();
        long from = System.nanoTime();
        process.start();
        return Duration.ofNanos(System.nanoTime() - from);
    }

    long pid() {
        return process.handle().pid();
    }

    /** The processor time that the server has used. */
    Duration processorTime() {
        return process.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(process.uri() + path)).header("Authorization", AUTHORIZATION);
    }

    HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The server does not answer; its log is " + process.log(), e);
        }
    }

    String get(String path) throws InterruptedException {
        HttpResponse<String> response = send(request(path).GET().build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** The sum of a meter over its tags. */
    double meter(String name) throws InterruptedException {
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(get("/q/metrics"));
        double sum = Double.NaN;
        while (line.find()) {
            sum = (Double.isNaN(sum) ? 0 : sum) + Double.parseDouble(line.group(1));
        }
        return sum;
    }

    /** Waits until detection has processed everything. */
    void awaitProcessed() throws InterruptedException {
        while (meter(LAG) != 0) {
            Thread.sleep(100);
        }
    }

    /** Bytes of live objects, after a full collection. */
    long liveHeap() throws InterruptedException {
        try {
            Process histogram = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = Pattern.compile("Total\\s+\\d+\\s+(\\d+)").matcher(output);
            if (histogram.waitFor() != 0 || !total.find()) {
                throw new IllegalStateException("jcmd told no histogram: " + output);
            }
            return Long.parseLong(total.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
