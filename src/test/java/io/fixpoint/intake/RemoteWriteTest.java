package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.CodedOutputStream;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** Prometheus' remote write 1.0: as Debian's Prometheus sends it, and as it may go wrong. */
@QuarkusTest
class RemoteWriteTest {
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TestHTTPResource("/api/v1/prometheus/write")
    URI write;

    @TempDir
    Path folder;

    @Test
    void prometheusWritesAndIsNeitherRefusedNorSlowed() throws IOException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "prometheus"))),
                "prometheus is not installed: apt-get install prometheus");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: real-prometheus
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                remote_write:
                  - url: %s
                    basic_auth: {username: admin, password: admin-of-tests}
                """.formatted(port, write));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            await("samples of Prometheus").atMost(PATIENCE).ignoreExceptions().until(() -> sent(port) > 1_500);
            String own = own(port);
            assertThat(value(own, "prometheus_remote_storage_samples_failed_total"))
                    .isZero();
            assertThat(value(own, "prometheus_remote_storage_samples_retried_total"))
                    .isZero();
            admin().get("/api/v1/series?service=real-prometheus&metric=up")
                    .then()
                    .statusCode(200)
                    .body("items[0].instance", equalTo("127.0.0.1:" + port));
        } finally {
            prometheus.destroyForcibly();
        }
    }

    private static double sent(int port) {
        String own = own(port);
        return value(own, "prometheus_remote_storage_samples_total")
                - value(own, "prometheus_remote_storage_samples_pending");
    }

    private static String own(int port) {
        return given().get("http://127.0.0.1:" + port + "/metrics").asString();
    }

    private static double value(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + "\\{[^}]*} (\\S+)$").matcher(metrics);
        assertThat(line.find()).as("metric " + name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void samplesAreTakenWithTheirLabelsAndTimes() throws IOException {
        long now = Instant.now().toEpochMilli();
        post(request(series(Map.of("__name__", "m", "job", "written", "instance", "i1", "zone", "a"), 0.5, now)))
                .statusCode(204);

        admin().get("/api/v1/facts?service=written")
                .then()
                .body("items[0].metric", equalTo("m"))
                .body("items[0].instance", equalTo("i1"))
                .body("items[0].labels.zone", equalTo("a"))
                .body("items[0].time", equalTo(Instant.ofEpochMilli(now).toString()));
    }

    @Test
    void whatIsNoFiniteNumberIsNoSampleAndNoError() throws IOException {
        long now = Instant.now().toEpochMilli();
        post(request(
                        series(Map.of("__name__", "ended", "job", "stale"), STALE, now),
                        series(Map.of("__name__", "quantile", "job", "stale"), Double.NaN, now),
                        series(Map.of("__name__", "infinite", "job", "stale"), Double.POSITIVE_INFINITY, now)))
                .statusCode(204);

        admin().get("/api/v1/facts?service=stale").then().body("total", equalTo(0));
    }

    @Test
    void whatCanNeverBeStoredIsNamedAndTheRestIsTaken() throws IOException {
        long now = Instant.now().toEpochMilli();
        post(request(
                        series(Map.of("__name__", "no_service"), 1, now),
                        series(Map.of("__name__", "good", "job", "partly"), 1, now),
                        series(Map.of("__name__", "ancient", "job", "partly"), 1, 1_000)))
                .statusCode(400)
                .body("detail", containsString("2 can never be stored"))
                .body("problems[0].detail", containsString("fixpoint.intake.service-labels"));

        admin().get("/api/v1/facts?service=partly").then().body("items.metric", equalTo(List.of("good")));
    }

    @Test
    void whatIsNoWriteRequestIs400AndWhatIsTooLargeIs413() throws IOException {
        body("plain text".getBytes(StandardCharsets.UTF_8)).statusCode(400);
        body(new byte[0]).statusCode(400);
        body(Snappy.compress(new byte[] {(byte) 0x0a, (byte) 0x7f, 1})).statusCode(400);
        body(Snappy.compress(new byte[64 * 1024 * 1024])).statusCode(413);
        admin().contentType("application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .body(new byte[0])
                .post(write)
                .then()
                .statusCode(415)
                .body("detail", containsString("remote write 1.0"));
    }

    @Test
    void aMillionLabelsAreRefused() throws IOException {
        Map<String, String> labels = new TreeMap<>(Map.of("__name__", "m", "job", "many"));
        for (int i = 0; i < 1_000_000; i++) {
            labels.put("l" + i, "");
        }
        post(request(series(labels, 1, Instant.now().toEpochMilli())))
                .statusCode(400)
                .body("problems.detail", hasItems(containsString("labels; at most 64")));
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    private ValidatableResponse post(byte[] message) throws IOException {
        return body(Snappy.compress(message));
    }

    private ValidatableResponse body(byte[] compressed) {
        return admin().contentType("application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .body(compressed)
                .post(write)
                .then();
    }

    private static byte[] request(byte[]... series) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (byte[] one : series) {
            out.writeByteArray(1, one);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] series(Map<String, String> labels, double value, long time) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            CodedOutputStream pairOut = CodedOutputStream.newInstance(pair);
            pairOut.writeString(1, label.getKey());
            pairOut.writeString(2, label.getValue());
            pairOut.flush();
            out.writeByteArray(1, pair.toByteArray());
        }
        ByteArrayOutputStream sample = new ByteArrayOutputStream();
        CodedOutputStream sampleOut = CodedOutputStream.newInstance(sample);
        sampleOut.writeDouble(1, value);
        sampleOut.writeInt64(2, time);
        sampleOut.flush();
        out.writeByteArray(2, sample.toByteArray());
        out.flush();
        return bytes.toByteArray();
    }
}
