package io.fixpoint.replay;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Replays and the shadow over HTTP, on a server with the packaged rules. */
@QuarkusTest
class ReplayResourceTest {
    private static final String REPLAYS = "/api/v1/rules/replays";
    private static final String SHADOW = "/api/v1/rules/shadow";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<String, String> CANDIDATE = Map.of("detection/queue.drl", """
            package detection;
            import io.fixpoint.fact.*;
            rule "The shadow's queue is long" @id("shadow-queue")
            when
                $s : Series( metric == "shadow_queue", value > 100 )
            then
                insertLogical( Anomaly.of("shadow-queue", $s).severity(Severity.MAJOR) );
            end
            """);

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests").contentType("application/json");
    }

    private static Map<String, Object> lastHour() {
        return Map.of(
                "from", Instant.now().minus(Duration.ofHours(1)).toString(),
                "to", Instant.now().toString());
    }

    @Test
    void aTimeThatCannotBeReplayedIsRefused() {
        admin().body("{}").post(REPLAYS).then().statusCode(422).body("detail", containsString("from"));
        admin().body(Map.of("from", "2026-11-24T12:00:00Z", "to", "2026-11-24T11:00:00Z"))
                .post(REPLAYS)
                .then()
                .statusCode(422)
                .body("problems[0].field", equalTo("from"));
        admin().get(REPLAYS + "/none").then().statusCode(404);
    }

    @Test
    void aCandidateThatDoesNotCompileIsRefusedWithItsProblems() {
        admin().body(Map.of(
                        "from", Instant.now().minusSeconds(60).toString(),
                        "to", Instant.now().toString(),
                        "files", Map.of("detection/a.drl", "package detection; rule broken when Serie() then end")))
                .post(REPLAYS)
                .then()
                .statusCode(422)
                .body("problems[0].file", equalTo("detection/a.drl"));
    }

    @Test
    void aReplayThatRunsCanBeCancelledAndIsListed() {
        String location = admin().body(lastHour())
                .post(REPLAYS)
                .then()
                .statusCode(202)
                .extract()
                .header("Location");

        admin().delete(location).then().statusCode(200).body("state", equalTo("CANCELLED"));
        admin().delete(location).then().statusCode(200).body("state", equalTo("CANCELLED"));
        admin().get(REPLAYS)
                .then()
                .statusCode(200)
                .body("total", greaterThan(0))
                .body("items[0].person", equalTo("admin"));
    }

    @Test
    void theShadowFollowsLiveFactsAndTellsWhatDiffers() {
        admin().delete(SHADOW).then().statusCode(404);
        Map<String, String> files = new TreeMap<>(CANDIDATE);
        files.put("detection/queue.scenario.yaml", "- name: kept, and never run");
        admin().body(Map.of("files", files, "message", "what if"))
                .put(SHADOW)
                .then()
                .statusCode(200)
                .body("files", equalTo(files));
        admin().body("{\"type\":\"sample\",\"service\":\"shadowed\",\"metric\":\"shadow_queue\",\"value\":250}")
                .post("/api/v1/facts")
                .then()
                .statusCode(202);

        await("the shadow to find what the active release does not")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    JsonPath shadow =
                            admin().get(SHADOW).then().statusCode(200).extract().jsonPath();
                    assertThat(shadow.getList(
                                    "result.difference.anomalies.findAll { it.name == 'shadow-queue' }.change"))
                            .as(shadow.prettify())
                            .containsExactly("NEW");
                    assertThat(shadow.getString("health")).isEqualTo("FOLLOWING");
                });
        assertThat(admin().get("/api/v1/anomalies?name=shadow-queue").jsonPath().getInt("total"))
                .as("anomalies of the shadow that came to be")
                .isZero();
        admin().delete(SHADOW).then().statusCode(204);
        admin().get(SHADOW).then().statusCode(404);
    }
}
