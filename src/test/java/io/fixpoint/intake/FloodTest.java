package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One sender fills all that it can of the server, with requests that never end; others go on. */
@QuarkusTest
@TestProfile(FloodTest.LittleRoom.class)
class FloodTest {
    private static final String SAMPLE = "{\"type\":\"sample\",\"service\":\"%s\",\"metric\":\"m\",\"value\":1}";
    private static final int REQUESTS = 12;

    /** Room for few requests, so that a few sockets are a flood. */
    public static class LittleRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "fixpoint.intake.most-requests", String.valueOf(REQUESTS), "fixpoint.intake.most-bytes", "1M");
        }
    }

    @TestHTTPResource("/")
    URI server;

    private final List<Socket> flood = new ArrayList<>();

    @AfterEach
    void end() throws IOException {
        for (Socket socket : flood) {
            socket.close();
        }
    }

    @Test
    void aFloodIsToldToComeLaterAndOthersAreAnswered() throws IOException {
        // "ADMIN" logs in as nobody else does: the same user by another header is another sender only to this test.
        for (int i = 0; i < REQUESTS; i++) {
            flood.add(unfinished());
        }
        await("the flood to hold all that it may")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(meter("fixpoint_intake_requests")).isEqualTo(REQUESTS / 2.0));

        Response refused = sender("Basic").body(SAMPLE.formatted("flood")).post("/api/v1/facts");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.contentType()).startsWith("application/problem+json");

        sender("Basic")
                .contentType("application/x-protobuf")
                .body(new byte[0])
                .post("/api/v1/prometheus/write")
                .then()
                .statusCode(503)
                .header("Retry-After", "1");
        sender("Basic")
                .body("{\"alerts\":[]}")
                .post("/api/v1/alertmanager")
                .then()
                .statusCode(503);
        sender("Basic")
                .body("{}")
                .post("/v1/metrics")
                .then()
                .statusCode(429)
                .header("Retry-After", "1")
                .body("message", containsString("fixpoint.intake.most-bytes"));

        for (int i = 0; i < 20; i++) {
            sender("basic")
                    .body(SAMPLE.formatted("calm"))
                    .post("/api/v1/facts")
                    .then()
                    .statusCode(202);
        }
        assertThat(meter("fixpoint_intake_requests_refused_total\\{reason=\"share\"}"))
                .isPositive();

        end();
        await("the room to be free again")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sender("Basic")
                                .body(SAMPLE.formatted("flood"))
                                .post("/api/v1/facts")
                                .statusCode())
                        .isEqualTo(202));
    }

    /** The scheme's name may be written in any way, so two ways are two senders with one password. */
    private static RequestSpecification sender(String scheme) {
        return given().contentType("application/json").header("Authorization", credentials(scheme));
    }

    private static String credentials(String scheme) {
        return scheme + " "
                + Base64.getEncoder().encodeToString("admin:admin-of-tests".getBytes(StandardCharsets.UTF_8));
    }

    /** A request whose body never comes to its end. */
    private Socket unfinished() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        String head =
                "POST /api/v1/facts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
                        + credentials("Basic") + "\r\nContent-Length: 1000\r\n\r\n[";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream unread = socket.getInputStream();
        assertThat(unread.available()).isZero();
        return socket;
    }

    private static double meter(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.matches(name + " .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
