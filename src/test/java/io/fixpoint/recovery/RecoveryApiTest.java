package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.access.TestUsers;
import io.fixpoint.access.Users;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EngineProfile.class)
class RecoveryApiTest {
    private static final String FORM = """
            {"id":"why","components":[{"type":"textfield","key":"why","validate":{"required":true}}]}""";

    @Inject
    HumanTasks tasks;

    @Inject
    Users users;

    @Inject
    RecoveryEngine engine;

    @Inject
    RecordedProgress progress;

    private record TestPerson(String name, Set<String> roles, Set<String> groups) implements Person {}

    private static final Person ADA = new TestPerson("ada", Set.of(Roles.OPERATOR), Set.of("sre"));
    private static final Person BOB = new TestPerson("bob", Set.of(Roles.OPERATOR), Set.of("sre"));
    private static final Person EVE = new TestPerson("eve", Set.of(Roles.OPERATOR), Set.of("sales"));

    @Test
    void processIsCheckedDeployedStartedAndItsTaskCompleted() {
        progress.open("incident-2", "checkout");
        String model = Models.oneStep("approve-it", """
                <bpmn:userTask id="Step" name="Approve" camunda:candidateGroups="sre" camunda:formRef="why"
                    camunda:formRefBinding="deployment">
                  <bpmn:extensionElements><camunda:properties>
                    <camunda:property name="fixpoint:outcomes" value="approve, reject"/>
                  </camunda:properties></bpmn:extensionElements>
                </bpmn:userTask>""");
        admin().multiPart("files", "approve-it.bpmn", model.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/processes/check")
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("problems.detail", hasItem(containsString("there is no form 'why'")));
        deploy("approve-it.bpmn", model).then().statusCode(201).body("processes.version", contains(1));
        deploy("approve-it.bpmn", model).then().statusCode(201).body("processes.changed", contains(false));
        admin().get("/api/v1/processes/approve-it")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("running", equalTo(0));
        admin().get("/api/v1/processes/approve-it/bpmn?version=1")
                .then()
                .statusCode(200)
                .body(containsString("approve-it"));

        String recovery = admin().contentType(ContentType.JSON)
                .body(Map.of("process", "approve-it", "incidentId", "incident-2"))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/v1/recoveries/"))
                .body("state", equalTo("WAITING"))
                .body("activeElements", contains("Step"))
                .extract()
                .path("id");
        admin().get("/api/v1/processes/approve-it/activity")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("elements.element", contains("Step"))
                .body("elements[0].running", equalTo(1))
                .body("elements[0].stalled", equalTo(0));
        admin().get("/api/v1/processes/approve-it/activity?version=7").then().statusCode(404);
        String task = admin().get("/api/v1/tasks?group=sre&incidentId=incident-2")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("items[0].outcomes", contains("approve", "reject"))
                .body("items[0].recoveryId", equalTo(recovery))
                .body("items[0].assignee", nullValue())
                .extract()
                .path("items[0].id");
        admin().get("/api/v1/tasks/" + task + "/form").then().statusCode(200).body("id", equalTo("why"));
        complete(task, Map.of("outcome", "maybe"))
                .then()
                .statusCode(422)
                .body("problems.field", contains("outcome", "why"));
        complete(task, Map.of("variables", Map.of("why", "x", "repair", "mine")))
                .then()
                .statusCode(422)
                .body("problems.field", contains("outcome", "repair"));
        complete(task, Map.of("outcome", "approve", "variables", Map.of("why", "it is known")))
                .then()
                .statusCode(204);
        admin().get("/api/v1/recoveries/" + recovery)
                .then()
                .statusCode(200)
                .body("state", equalTo("COMPLETED"))
                .body("variables.outcome", equalTo("approve"))
                .body("history.find { it.element == 'Step' }.outcome", equalTo("approve"));
        complete(task, Map.of("outcome", "approve")).then().statusCode(409);
        assertThat(progress.told()).contains("happened admin: Completed task 'Approve': approve");
    }

    @Test
    void moreStartsThanConnectionsAtOnceAllSucceed() throws Exception {
        deploy("crowded.bpmn", Models.oneHumanTask("crowded")).then().statusCode(201);
        int starts = 60;
        CountDownLatch ready = new CountDownLatch(starts);
        ExecutorService callers = Executors.newFixedThreadPool(starts);
        try {
            List<Future<String>> started = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                started.add(callers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return start("crowded");
                }));
            }
            for (Future<String> one : started) {
                admin().post("/api/v1/recoveries/" + one.get() + "/cancel")
                        .then()
                        .statusCode(200);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void incidentIsLockedBeforeAnythingOfItsTaskIsChanged() {
        progress.open("incident-locked", "checkout");
        deploy("locked.bpmn", Models.oneHumanTask("locked")).then().statusCode(201);
        admin().contentType(ContentType.JSON)
                .body(Map.of("process", "locked", "incidentId", "incident-locked"))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201);
        String task = admin().get("/api/v1/tasks?incidentId=incident-locked").path("items[0].id");
        // Whoever has the incident changes the task, and waits for nobody.
        progress.beforeLock(() -> QuarkusTransaction.requiringNew()
                .run(() -> engine.engine().getTaskService().setAssignee(task, "bob")));
        refused(ProblemType.CONFLICT, "claimed by bob", () -> tasks.claim(task, ADA));
        progress.beforeLock(() -> QuarkusTransaction.requiringNew()
                .run(() -> engine.engine().getTaskService().setAssignee(task, null)));
        refused(ProblemType.CONFLICT, "claimed by nobody", () -> tasks.unclaim(task, BOB));
        progress.beforeLock(() -> QuarkusTransaction.requiringNew()
                .run(() -> engine.engine().getTaskService().complete(task)));
        refused(ProblemType.CONFLICT, "completed", () -> tasks.complete(task, null, Map.of(), ADA));
    }

    @Test
    void listOfAStateHoldsThoseThatAreShownInIt() {
        deploy("listed.bpmn", Models.oneHumanTask("listed")).then().statusCode(201);
        String fails = Models.process("listed-fails", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="End"/>
                <bpmn:endEvent id="End"><bpmn:errorEventDefinition errorRef="lost"/></bpmn:endEvent>""")
                .replace("<bpmn:process ", "<bpmn:error id=\"lost\" errorCode=\"LOST\"/><bpmn:process ");
        deploy("listed-fails.bpmn", fails).then().statusCode(201);
        deploy("listed-stalls.bpmn", Models.oneStep("listed-stalls", """
                <bpmn:callActivity id="Step" calledElement="${incident.title.nothing}"/>"""))
                .then()
                .statusCode(201);
        start("listed");
        start("listed-fails");
        String done = start("listed");
        admin().post("/api/v1/recoveries/" + done + "/cancel").then().statusCode(200);
        String stalled = start("listed-stalls");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> "STALLED"
                        .equals(admin().get("/api/v1/recoveries/" + stalled).path("state")));
        List<String> shown = admin().get("/api/v1/recoveries?size=500")
                .then()
                .statusCode(200)
                .extract()
                .path("items.state");
        for (RecoveryView.State state : RecoveryView.State.values()) {
            Response listed = admin().get("/api/v1/recoveries?size=500&state=" + state);
            List<String> states = listed.path("items.state");
            assertThat(states).as("of " + state).allMatch(state.name()::equals);
            assertThat(states)
                    .as("how many are " + state)
                    .hasSize(Collections.frequency(shown, state.name()))
                    .hasSize((int) listed.path("total"));
        }
        assertThat(shown).contains("WAITING", "FAILED", "CANCELLED", "STALLED");
        admin().post("/api/v1/recoveries/" + stalled + "/cancel").then().statusCode(200);
    }

    @Test
    void claimIsForCandidatesAndOnce() {
        TestUsers.add(users, "bob", Set.of(Roles.OPERATOR), Set.of("sre", "dba"));
        deploy("claimed.bpmn", Models.oneHumanTask("claimed")).then().statusCode(201);
        start("claimed");
        String task =
                admin().get("/api/v1/tasks?process=claimed").then().extract().path("items[0].id");
        refused(ProblemType.FORBIDDEN, "for the groups [sre]", () -> tasks.claim(task, EVE));
        tasks.claim(task, ADA);
        tasks.claim(task, ADA);
        refused(ProblemType.CONFLICT, "claimed by ada", () -> tasks.claim(task, BOB));
        refused(ProblemType.CONFLICT, "claimed by ada", () -> tasks.complete(task, null, Map.of(), BOB));
        refused(ProblemType.CONFLICT, "claimed by ada", () -> tasks.unclaim(task, BOB));
        tasks.assign(task, "bob", ADA);
        tasks.unclaim(task, BOB);
        tasks.comment(task, "I look at it", BOB);
        admin().get("/api/v1/tasks/" + task + "/comments")
                .then()
                .statusCode(200)
                .body("items.text", contains("I look at it"))
                .body("items.person", contains("bob"));
        tasks.complete(task, null, Map.of("found", 3), BOB);
        admin().get("/api/v1/tasks/" + task).then().statusCode(409);
        admin().get("/api/v1/tasks/none").then().statusCode(404);
    }

    @Test
    void waitAnswersAsItEndsOrAsItStands() {
        deploy(
                        "quick.bpmn",
                        Models.oneStep(
                                "quick", "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${locate}\"/>"))
                .then()
                .statusCode(201);
        deploy("waiting.bpmn", Models.oneHumanTask("waiting")).then().statusCode(201);
        admin().contentType(ContentType.JSON)
                .body(Map.of("process", "quick", "service", "checkout"))
                .post("/api/v1/recoveries?wait=PT20S")
                .then()
                .statusCode(201)
                .body("state", equalTo("COMPLETED"))
                .body("variables.suspects[0].service", equalTo("checkout"));
        admin().contentType(ContentType.JSON)
                .body(Map.of("process", "waiting"))
                .post("/api/v1/recoveries?wait=PT0.3S")
                .then()
                .statusCode(201)
                .body("state", equalTo("WAITING"));
        admin().contentType(ContentType.JSON)
                .body(Map.of("process", "waiting"))
                .post("/api/v1/recoveries?wait=soon")
                .then()
                .statusCode(400);
        admin().contentType(ContentType.JSON)
                .body(Map.of("process", "nowhere"))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(422)
                .body("detail", containsString("nowhere"));
        String id = start("waiting");
        assertThat(bare("/api/v1/recoveries/" + id + "/retry")).isEqualTo(409);
        admin().contentType(ContentType.JSON)
                .body(Map.of("reason", "not needed"))
                .post("/api/v1/recoveries/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("state", equalTo("CANCELLED"));
        assertThat(bare("/api/v1/recoveries/" + id + "/cancel")).isEqualTo(409);
        admin().get("/api/v1/recoveries?process=waiting&state=CANCELLED")
                .then()
                .statusCode(200)
                .body("items.id", contains(id));
        admin().get("/api/v1/recoveries/none").then().statusCode(404);
    }

    @Test
    void unsafeModelIsNotDeployedAndWhatRanGoesOn() {
        deploy("kept.bpmn", Models.oneHumanTask("kept")).then().statusCode(201);
        deploy("kept.bpmn", Models.oneStep("kept", "<bpmn:serviceTask id=\"Step\" camunda:class=\"x.Y\"/>"))
                .then()
                .statusCode(422)
                .body("problems[0].element", equalTo("Step"))
                .body("problems[0].file", equalTo("kept.bpmn"))
                .body("problems[0].severity", equalTo("ERROR"));
        String dangling = Models.oneHumanTask("kept").replace("targetRef=\"End\"", "targetRef=\"Nowhere\"");
        admin().contentType("application/xml")
                .body(dangling)
                .post("/api/v1/processes/check")
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("problems.findAll { it.severity == 'ERROR' }.detail[0]", containsString("Nowhere"));
        admin().get("/api/v1/processes/kept").then().body("version", equalTo(1));
    }

    @Test
    void switchIsSetForAllAndForOneWithReasonAndEnd() {
        admin().contentType(ContentType.JSON)
                .body(Map.of("mode", "OBSERVE", "service", "billing", "reason", "a migration"))
                .put("/api/v1/automation")
                .then()
                .statusCode(200)
                .body("mode", equalTo("OBSERVE"))
                .body("service", equalTo("billing"))
                .body("entries.service", hasItem("billing"));
        admin().get("/api/v1/automation").then().statusCode(200).body("mode", equalTo("AUTOMATIC"));
        admin().contentType(ContentType.JSON)
                .body(Map.of("mode", "SOMETIMES", "reason", "x"))
                .put("/api/v1/automation")
                .then()
                .statusCode(422)
                .body("detail", containsString("OBSERVE"));
        admin().contentType(ContentType.JSON)
                .body(Map.of("mode", "OBSERVE"))
                .put("/api/v1/automation")
                .then()
                .statusCode(422)
                .body("detail", containsString("reason"));
        given().get("/api/v1/automation").then().statusCode(401);
    }

    private static void refused(ProblemType type, String detail, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type))
                .hasMessageContaining(detail);
    }

    private static String start(String process) {
        return admin().contentType(ContentType.JSON)
                .body(Map.of("process", process))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static io.restassured.response.Response complete(String task, Map<String, ?> body) {
        return admin().contentType(ContentType.JSON).body(body).post("/api/v1/tasks/" + task + "/complete");
    }

    private static io.restassured.response.Response deploy(String name, String model) {
        return admin().multiPart("files", name, model.getBytes(StandardCharsets.UTF_8))
                .multiPart("files", "why.form", FORM.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/processes");
    }

    /** A POST as {@code curl -X POST} sends it: without a body and without a content type. */
    private static int bare(String path) {
        String login = Base64.getEncoder().encodeToString("admin:admin-of-tests".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Authorization", "Basic " + login)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }
}
