package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody who has read the README writes two rules and a process in a folder of their own. No Java. */
class NewcomerIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void ownRulesAndProcessRunFromFactToClearedAnomaly(ServedBy database) throws Exception {
        write("rules/detection/queue.drl", """
                package detection;
                import io.fixpoint.fact.*;

                rule "The queue is long" @id("long-queue")
                when
                    $s : Series( metric == "queue_length", value > 100 )
                then
                    insertLogical( Anomaly.of("long-queue", $s).severity(Severity.MAJOR).pendingFor("2s").detail("Too much waits") );
                end
                """);
        write("rules/triage/open.drl", """
                package triage;
                import io.fixpoint.fact.*;

                rule "A bad anomaly is looked at" @id("open")
                when
                    $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
                then
                    insert( OpenIncident.of($a).correlationKey($a.getService()).process("look") );
                end
                """);
        write("processes/look.bpmn", """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="http://example.org">
                  <bpmn:process id="look" name="Somebody looks" isExecutable="true">
                    <bpmn:startEvent id="start" />
                    <bpmn:sequenceFlow id="toDrain" sourceRef="start" targetRef="drain" />
                    <bpmn:userTask id="drain" name="Drain the queue" camunda:candidateGroups="operators">
                      <bpmn:extensionElements>
                        <camunda:properties>
                          <camunda:property name="fixpoint:outcomes" value="drained,ignored" />
                        </camunda:properties>
                      </bpmn:extensionElements>
                    </bpmn:userTask>
                    <bpmn:sequenceFlow id="toEnd" sourceRef="drain" targetRef="end" />
                    <bpmn:endEvent id="end" />
                  </bpmn:process>
                </bpmn:definitions>
                """);
        try (ServerProcess server = database.set(new ServerProcess(folder))
                .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                .set("fixpoint.processes.dir", folder.resolve("processes").toString())
                .start()) {
            server.post("{\"type\":\"sample\",\"service\":\"mail\",\"metric\":\"queue_length\",\"value\":250}");

            eventually(server, "/api/v1/anomalies?service=mail", "items[0].status", "FIRING");
            String anomaly = get(server, "/api/v1/anomalies?service=mail").getString("items[0].id");
            JsonPath explanation = get(server, "/api/v1/anomalies/" + anomaly + "/explanation");
            assertThat(explanation.prettify()).contains("long-queue").contains("250");

            eventually(server, "/api/v1/incidents?service=mail", "items[0].status", "RECOVERING");
            JsonPath incident = get(server, "/api/v1/incidents?service=mail");
            assertThat(incident.getInt("total")).isEqualTo(1);
            String incidentId = incident.getString("items[0].id");
            assertThat(incident.getString("items[0].severity")).isEqualTo("MAJOR");

            eventually(server, "/api/v1/tasks?incidentId=" + incidentId, "items[0].name", "Drain the queue");
            String task = get(server, "/api/v1/tasks?incidentId=" + incidentId).getString("items[0].id");
            server.request().post("/api/v1/tasks/" + task + "/claim").then().statusCode(200);
            server.request()
                    .body("{\"outcome\":\"perhaps\"}")
                    .post("/api/v1/tasks/" + task + "/complete")
                    .then()
                    .statusCode(422);
            server.post("{\"type\":\"sample\",\"service\":\"mail\",\"metric\":\"queue_length\",\"value\":3}");
            eventually(server, "/api/v1/anomalies?service=mail", "items[0].status", "CLEARED");
            server.request()
                    .body("{\"outcome\":\"drained\"}")
                    .post("/api/v1/tasks/" + task + "/complete")
                    .then()
                    .statusCode(204);

            eventually(server, "/api/v1/incidents/" + incidentId, "status", "RESOLVED");
            String timeline =
                    get(server, "/api/v1/incidents/" + incidentId + "/timeline").prettify();
            assertThat(timeline).contains("admin").contains("drained");
            assertThat(get(server, "/api/v1/recoveries?incidentId=" + incidentId)
                            .getString("items[0].state"))
                    .isEqualTo("COMPLETED");

            Replays.nothingDiffers(server);
            aCandidateIsReplayed(server);
        }
    }

    /** The same rule, less patient: it would have found the fault sooner. */
    private void aCandidateIsReplayed(ServerProcess server) throws Exception {
        String queue = Files.readString(folder.resolve("rules/detection/queue.drl"));
        String open = Files.readString(folder.resolve("rules/triage/open.drl"));
        JsonPath job = Replays.run(
                server,
                Map.of(
                        "from", Instant.now().minus(Duration.ofHours(1)).toString(),
                        "to", Instant.now().toString(),
                        "files",
                                Map.of(
                                        "detection/queue.drl",
                                        queue.replace("\"2s\"", "\"0s\""),
                                        "triage/open.drl",
                                        open)));

        assertThat(job.getString("state")).as(job.getString("reason")).isEqualTo("DONE");
        assertThat(job.getString("result.difference.anomalies[0].change")).isEqualTo("EARLIER");
        assertThat(job.getString("result.difference.anomalies[0].what")).isEqualTo("FIRED");
        assertThat(job.getDouble("result.difference.anomalies[0].bySeconds")).isGreaterThanOrEqualTo(2);
        assertThat(job.getString("result.difference.incidents[0].change")).isEqualTo("EARLIER");
        assertThat(job.getString("result.difference.recoveries[0].change")).isEqualTo("EARLIER");
    }

    private void write(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static JsonPath get(ServerProcess server, String path) {
        return server.request().get(path).then().statusCode(200).extract().jsonPath();
    }

    private static void eventually(ServerProcess server, String path, String field, String value) {
        await(path + " " + field + " to be " + value)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(get(server, path).getString(field)).isEqualTo(value));
    }
}
