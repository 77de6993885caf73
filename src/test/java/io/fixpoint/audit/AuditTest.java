package io.fixpoint.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.fixpoint.access.TestUsers;
import io.fixpoint.access.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditTest {
    private static final String AUDIT = "/api/v1/audit";

    @Inject
    Users users;

    private String watch = "";

    @BeforeEach
    void makeAWatch() {
        watch = "watch-" + UUID.randomUUID();
        TestUsers.add(users, watch, Set.of("operator"), Set.of("operators"));
    }

    @AfterEach
    void forgetIt() {
        TestUsers.remove(users, watch);
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests").contentType(ContentType.JSON);
    }

    private RequestSpecification watch() {
        return given().auth().preemptive().basic(watch, watch).contentType(ContentType.JSON);
    }

    private JsonPath rows() {
        return admin().queryParam("person", watch)
                .get(AUDIT)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void aChangeIsThereWithBeforeAndAfter() {
        String service = "audited-" + watch;
        watch().body(Map.of("mode", "OBSERVE", "service", service, "reason", "we look"))
                .put("/api/v1/automation")
                .then()
                .statusCode(200);

        JsonPath rows = rows();
        assertThat(rows.getInt("total")).isEqualTo(1);
        assertThat(rows.getString("items[0].action")).isEqualTo("PUT /api/v1/automation");
        assertThat(rows.getString("items[0].object")).isEqualTo("/api/v1/automation");
        assertThat(rows.getString("items[0].by")).isEqualTo("basic");
        assertThat(rows.getString("items[0].address")).isEqualTo("127.0.0.1");
        assertThat(rows.getInt("items[0].status")).isEqualTo(200);
        assertThat(rows.getList("items[0].before.entries.service")).doesNotContain(service);
        assertThat(rows.getList("items[0].after.entries.service")).contains(service);
    }

    @Test
    void whatIsRefusedOrOnlyLooksLeavesNoRow() {
        watch().body(Map.of("mode", "NEVER", "reason", "x"))
                .put("/api/v1/automation")
                .then()
                .statusCode(422);
        watch().body("{}").post("/api/v1/incidents/nothing/acknowledge").then().statusCode(404);
        watch().body("{}").post("/api/v1/rules/check").then().statusCode(403);
        watch().get("/api/v1/incidents").then().statusCode(200);

        assertThat(rows().getInt("total")).isZero();
    }

    @Test
    void whatIsMadeAndRemovedIsThere() {
        Map<String, Object> silence = Map.of(
                "matchers", Map.of("service", watch),
                "startsAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "endsAt",
                        Instant.now()
                                .plusSeconds(60)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString(),
                "reason", "a test");
        Response made = watch().body(silence).post("/api/v1/silences");
        if (made.statusCode() != 201) {
            throw new AssertionError(made.asString());
        }
        watch().delete(made.header("Location")).then().statusCode(204);

        JsonPath rows = rows();
        assertThat(rows.getList("items.action", String.class))
                .containsExactly("DELETE /api/v1/silences/{id}", "POST /api/v1/silences");
        assertThat(rows.getString("items[1].after.id"))
                .isEqualTo(made.jsonPath().getString("id"));
        assertThat(rows.getString("items[0].before.id"))
                .isEqualTo(made.jsonPath().getString("id"));
        assertThat(rows.<Object>get("items[1].before")).isNull();
    }

    @Test
    void aLoginIsOfWhoLogsIn() {
        given().contentType(ContentType.JSON)
                .body(Map.of("name", watch, "password", watch))
                .post("/api/v1/session")
                .then()
                .statusCode(201);

        JsonPath rows = rows();
        assertThat(rows.getString("items[0].action")).isEqualTo("POST /api/v1/session");
        assertThat(rows.getString("items[0].by")).isEqualTo("password");
        assertThat(rows.getString("items[0].after.csrfToken")).isEqualTo("***");
    }

    @Test
    void noSecretIsInIt() {
        Response made = watch().body(Map.of("name", "script", "roles", List.of("operator")))
                .post("/api/v1/tokens");
        made.then().statusCode(201);
        String token = made.jsonPath().getString("token");

        String text = admin().queryParam("person", watch).get(AUDIT).asString();
        assertThat(text).contains("script").doesNotContain(token);
        watch().delete(made.header("Location")).then().statusCode(204);
    }

    @Test
    void itIsReadPageByPageAndFiltered() {
        for (int i = 0; i < 3; i++) {
            watch().body(Map.of("mode", "OBSERVE", "service", watch + i, "reason", "r"))
                    .put("/api/v1/automation")
                    .then()
                    .statusCode(200);
        }
        JsonPath first = admin().queryParam("person", watch)
                .queryParam("size", 2)
                .get(AUDIT)
                .jsonPath();
        JsonPath second = admin().queryParam("person", watch)
                .queryParam("size", 2)
                .queryParam("cursor", first.getString("next"))
                .get(AUDIT)
                .jsonPath();
        assertThat(first.getList("items")).hasSize(2);
        assertThat(second.getList("items")).hasSize(1);
        assertThat(second.<Object>get("next")).isNull();
        assertThat(second.getInt("total")).isEqualTo(3);

        admin().queryParam("person", watch)
                .queryParam("action", "PUT /api/v1/auto%")
                .get(AUDIT)
                .then()
                .body("total", equalTo(0));
        admin().queryParam("person", watch)
                .queryParam("object", "/api/v1/auto")
                .get(AUDIT)
                .then()
                .body("total", equalTo(3));
        admin().queryParam("person", watch)
                .queryParam("to", "2020-01-01T00:00:00Z")
                .get(AUDIT)
                .then()
                .body("total", equalTo(0));
    }

    @Test
    void anEditOfTheUsersFileIsThere() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonPath rows = admin().queryParam("object", "/api/v1/users")
                    .get(AUDIT)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            Map<String, Object> edit = rows.<Map<String, Object>>getList("items").stream()
                    .filter(row -> "file".equals(row.get("by")))
                    .filter(row -> String.valueOf(row.get("after")).contains(watch))
                    .findFirst()
                    .orElseThrow();
            assertThat(String.valueOf(edit.get("before"))).doesNotContain(watch);
        });
    }
}
