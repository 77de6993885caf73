package io.fixpoint.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.incident.IncidentChanged;
import io.fixpoint.live.StreamReader.Event;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LiveStreamTest {
    private static final String ADMIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:admin-of-tests".getBytes(StandardCharsets.UTF_8));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestHTTPResource("/api/v1/stream")
    URI stream;

    @Inject
    jakarta.enterprise.event.Event<IncidentChanged> changes;

    @Inject
    LiveConfig config;

    @Inject
    ObjectMapper json;

    private StreamReader reader(String lastId) throws IOException, InterruptedException {
        return new StreamReader(stream, "Authorization", ADMIN, lastId.isEmpty() ? null : lastId);
    }

    private void change(String incident) {
        QuarkusTransaction.requiringNew()
                .run(() -> changes.fire(new IncidentChanged(incident, "checkout", "acknowledged")));
    }

    private JsonNode data(Event event) throws IOException {
        return json.readTree(event.data());
    }

    @Test
    void aChangeIsToldOnceItIsCommitted() throws Exception {
        try (StreamReader reader = reader("")) {
            await().atMost(PATIENCE).until(() -> !reader.events().isEmpty());
            assertThat(reader.events().get(0).name()).isEqualTo("ready");

            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                        changes.fire(new IncidentChanged("rolled-back", "checkout", "opened"));
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            change("told");

            await().atMost(PATIENCE)
                    .ignoreException(NoSuchElementException.class)
                    .untilAsserted(() -> {
                        Event event = reader.events().stream()
                                .filter(one -> one.name().equals("incident")
                                        && one.data().contains("told"))
                                .findFirst()
                                .orElseThrow();
                        assertThat(data(event).path("id").asText()).isEqualTo("told");
                        assertThat(data(event).path("incidentId").asText()).isEqualTo("told");
                        assertThat(data(event).path("change").asText()).isEqualTo("CHANGED");
                        assertThat(data(event).path("service").asText()).isEqualTo("checkout");
                    });
            assertThat(reader.events()).noneMatch(event -> event.data().contains("rolled-back"));
        }
    }

    @Test
    void whoComesBackIsToldWhatHappenedMeanwhileWhoeverWrites() throws Exception {
        Set<String> told = new HashSet<>();
        boolean several = false;
        String lastId;
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try (StreamReader reader = reader("")) {
            await().atMost(PATIENCE).until(() -> !reader.events().isEmpty());
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String incident = "resumed-" + i;
                written.add(writers.submit(() -> change(incident)));
            }
            await().atMost(PATIENCE)
                    .until(() -> reader.events().stream()
                            .anyMatch(event -> event.data().contains("resumed-")));
            // In the middle of it, perhaps between two events of one commit.
            Event last = reader.events().stream()
                    .filter(event -> event.data().contains("resumed-"))
                    .findFirst()
                    .orElseThrow();
            lastId = last.id();
            told.add(data(last).path("id").asText());
            for (Event event : reader.events()) {
                if (event.id().equals(last.id())) {
                    break;
                }
                told.add(data(event).path("id").asText());
            }
            for (Future<?> one : written) {
                one.get();
            }
        } finally {
            writers.shutdown();
        }
        change("resumed-while-nobody-reads");

        try (StreamReader again = reader(lastId)) {
            await().atMost(PATIENCE)
                    .until(() -> again.events().stream()
                            .anyMatch(event -> event.data().contains("resumed-while-nobody-reads")));
            for (Event event : again.events()) {
                several |= event.name().equals("incident")
                        && data(event).path("id").isNull();
                told.add(data(event).path("id").asText());
            }
            assertThat(again.events().get(0).name()).isEqualTo("ready");
        }
        if (!several) {
            for (int i = 0; i < 40; i++) {
                assertThat(told).contains("resumed-" + i);
            }
        }
    }

    @Test
    void whoComesBackFromAnotherLifeOfTheServerBeginsAnew() throws Exception {
        try (StreamReader reader = reader("another-17")) {
            await().atMost(PATIENCE).until(() -> !reader.events().isEmpty());
            assertThat(reader.events().get(0).name()).isEqualTo("reset");
        }
    }

    @Test
    void itEndsWithTheSessionAndTheirNumberIsLimited() throws Exception {
        io.restassured.response.Response login = given().contentType(ContentType.JSON)
                .body(Map.of("name", "admin", "password", "admin-of-tests"))
                .post("/api/v1/session");
        String cookie = "fixpoint-session=" + login.cookie("fixpoint-session");
        List<StreamReader> open = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i <= config.mostStreamsPerPerson(); i++) {
                            open.add(new StreamReader(stream, "Cookie", cookie, null));
                        }
                    })
                    .hasMessage("status 429");
            assertThat(open).hasSizeGreaterThan(config.mostStreamsPerPerson() / 2);

            given().cookie("fixpoint-session", login.cookie("fixpoint-session"))
                    .header("X-CSRF-Token", login.jsonPath().getString("csrfToken"))
                    .delete("/api/v1/session")
                    .then()
                    .statusCode(204);
            await().atMost(PATIENCE).until(() -> open.stream().allMatch(StreamReader::hasEnded));
        } finally {
            for (StreamReader reader : open) {
                reader.close();
            }
        }
    }
}
