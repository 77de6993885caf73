package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fault that stays, a metric that stops arriving, an alert that is not repeated: none is ever called recovered. Of many
 * faults at once, those that a repair mends are recovered without a person, the others are handed to one with all that was
 * tried, and nothing is done twice.
 */
class NeverFalselyRecoveredIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_WITH_MANY = Duration.ofMinutes(3);

    /** {@code 1000} for a soak. */
    private static final int FAULTS = Integer.getInteger("fixpoint.soak.faults", 50);

    private static final int AT_ONCE = 20;

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
            int alone = 0;
            for (int first = 0; first < FAULTS; first += AT_ONCE) {
                alone += manyFaults(platform, server, first, Math.min(FAULTS, first + AT_ONCE));
            }
            assertThat(alone).as("recovered without a person").isGreaterThanOrEqualTo(FAULTS * 8 / 10);
            Replays.nothingDiffers(server);
        }
    }

    /** A fault, what mends it, and what is tried. */
    private record Fault(String service, String mendedBy, List<String> tried) {
        /** Of fifty, seven are mended by nothing, eight by what is tried first or second, the others by a restart. */
        static Fault number(int number) {
            int kind = number * 11 % 50;
            if (kind < 4) {
                return new Fault("scale-" + number, "never", List.of("repair-scale", "repair-restart"));
            }
            if (kind < 8) {
                return new Fault("scale-" + number, "scale", List.of("repair-scale"));
            }
            if (kind < 12) {
                return new Fault("scale-" + number, "restart", List.of("repair-scale", "repair-restart"));
            }
            return new Fault("fault-" + number, kind < 15 ? "never" : "restart", List.of("repair-restart"));
        }

        boolean mendable() {
            return !mendedBy.equals("never");
        }
    }

    /** How many of them were recovered without a person. */
    private static int manyFaults(Platform platform, ServerProcess server, int from, int to) {
        List<Fault> faults = IntStream.range(from, to).mapToObj(Fault::number).toList();
        faults.forEach(fault -> platform.breakDown(fault.service(), 1, fault.mendedBy()));
        Map<String, Map<String, Object>> incidents = new HashMap<>();
        await("all faults to be over or a person's").atMost(PATIENCE_WITH_MANY).untilAsserted(() -> {
            List<Map<String, Object>> ended = server.request()
                    .get("/api/v1/incidents?size=500&status=RESOLVED,ESCALATED")
                    .jsonPath()
                    .getList("items");
            ended.forEach(incident -> incidents.put(String.valueOf(incident.get("service")), incident));
            assertThat(incidents.keySet())
                    .containsAll(faults.stream().map(Fault::service).toList());
        });
        int alone = 0;
        for (Fault fault : faults) {
            String id = String.valueOf(
                    Objects.requireNonNull(incidents.get(fault.service())).get("id"));
            JsonPath incident = server.request().get("/api/v1/incidents/" + id).jsonPath();
            assertThat(incident.getString("status"))
                    .as(fault + ", neither falsely recovered nor given up early")
                    .isEqualTo(fault.mendable() ? "RESOLVED" : "ESCALATED");
            assertThat(incident.getList("repairs.process", String.class))
                    .as("what was tried for " + fault)
                    .isEqualTo(fault.tried());
            assertThat(server.request()
                            .get("/api/v1/tasks?incidentId=" + id)
                            .jsonPath()
                            .getList("items"))
                    .as("who is asked about " + fault)
                    .hasSize(fault.mendable() ? 0 : 1);
            assertThat(platform.calls(fault.service()))
                    .as("what was done for " + fault)
                    .extracting(Platform.Call::operation)
                    .doesNotHaveDuplicates();
            alone += fault.mendable() && incident.getString("escalatedAt") == null ? 1 : 0;
            platform.forget(fault.service());
        }
        return alone;
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
