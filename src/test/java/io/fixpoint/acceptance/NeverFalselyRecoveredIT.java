package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault that stays, a metric that stops arriving, an alert that is not repeated: none is ever called recovered. */
class NeverFalselyRecoveredIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void whatIsNotSeenToBeWellIsHandedToAPerson() throws Exception {
        RecoveryRules.write(folder.resolve("rules"));
        try (Platform platform = new Platform();
                ServerProcess server = new ServerProcess(folder)
                        .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                        .set("fixpoint.automation.mode", "AUTOMATIC")
                        .set("fixpoint.detection.tick", "PT0.2S")
                        .set("fixpoint.recovery.verify-every", "PT0.5S")
                        .set("fixpoint.recovery.verify-timeout", "PT6S")
                        .set("fixpoint.http.endpoints.control", platform.uri())
                        .start();
                Measurements measurements = new Measurements(platform, server)) {
            assertThat(measurements).isNotNull();
            platform.breakDown("mended", 1, "restart");
            platform.breakDown("stays", 1, "never");
            platform.breakDown("silent", 1, "never");
            server.post("""
                    {"type":"alert","service":"alerted","name":"Down","status":"firing","severity":"critical","fingerprint":"f1"}
                    """);
            await("the repair of silent").atMost(PATIENCE).until(() -> platform.called("silent", "restart"));
            platform.forget("silent");

            for (String service : List.of("stays", "silent", "alerted")) {
                await(service + " to be handed to a person").atMost(PATIENCE).untilAsserted(() -> {
                    JsonPath incident = incident(server, service);
                    assertThat(incident.getString("status")).isEqualTo("ESCALATED");
                });
                JsonPath incident = incident(server, service);
                assertThat(incident.getString("resolvedAt")).as(service).isNull();
                assertThat(incident.getList("repairs"))
                        .as("what was tried on " + service)
                        .hasSize(1);
                assertThat(server.request()
                                .get("/api/v1/tasks?incidentId=" + incident.getString("id"))
                                .jsonPath()
                                .getList("items"))
                        .as("the task of a person for " + service)
                        .hasSize(1);
                assertThat(server.request()
                                .get("/api/v1/incidents/" + incident.getString("id") + "/timeline")
                                .asString())
                        .doesNotContain("RESOLVED");
            }
            await("mended to be resolved")
                    .atMost(PATIENCE)
                    .until(() -> incident(server, "mended").getString("status").equals("RESOLVED"));
            Replays.nothingDiffers(server);
        }
    }

    private static JsonPath incident(ServerProcess server, String service) {
        String id = server.request()
                .get("/api/v1/incidents?service=" + service)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("items[0].id");
        return server.request().get("/api/v1/incidents/" + id).jsonPath();
    }
}
