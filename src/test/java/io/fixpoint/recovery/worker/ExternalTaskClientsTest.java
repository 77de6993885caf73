package io.fixpoint.recovery.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fixpoint.access.UsersFixture;
import io.fixpoint.recovery.EngineProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.client.ExternalTaskClient;
import org.camunda.bpm.client.interceptor.auth.BasicAuthProvider;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.camunda.bpm.client.variable.ClientValues;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Camunda's own clients, unmodified, against this server. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class ExternalTaskClientsTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Path JS_CLIENT = Path.of("target", "js-client");

    @Inject
    UsersFixture users;

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

    @Test
    void theJavaClientDoesAllItCan() {
        WorkerFixture.deploy("java-worked");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ExternalTaskClient client = ExternalTaskClient.create()
                .baseUrl(URI.create(server + "/").resolve("/engine-rest").toString())
                .workerId("java-worker")
                .asyncResponseTimeout(10000)
                .addInterceptor(new BasicAuthProvider(WorkerFixture.ROBOT, UsersFixture.PASSWORD))
                .build();
        try {
            client.subscribe("enrich")
                    .processDefinitionKey("java-worked")
                    .lockDuration(20000)
                    .handler((task, service) -> enrich(task, service, seen))
                    .open();
            client.subscribe("read")
                    .processDefinitionKey("java-worked")
                    .lockDuration(20000)
                    .handler(ExternalTaskClientsTest::read)
                    .open();
            allKindsAreDone("java-worked");
        } finally {
            client.stop();
        }
    }

    private static void enrich(ExternalTask task, ExternalTaskService service, Set<String> seen) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("answer", ClientValues.jsonValue("{\"x\":1,\"list\":[\"a\"]}"));
        results.put("number", 3);
        results.put("text", "q");
        results.put("when", Date.from(Instant.EPOCH));
        results.put(
                "paper",
                Variables.fileValue("f.txt")
                        .file("abc\n".getBytes(StandardCharsets.UTF_8))
                        .mimeType("text/plain")
                        .create());
        String kind = task.getVariable("kind");
        switch (kind) {
            case "complete" -> service.complete(task, results, Map.of("local", 1));
            case "fail" -> {
                if (task.getRetries() != null && task.getRetries() == 3) {
                    service.complete(task, results);
                } else {
                    service.handleFailure(task, "no luck", "at all", task.getRetries() == null ? 1 : 0, 100);
                }
            }
            case "error" -> service.handleBpmnError(task, "CODE", "it is so", Map.of("text", "from the error"));
            case "locks" -> {
                if (seen.add(task.getId())) {
                    service.extendLock(task, 5000);
                    service.lock(task, 7000);
                    service.setVariables(task, Map.of("progress", 50));
                    service.unlock(task);
                } else {
                    service.complete(task, results);
                }
            }
            default -> throw new IllegalStateException("unknown kind");
        }
    }

    private static void read(ExternalTask task, ExternalTaskService service) {
        FileValue paper = task.getVariableTyped("paper");
        try {
            String content = new String(paper.getValue().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Object> results = new LinkedHashMap<>();
            results.put("read", content);
            results.put("seen", task.getVariableTyped("answer"));
            service.complete(task, results);
        } catch (IOException e) {
            service.handleFailure(task, e.getMessage(), "", 0, 0);
        }
    }

    @Test
    void theJavaScriptClientDoesAllItCan() throws IOException, InterruptedException {
        assumeTrue(
                Files.isDirectory(JS_CLIENT.resolve("node_modules/camunda-external-task-client-js")),
                "Camunda's JavaScript client is not installed; .ci/run does it");
        WorkerFixture.deploy("js-worked");
        Files.copy(
                Path.of("src/test/js-client/worker.js"),
                JS_CLIENT.resolve("worker.js"),
                StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder builder = new ProcessBuilder("node", "worker.js")
                .directory(JS_CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(JS_CLIENT.resolve("worker.log").toFile());
        builder.environment()
                .put(
                        "BASE_URL",
                        URI.create(server + "/").resolve("/engine-rest").toString());
        builder.environment().put("WORKER", WorkerFixture.ROBOT);
        builder.environment().put("PASSWORD", UsersFixture.PASSWORD);
        Process worker = builder.start();
        try {
            allKindsAreDone("js-worked");
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nThe worker says:\n" + Files.readString(JS_CLIENT.resolve("worker.log")), e);
        } finally {
            worker.destroyForcibly().waitFor();
        }
    }

    /** Both workers do the same, and the recoveries show the same. */
    private static void allKindsAreDone(String process) {
        String complete = WorkerFixture.start(process, Map.of("kind", "complete"));
        String fail = WorkerFixture.start(process, Map.of("kind", "fail"));
        String error = WorkerFixture.start(process, Map.of("kind", "error"));
        String locks = WorkerFixture.start(process, Map.of("kind", "locks"));

        await().atMost(SOON).until(() -> state(complete), "COMPLETED"::equals);
        JsonPath done = recovery(complete);
        assertThat(done.getMap("variables.answer")).isEqualTo(Map.of("x", 1, "list", List.of("a")));
        assertThat(done.getMap("variables.seen")).isEqualTo(Map.of("x", 1, "list", List.of("a")));
        assertThat(done.getInt("variables.number")).isEqualTo(3);
        assertThat(done.getString("variables.text")).isEqualTo("q");
        assertThat(done.getString("variables.read")).isEqualTo("abc\n");
        assertThat(done.getString("variables.paper.filename")).isEqualTo("f.txt");
        assertThat(done.getString("variables.paper.mimeType")).isEqualTo("text/plain");
        assertThat(done.getMap("variables")).doesNotContainKey("local");

        await().atMost(SOON).until(() -> state(error), "COMPLETED"::equals);
        assertThat(recovery(error).getList("history.element"))
                .contains("RefusedEnd")
                .doesNotContain("Read");
        assertThat(recovery(error).getString("variables.why")).isEqualTo("it is so");
        assertThat(recovery(error).getString("variables.text")).isEqualTo("from the error");

        await().atMost(SOON).until(() -> state(locks), "COMPLETED"::equals);

        await().atMost(SOON).until(() -> state(fail), "STALLED"::equals);
        assertThat(recovery(fail).getString("stalled[0].element")).isEqualTo("Enrich");
        assertThat(recovery(fail).getString("stalled[0].message")).isEqualTo("no luck");
        WorkerFixture.admin()
                .post("/api/v1/recoveries/" + fail + "/retry")
                .then()
                .statusCode(200);
        await().atMost(SOON).until(() -> state(fail), "COMPLETED"::equals);
    }

    private static String state(String recovery) {
        return recovery(recovery).getString("state");
    }

    private static JsonPath recovery(String recovery) {
        return WorkerFixture.admin().get("/api/v1/recoveries/" + recovery).jsonPath();
    }
}
