package io.fixpoint.recovery.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.access.UsersFixture;
import io.fixpoint.recovery.EngineProfile;
import io.fixpoint.recovery.RecoveryEngine;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(EngineProfile.class)
class WorkerProtocolTest {
    private static final Path CAPTURES = Path.of("..", "shared", "data", "captures");

    @Inject
    UsersFixture users;

    @Inject
    RecoveryEngine engine;

    @TestHTTPResource
    URI server;

    @BeforeEach
    void begin() {
        WorkerFixture.makeWorkers(users);
    }

    @AfterEach
    void end() {
        WorkerFixture.cancelAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-plain", "java-charset", "js-plain", "js-charset"})
    void whatClientsSentWhenTheyWereRecordedIsAnswered(String client) throws IOException {
        Path file = CAPTURES.resolve("external-task-" + client + ".json");
        assumeTrue(Files.exists(file), "the recordings are not at hand");
        WorkerFixture.deploy("p");
        String payload = "content of the file";
        for (int i = 0; i < 5; i++) {
            String instance = WorkerFixture.start("p", Map.of());
            engine.engine()
                    .getRuntimeService()
                    .setVariable(
                            instance,
                            "f",
                            Variables.fileValue("f.txt")
                                    .file(payload.getBytes(StandardCharsets.UTF_8))
                                    .create());
        }
        Map<String, String> ids = new LinkedHashMap<>();
        for (JsonNode request : new ObjectMapper().readTree(file.toFile())) {
            String url = request.path("url").asText();
            for (Map.Entry<String, String> id : ids.entrySet()) {
                url = url.replaceAll("\\b" + id.getKey() + "\\b", id.getValue());
            }
            RequestSpecification call =
                    WorkerFixture.admin().auth().preemptive().basic(WorkerFixture.ROBOT, UsersFixture.PASSWORD);
            if (request.path("headers").has("content-type")) {
                call.contentType(request.path("headers").path("content-type").asText());
            }
            if (request.path("body").isObject()) {
                call.body(request.path("body").toString());
            }
            Response response = call.request(request.path("method").asText(), url);
            if (url.endsWith("/fetchAndLock")) {
                response.then().statusCode(200);
                assertThat(response.header("Content-Type")).isEqualTo("application/json");
                if (!ids.isEmpty()) {
                    return;
                }
                List<Map<String, Object>> tasks = response.jsonPath().getList("");
                assertThat(tasks).hasSize(5);
                for (int i = 0; i < 5; i++) {
                    ids.put("t" + (i + 1), String.valueOf(tasks.get(i).get("id")));
                    ids.put("e" + (i + 1), String.valueOf(tasks.get(i).get("executionId")));
                    ids.put("pi" + (i + 1), String.valueOf(tasks.get(i).get("processInstanceId")));
                }
            } else if (url.endsWith("/data")) {
                response.then().statusCode(200).body(equalTo(payload));
            } else {
                response.then().statusCode(204);
            }
        }
        assertThat(ids).as("a recording that fetches nothing").isNotEmpty();
    }

    @Test
    void workersThatWaitHoldNoThread() throws Exception {
        WorkerFixture.deploy("waited-for");
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        // More than the server has threads: it could not answer anything else if each held one.
        for (int i = 0; i < 260; i++) {
            polls.add(http.sendAsync(
                    fetch("waits-" + i, "enrich", "waited-for", 120_000), HttpResponse.BodyHandlers.ofString()));
        }
        WorkerFixture.admin().get("/engine-rest/version").then().statusCode(200).body("version", equalTo("7.24.0"));
        WorkerFixture.start("waited-for", Map.of());
        Object answer =
                CompletableFuture.anyOf(polls.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);
        assertThat(((HttpResponse<?>) answer).body()).asString().contains("\"topicName\":\"enrich\"");
        // The others still wait; they hang up.
        assertThat(polls.stream().filter(CompletableFuture::isDone)).hasSize(1);
        polls.forEach(poll -> poll.cancel(true));
    }

    private HttpRequest fetch(String workerId, String topic, String process, long wait) {
        String login = Base64.getEncoder()
                .encodeToString((WorkerFixture.ROBOT + ":" + UsersFixture.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(server + "/").resolve("/engine-rest/external-task/fetchAndLock"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + login)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"workerId":"%s","maxTasks":1,"asyncResponseTimeout":%d,
                         "topics":[{"topicName":"%s","lockDuration":20000,"processDefinitionKey":"%s"}]}""".formatted(workerId, wait, topic, process)))
                .build();
    }

    @Test
    void aLockEndsAndTheTaskIsFetchedByAnother() {
        WorkerFixture.deploy("lock-ends");
        WorkerFixture.start("lock-ends", Map.of());
        String task = WorkerFixture.fetch(WorkerFixture.ROBOT, "enrich", "lock-ends", 300, 0)
                .path("[0].id");
        Response again = WorkerFixture.fetch(WorkerFixture.OTHER, "enrich", "lock-ends", 20000, 10000);
        assertThat(again.jsonPath().getString("[0].id")).isEqualTo(task);
        assertThat(again.jsonPath().getString("[0].workerId")).isEqualTo("w");
        WorkerFixture.call(WorkerFixture.ROBOT, task, "complete", Map.of("workerId", "w"))
                .then()
                .statusCode(400)
                .body("message", containsString("locked by worker"));
        WorkerFixture.call(WorkerFixture.OTHER, task, "complete", Map.of("workerId", "w"))
                .then()
                .statusCode(204);
    }

    @Test
    void aWorkerTouchesOnlyWhatItsUserHasLocked() {
        WorkerFixture.deploy("locked");
        String instance = WorkerFixture.start("locked", Map.of());
        // Nothing is locked yet.
        variables(WorkerFixture.ROBOT, instance, Map.of("a", Map.of("value", 1)))
                .then()
                .statusCode(403);
        String task = WorkerFixture.fetch(WorkerFixture.ROBOT, "enrich", "locked", 20000, 0)
                .path("[0].id");
        variables(WorkerFixture.ROBOT, instance, Map.of("a", Map.of("value", 1)))
                .then()
                .statusCode(204);
        // Another user states the same worker id.
        for (String what : List.of("complete", "failure", "extendLock", "lock", "unlock")) {
            int status = WorkerFixture.call(
                            WorkerFixture.OTHER,
                            task,
                            what,
                            Map.of("workerId", "w", "newDuration", 5, "lockDuration", 5, "retries", 0))
                    .statusCode();
            assertThat(status).as(what).isIn(400, 403);
        }
        variables(WorkerFixture.OTHER, instance, Map.of("a", Map.of("value", 2)))
                .then()
                .statusCode(403);
        for (String path : List.of("process-instance/%s/variables/a/data", "execution/%s/localVariables/a/data")) {
            WorkerFixture.worker(WorkerFixture.OTHER)
                    .get("/engine-rest/" + path.formatted(instance))
                    .then()
                    .statusCode(403);
        }
        assertThat(engine.engine().getRuntimeService().getVariable(instance, "a"))
                .isEqualTo(1);
    }

    @Test
    void whatTheServerSetsAndWhatCouldMakeAClassIsRefused() {
        WorkerFixture.deploy("bad-values");
        String instance = WorkerFixture.start("bad-values", Map.of());
        String task = WorkerFixture.fetch(WorkerFixture.ROBOT, "enrich", "bad-values", 20000, 0)
                .path("[0].id");
        Map<String, Object> serialized = Map.of(
                "type", "Object",
                "value", "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
                "valueInfo",
                        Map.of(
                                "objectTypeName", "java.util.HashMap",
                                "serializationDataFormat", "application/x-java-serialized-object"));
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("x", serialized),
                Map.of("verification", Map.of("type", "Json", "value", "{\"outcome\":\"RECOVERED\"}")),
                Map.of("_secret", Map.of("type", "String", "value", "x")),
                Map.of("x", Map.of("type", "Integer", "value", "three")),
                Map.of("x", Map.of("type", "Xml", "value", "<a/>")),
                Map.of("x", Map.of("type", "File", "value", "YQ==")))) {
            WorkerFixture.call(WorkerFixture.ROBOT, task, "complete", Map.of("workerId", "w", "variables", bad))
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("InvalidRequestException"))
                    .body("message", containsString("variable '"));
            variables(WorkerFixture.ROBOT, instance, bad).then().statusCode(400);
        }
    }

    @Test
    void anUnknownTaskIsNotFoundAsCamundaSaysIt() {
        Response response = WorkerFixture.call(WorkerFixture.ROBOT, "nowhere", "complete", Map.of("workerId", "w"));
        response.then().statusCode(404).body("type", equalTo("RestException"));
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
    }

    private static Response variables(String worker, String instance, Map<String, ?> modifications) {
        return WorkerFixture.worker(worker)
                .body(Map.of("modifications", modifications))
                .post("/engine-rest/process-instance/" + instance + "/variables");
    }

    @Test
    void theModelerDeploys() {
        WorkerFixture.admin()
                .get("/engine-rest/deployment?maxResults=0")
                .then()
                .statusCode(200)
                .body(equalTo("[]"));
        Response response = deploy("drawn.bpmn", WorkerFixture.process("drawn"));
        response.then()
                .statusCode(200)
                .body("deployedProcessDefinitions.values()[0].key", equalTo("drawn"))
                .body("deployedProcessDefinitions.values()[0].version", equalTo(1));
        assertThat(response.jsonPath().getString("id")).isNotBlank();
        WorkerFixture.admin()
                .get("/api/v1/processes/drawn")
                .then()
                .statusCode(200)
                .body("version", equalTo(1));
        // What has not changed is not deployed again, and the Modeler is told of what is there.
        deploy("drawn.bpmn", WorkerFixture.process("drawn"))
                .then()
                .statusCode(200)
                .body("deployedProcessDefinitions.values()[0].version", equalTo(1));
        deploy("drawn.bpmn", WorkerFixture.process("drawn").replace("camunda:topic=\"read\"", "camunda:class=\"a.B\""))
                .then()
                .statusCode(400)
                .body("message", containsString("drawn.bpmn:19: element 'Read'"));
    }

    private static Response deploy(String name, String model) {
        return WorkerFixture.admin()
                .multiPart("deployment-name", "drawn")
                .multiPart("deployment-source", "Camunda Modeler")
                .multiPart("deploy-changed-only", "true")
                .multiPart(name, name, model.getBytes(StandardCharsets.UTF_8), "text/xml")
                .post("/engine-rest/deployment/create");
    }
}
