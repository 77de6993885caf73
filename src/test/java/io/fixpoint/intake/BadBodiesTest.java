package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/** The kept inputs of {@link FuzzedBodiesTest}, over HTTP; and bodies without end. */
@QuarkusTest
class BadBodiesTest {
    private static final Path INPUTS = Path.of("src/test/resources/io/fixpoint/intake/FuzzedBodiesTestInputs");
    private static final int MEBI = 1 << 20;

    @TestHTTPResource("/")
    URI server;

    private record Call(String path, String type, String encoding) {}

    /** By the names of the fuzz tests. */
    private static final Map<String, Call> CALLS = Map.of(
            "json", new Call("/api/v1/facts", "application/json", "identity"),
            "lines", new Call("/api/v1/facts", "application/x-ndjson", "gzip"),
            "cloudEvents", new Call("/api/v1/facts", "application/cloudevents-batch+json", "identity"),
            "alertmanager", new Call("/api/v1/alertmanager", "application/json", "identity"),
            "remoteWrite", new Call("/api/v1/prometheus/write", "application/x-protobuf", "snappy-packed"),
            "snappy", new Call("/api/v1/prometheus/write", "application/x-protobuf", "snappy"),
            "otlp", new Call("/v1/metrics", "application/x-protobuf", "gzip"),
            "otlpJson", new Call("/v1/metrics", "application/json", "identity"));

    @Test
    void noBodyIsAFailureOfTheServer() throws IOException {
        int sent = 0;
        for (Map.Entry<String, Call> call : CALLS.entrySet()) {
            try (Stream<Path> inputs = Files.list(INPUTS.resolve(call.getKey()))) {
                for (Path input : inputs.sorted().toList()) {
                    Response response = post(call.getValue(), Files.readAllBytes(input));
                    assertThat(response.statusCode()).as(input.toString()).isBetween(200, 499);
                    assertThat(response.asString()).as(input.toString()).doesNotContain("\tat ", "Exception");
                    sent++;
                }
            }
        }
        assertThat(sent).isGreaterThan(30);
    }

    private static Response post(Call call, byte[] body) throws IOException {
        byte[] packed = switch (call.encoding()) {
            case "gzip" -> gzip(body);
            case "snappy-packed" -> Snappy.compress(body);
            default -> body;
        };
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .header("Content-Type", call.type())
                .header("Content-Encoding", call.encoding().split("-", 2)[0])
                .body(packed)
                .post(call.path());
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    @Test
    void aGigabyteThatIsAnnouncedIsRefusedBeforeItIsSent() throws IOException {
        try (Socket socket = open("Content-Length: 1073741824")) {
            assertThat(status(socket)).isEqualTo(413);
        }
    }

    @Test
    void aBodyWithoutEndIsRefusedWhileItIsSent() throws IOException {
        try (Socket socket = open("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[MEBI];
            int sent = 0;
            try {
                while (socket.getInputStream().available() == 0 && sent < 1_024) {
                    out.write((Integer.toHexString(MEBI) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    sent++;
                }
            } catch (SocketException closed) {
                assertThat(sent).isBetween(16, 128);
                return;
            }
            assertThat(sent).isBetween(16, 128);
            assertThat(status(socket)).isEqualTo(413);
        }
    }

    private Socket open(String length) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        String credentials =
                Base64.getEncoder().encodeToString("admin:admin-of-tests".getBytes(StandardCharsets.UTF_8));
        String head = String.join(
                "\r\n",
                List.of(
                        "POST /api/v1/facts HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Authorization: Basic " + credentials,
                        length,
                        "",
                        ""));
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        return Integer.parseInt(line.substring(9));
    }
}
