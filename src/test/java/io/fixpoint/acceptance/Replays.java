package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What must hold after any scenario: its recorded facts, replayed, come to the identical episodes and decisions. */
final class Replays {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Replays() {}

    /** Replays everything that the server has recorded, as it was. */
    static void nothingDiffers(ServerProcess server) {
        JsonPath job = run(
                server,
                Map.of(
                        "from", Instant.now().minus(Duration.ofHours(1)).toString(),
                        "to", Instant.now().toString()));

        assertThat(job.getString("state")).as(job.getString("reason")).isEqualTo("DONE");
        for (String list : List.of("anomalies", "incidents", "recoveries", "decisions")) {
            assertThat(job.getList("result.difference." + list))
                    .as("%s that differ when it is replayed: %s", list, job.getString("result.notes"))
                    .isEmpty();
        }
        assertThat(job.getList("result.notes")).isEmpty();
        assertThat(job.getInt("result.candidate.counts.firing")).isPositive();
        assertThat(job.getInt("result.candidate.counts.incidents")).isPositive();
        assertThat(job.getInt("result.candidate.counts.recoveries")).isPositive();
    }

    /** Posts a replay and waits until it has ended. */
    static JsonPath run(ServerProcess server, Map<String, Object> request) {
        String location = server.request()
                .body(request)
                .post("/api/v1/rules/replays")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        await("the replay " + location)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !get(server, location).getString("state").equals("RUNNING"));
        return get(server, location);
    }

    private static JsonPath get(ServerProcess server, String location) {
        return server.request().get(location).then().statusCode(200).extract().jsonPath();
    }
}
