package io.fixpoint.recovery.worker;

import static io.restassured.RestAssured.given;

import io.fixpoint.access.Roles;
import io.fixpoint.access.UsersFixture;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Workers, and a process whose steps are theirs. */
final class WorkerFixture {
    static final String ROBOT = "robot";
    static final String OTHER = "robot2";

    /** {@code enrich} may end with the error CODE; {@code read} comes after it. */
    static String process(String id) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions" targetNamespace="http://fixpoint.io/test">
                  <bpmn:error id="refused" errorCode="CODE"/>
                  <bpmn:process id="%s" isExecutable="true">
                    <bpmn:startEvent id="Start"/>
                    <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Enrich"/>
                    <bpmn:serviceTask id="Enrich" camunda:type="external" camunda:topic="enrich">
                      <bpmn:extensionElements><camunda:properties>
                        <camunda:property name="fixpoint:step" value="REPAIR"/>
                      </camunda:properties></bpmn:extensionElements>
                    </bpmn:serviceTask>
                    <bpmn:boundaryEvent id="Refused" attachedToRef="Enrich">
                      <bpmn:errorEventDefinition errorRef="refused" camunda:errorMessageVariable="why"/>
                    </bpmn:boundaryEvent>
                    <bpmn:sequenceFlow id="b" sourceRef="Refused" targetRef="RefusedEnd"/>
                    <bpmn:endEvent id="RefusedEnd"/>
                    <bpmn:sequenceFlow id="c" sourceRef="Enrich" targetRef="Read"/>
                    <bpmn:serviceTask id="Read" camunda:type="external" camunda:topic="read"/>
                    <bpmn:sequenceFlow id="d" sourceRef="Read" targetRef="End"/>
                    <bpmn:endEvent id="End"/>
                  </bpmn:process>
                </bpmn:definitions>
                """.formatted(id);
    }

    private static final Queue<String> STARTED = new ConcurrentLinkedQueue<>();

    private WorkerFixture() {}

    static void makeWorkers(UsersFixture users) {
        users.add(ROBOT, Set.of(Roles.WORKER));
        users.add(OTHER, Set.of(Roles.WORKER));
    }

    static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    static RequestSpecification worker(String name) {
        return given().auth().preemptive().basic(name, UsersFixture.PASSWORD).contentType(ContentType.JSON);
    }

    static void deploy(String id) {
        admin().multiPart("files", id + ".bpmn", process(id).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/processes")
                .then()
                .statusCode(201);
    }

    static String start(String process, Map<String, Object> variables) {
        String id = admin().contentType(ContentType.JSON)
                .body(Map.of("process", process, "variables", variables))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        STARTED.add(id);
        return id;
    }

    /** Recoveries that wait for a worker take a place, which those of other tests need. */
    static void cancelAll() {
        STARTED.forEach(id -> admin().post("/api/v1/recoveries/" + id + "/cancel"));
        STARTED.clear();
    }

    static Response fetch(String worker, String topic, String process, long lock, long wait) {
        return worker(worker)
                .body(Map.of(
                        "workerId",
                        "w",
                        "maxTasks",
                        10,
                        "asyncResponseTimeout",
                        wait,
                        "topics",
                        List.of(Map.of("topicName", topic, "lockDuration", lock, "processDefinitionKey", process))))
                .post("/engine-rest/external-task/fetchAndLock");
    }

    static Response call(String worker, String task, String what, @Nullable Map<String, Object> body) {
        RequestSpecification request = worker(worker);
        if (body != null) {
            request.body(body);
        }
        return request.post("/engine-rest/external-task/" + task + "/" + what);
    }
}
