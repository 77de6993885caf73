package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.fixpoint.access.Roles;
import io.fixpoint.access.TestUsers;
import io.fixpoint.access.Users;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Human tasks over HTTP: who may do them, how they are found, and what happens while nobody comes. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class HumanTaskTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    RecoveryEngine engine;

    @Inject
    RecordedProgress progress;

    @Inject
    Users users;

    private final List<String> started = new ArrayList<>();

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        progress.forget();
        progress.open("incident-5", "checkout");
        TestUsers.add(users, "ada", Set.of(Roles.OPERATOR), Set.of("sre"));
        TestUsers.add(users, "bob", Set.of(Roles.OPERATOR), Set.of("sre", "dba"));
        TestUsers.add(users, "eve", Set.of(Roles.OPERATOR), Set.of("sales"));
    }

    @AfterEach
    void end() {
        ClockUtil.reset();
        started.forEach(id -> as("admin").post("/api/v1/recoveries/" + id + "/cancel"));
    }

    @Test
    void whoAskedDoesNotApprove() {
        deploy("four-eyes", task("Step", "fixpoint:fourEyes", "true", "fixpoint:outcomes", "approve,reject"));
        String recovery = start("ada", "four-eyes", "incident-5");
        String task = taskOf(recovery);
        as("ada").get("/api/v1/tasks/" + task).then().body("fourEyes", equalTo(true));
        as("ada")
                .post("/api/v1/tasks/" + task + "/claim")
                .then()
                .statusCode(403)
                .body("detail", containsString("four eyes"));
        complete("ada", task, "approve").then().statusCode(403);
        as("bob")
                .contentType(ContentType.JSON)
                .body(Map.of("assignee", "ada"))
                .post("/api/v1/tasks/" + task + "/assign")
                .then()
                .statusCode(403)
                .body("detail", containsString("'ada'"));
        assertThat(taskOf(recovery)).isEqualTo(task);
        complete("bob", task, "approve").then().statusCode(204);
        as("ada")
                .get("/api/v1/recoveries/" + recovery)
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("variables", not(org.hamcrest.Matchers.hasKey("_startedBy")));
    }

    @Test
    void whoCompletedTheTaskThatAsksDoesNotApproveIt() {
        String model = Models.process("asks", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Ask"/>
                <bpmn:userTask id="Ask" name="Ask for it" camunda:candidateGroups="sre"/>
                <bpmn:sequenceFlow id="b" sourceRef="Ask" targetRef="Step"/>
                %s
                <bpmn:sequenceFlow id="c" sourceRef="Step" targetRef="End"/>
                <bpmn:endEvent id="End"/>""".formatted(task("Step", "fixpoint:fourEyes", "Ask")));
        deployModel("asks", model);
        String recovery = start("admin", "asks", "incident-5");
        complete("ada", taskOf(recovery), null).then().statusCode(204);
        complete("ada", taskOf(recovery), null).then().statusCode(403);
        complete("bob", taskOf(recovery), null).then().statusCode(204);
    }

    @Test
    void whereNobodyElseMayTheOneWhoAskedDecidesAndTheTimelineSaysSo() {
        // Admins may do every task, so here the only other user is the admin who asked as well.
        TestUsers.remove(users, "ada");
        TestUsers.remove(users, "bob");
        deploy("one-user", task("Step", "fixpoint:fourEyes", "true"));
        String recovery = start("admin", "one-user", "incident-5");
        complete("admin", taskOf(recovery), null).then().statusCode(204);
        assertThat(progress.told()).contains("happened admin: Decided task 'Decide' alone");
    }

    @Test
    void nobodyComesSoTheNextGroupsAreAskedAndNothingIsApproved() {
        deploy(
                "escalating",
                task(
                        "Step",
                        "fixpoint:escalateTo",
                        "dba, managers",
                        "fixpoint:escalateAfter",
                        "PT30M",
                        "fixpoint:outcomes",
                        "approve,reject"));
        String recovery = start("admin", "escalating", "incident-5");
        String task = taskOf(recovery);
        pass(Duration.ofMinutes(29));
        as("eve").get("/api/v1/tasks/" + task).then().body("candidateGroups", contains("sre"));
        pass(Duration.ofMinutes(31));
        await().atMost(SOON)
                .untilAsserted(() ->
                        as("eve").get("/api/v1/tasks/" + task).then().body("candidateGroups", contains("dba", "sre")));
        pass(Duration.ofMinutes(61));
        await().atMost(SOON)
                .untilAsserted(() -> as("eve")
                        .get("/api/v1/tasks?group=managers")
                        .then()
                        .body("items.id", contains(task))
                        .body("items[0].candidateGroups", contains("dba", "managers", "sre")));
        pass(Duration.ofDays(30));
        await().atMost(SOON)
                .until(() -> engine.engine()
                                .getManagementService()
                                .createJobQuery()
                                .processInstanceId(recovery)
                                .count()
                        == 0);
        as("eve")
                .get("/api/v1/recoveries/" + recovery)
                .then()
                .body("state", equalTo("WAITING"))
                .body("activeElements", contains("Step"))
                .body("variables.outcome", nullValue());
        assertThat(progress.told())
                .contains(
                        "happened process escalating: Group dba was told as well",
                        "happened process escalating: Group managers was told as well");
    }

    @ParameterizedTest
    @CsvSource({"fixpoint:escalateAfter,PT1M", "fixpoint:escalateTo,' , '"})
    void wrongEscalationIsRefusedAtDeployment(String property, String value) {
        String model = Models.oneStep("wrong-escalation", task("Step", property, value));
        as("admin")
                .multiPart("files", "wrong-escalation.bpmn", model.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/v1/processes")
                .then()
                .statusCode(422)
                .body("problems.detail", hasItem(containsString("fixpoint:escalate")));
    }

    @Test
    void listIsFilteredAndReadPageByPage() {
        deploy("listed", task("Step", "fixpoint:outcomes", "done"));
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(i));
            tasks.add(0, taskOf(start("admin", "listed", "incident-5")));
        }
        as("bob").post("/api/v1/tasks/" + tasks.get(1) + "/claim").then().statusCode(200);
        assertThat(pages("process=listed&size=2")).isEqualTo(tasks);
        List<String> ascending = new ArrayList<>(tasks);
        java.util.Collections.reverse(ascending);
        assertThat(pages("process=listed&size=2&sort=createdAt")).isEqualTo(ascending);
        as("ada")
                .get("/api/v1/tasks?process=listed&size=2&page=1")
                .then()
                .body("items.id", contains(tasks.get(2), tasks.get(3)))
                .body("total", equalTo(5));
        assertThat(pages("process=listed&mine=true&size=2"))
                .containsExactly(tasks.get(0), tasks.get(2), tasks.get(3), tasks.get(4));
        as("bob")
                .get("/api/v1/tasks?process=listed&mine=true")
                .then()
                .body("items.id", equalTo(tasks))
                .body("total", equalTo(5));
        as("eve").get("/api/v1/tasks?process=listed&mine=true").then().body("items", hasSize(0));
        as("ada").get("/api/v1/tasks?assignee=bob&process=listed").then().body("items.id", contains(tasks.get(1)));
        as("ada")
                .get("/api/v1/tasks?group=sre&incidentId=incident-5&process=listed")
                .then()
                .body("total", equalTo(5));
        as("ada").get("/api/v1/tasks?group=sales&process=listed").then().body("total", equalTo(0));
        as("ada").get("/api/v1/tasks?process=listed&overdue=true").then().body("total", equalTo(0));
        pass(Duration.ofHours(2));
        as("ada")
                .get("/api/v1/tasks?process=listed&overdue=true&sort=dueAt")
                .then()
                .body("total", equalTo(5));
        as("ada").get("/api/v1/tasks?process=listed&overdue=false").then().body("total", equalTo(0));
        as("ada").get("/api/v1/tasks?overdue=perhaps").then().statusCode(400);
        as("ada").get("/api/v1/tasks?cursor=k.AAAA").then().statusCode(400);
        complete("bob", tasks.get(1), "done").then().statusCode(204);
        as("ada").get("/api/v1/tasks?process=listed").then().body("total", equalTo(4));
    }

    @Test
    void taskSaysAllThatIsNeededToDecideIt() {
        deploy("told", task("Step", "fixpoint:outcomes", "approve,reject"));
        String recovery = start("admin", "told", "incident-5");
        String early = taskOf(recovery);
        as("ada")
                .get("/api/v1/tasks/" + early)
                .then()
                .body("target", nullValue())
                .body("dueAt", org.hamcrest.Matchers.notNullValue())
                .body("followUpAt", org.hamcrest.Matchers.notNullValue());
        QuarkusTransaction.requiringNew().run(() -> {
            String process = "told";
            engine.engine()
                    .getRuntimeService()
                    .createProcessInstanceByKey(process)
                    .setVariable(
                            "repair",
                            Map.of(
                                    "process", "repair-scale",
                                    "target", "orders",
                                    "parameters", Map.of("workers", "3"),
                                    "reason", "It is overloaded",
                                    "undo", "repair-scale-back"))
                    .execute();
        });
        as("ada")
                .get("/api/v1/tasks?process=told&size=1")
                .then()
                .body("items[0].action", equalTo("repair-scale"))
                .body("items[0].target", equalTo("orders"))
                .body("items[0].parameters.workers", equalTo("3"))
                .body("items[0].reason", equalTo("It is overloaded"))
                .body("items[0].undo", equalTo("repair-scale-back"))
                .body("items[0].outcomes", contains("approve", "reject"));
    }

    @Test
    void taskGoesOnlyToThoseWhoMayDoItAndCommentsAreKeptWhenItIsDone() {
        deploy("handed", task("Step"));
        String recovery = start("admin", "handed", "incident-5");
        String task = taskOf(recovery);
        as("ada").post("/api/v1/tasks/" + task + "/claim").then().statusCode(200);
        as("bob")
                .post("/api/v1/tasks/" + task + "/claim")
                .then()
                .statusCode(409)
                .body("detail", containsString("claimed by ada"));
        for (String other : List.of("eve", "nobody")) {
            as("ada")
                    .contentType(ContentType.JSON)
                    .body(Map.of("assignee", other))
                    .post("/api/v1/tasks/" + task + "/assign")
                    .then()
                    .statusCode(422)
                    .body("detail", containsString(other));
        }
        as("ada")
                .contentType(ContentType.JSON)
                .body(Map.of("assignee", "bob"))
                .post("/api/v1/tasks/" + task + "/assign")
                .then()
                .statusCode(200)
                .body("assignee", equalTo("bob"));
        as("bob")
                .contentType(ContentType.JSON)
                .body(Map.of("text", "It is the disk"))
                .post("/api/v1/tasks/" + task + "/comments")
                .then()
                .statusCode(201)
                .body("person", equalTo("bob"));
        complete("bob", task, null).then().statusCode(204);
        as("eve").get("/api/v1/tasks/" + task + "/comments").then().body("items.text", contains("It is the disk"));
        as("eve").get("/api/v1/tasks/none/comments").then().statusCode(404);
    }

    @Test
    void textThatTheEngineCannotKeepIsRefusedAsAField() {
        deploy("long-text", task("Step"));
        String task = taskOf(start("admin", "long-text", "incident-5"));
        as("ada")
                .contentType(ContentType.JSON)
                .body(Map.of("variables", Map.of("why", "x".repeat(4001))))
                .post("/api/v1/tasks/" + task + "/complete")
                .then()
                .statusCode(422)
                .body("problems.field", contains("why"));
    }

    private List<String> pages(String query) {
        List<String> all = new ArrayList<>();
        String cursor = null;
        do {
            Response page = as("ada").get("/api/v1/tasks?" + query + (cursor == null ? "" : "&cursor=" + cursor));
            page.then().statusCode(200);
            all.addAll(page.path("items.id"));
            cursor = page.path("next");
        } while (cursor != null);
        return all;
    }

    private static String task(String id, String... properties) {
        StringBuilder extensions = new StringBuilder();
        for (int i = 0; i < properties.length; i += 2) {
            extensions.append(
                    "<camunda:property name=\"%s\" value=\"%s\"/>".formatted(properties[i], properties[i + 1]));
        }
        return """
                <bpmn:userTask id="%s" name="Decide" camunda:candidateGroups="sre" camunda:dueDate="PT1H"
                    camunda:followUpDate="PT10M">
                  <bpmn:extensionElements><camunda:properties>%s</camunda:properties></bpmn:extensionElements>
                </bpmn:userTask>""".formatted(id, extensions);
    }

    /** Lets the engine's clock stand at this length from now. */
    private static void pass(Duration length) {
        ClockUtil.setCurrentTime(Date.from(Instant.now().plus(length)));
    }

    private static void deploy(String process, String task) {
        deployModel(process, Models.oneStep(process, task));
    }

    private static void deployModel(String process, String model) {
        as("admin")
                .multiPart("files", process + ".bpmn", model.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/v1/processes")
                .then()
                .statusCode(201);
    }

    private String start(String person, String process, String incident) {
        String id = as(person)
                .contentType(ContentType.JSON)
                .body(Map.of("process", process, "incidentId", incident))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        started.add(id);
        return id;
    }

    private String taskOf(String recovery) {
        return engine.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(recovery)
                .singleResult()
                .getId();
    }

    private static Response complete(String person, String task, @Nullable String outcome) {
        return as(person)
                .contentType(ContentType.JSON)
                .body(outcome == null ? Map.of() : Map.of("outcome", outcome))
                .post("/api/v1/tasks/" + task + "/complete");
    }

    private static RequestSpecification as(String person) {
        return given().auth().preemptive().basic(person, person.equals("admin") ? "admin-of-tests" : person);
    }
}
