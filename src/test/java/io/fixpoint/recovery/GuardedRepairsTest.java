package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.fixpoint.fact.Repair;
import io.fixpoint.incident.GuardRefusal;
import io.fixpoint.recovery.guard.RepairGuards;
import io.fixpoint.recovery.guard.RepairStart;
import io.fixpoint.rule.Stage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps the server from repairing by itself, and that a person is asked then. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class GuardedRepairsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String BY_ITSELF = "repairStarted hold AUTOMATIC";

    @Inject
    RecoveryEngine engine;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryPages pages;

    @Inject
    RecordedProgress progress;

    @Inject
    ScriptedRules rules;

    @Inject
    AutomationSwitch automation;

    @Inject
    RepairGuards guards;

    private final List<String> started = new ArrayList<>();
    private int incidents;

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        rules.clear();
        progress.forget();
        deploy("hold", Models.oneStep("hold", """
                <bpmn:userTask id="Step" name="Hold" camunda:candidateGroups="sre"/>"""));
        deploy("guarded", Models.process("guarded", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="analyze"/>
                <bpmn:serviceTask id="analyze" camunda:delegateExpression="${analyze}"/>
                <bpmn:sequenceFlow id="b" sourceRef="analyze" targetRef="next"/>
                <bpmn:serviceTask id="next" camunda:delegateExpression="${nextRepair}"/>
                <bpmn:sequenceFlow id="c" sourceRef="next" targetRef="Who"/>
                <bpmn:exclusiveGateway id="Who" default="d"/>
                <bpmn:sequenceFlow id="d" sourceRef="Who" targetRef="Approve"/>
                <bpmn:userTask id="Approve" name="Approve" camunda:candidateGroups="sre"/>
                <bpmn:sequenceFlow id="e" sourceRef="Approve" targetRef="repair"/>
                <bpmn:sequenceFlow id="f" sourceRef="Who" targetRef="repair">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${repair.mode == 'AUTOMATIC'}</bpmn:conditionExpression>
                </bpmn:sequenceFlow>
                <bpmn:callActivity id="repair" calledElement="${repair.process}"/>
                <bpmn:sequenceFlow id="g" sourceRef="repair" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
    }

    @AfterEach
    void end() {
        for (String id : started) {
            if (!pages.hasEnded(id)) {
                recoveries.cancel(id, "the test is over", "test");
            }
        }
        automation.set("dry", AutomationMode.AUTOMATIC, "test", null, "test");
    }

    @Test
    void ofManyRecoveriesAtOnceOneRepairsTheService() {
        for (int round = 0; round < 4; round++) {
            progress.forget();
            String target = "db-" + round;
            for (int i = 0; i < 6; i++) {
                recover(target, Map.of());
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(repairs()).hasSize(6));
            assertThat(repairs()).filteredOn(BY_ITSELF::equals).hasSize(1);
            assertThat(repairs())
                    .filteredOn("repairStarted hold APPROVAL [LOCK]"::equals)
                    .hasSize(5);
        }
    }

    @Test
    void approvedRepairWaitsUntilTheOtherIsOver() {
        try (RecordedLog log = new RecordedLog()) {
            approvedRepairWaits(log);
        }
    }

    private void approvedRepairWaits(RecordedLog log) {
        String first = recover("queue", Map.of());
        await().atMost(SOON).until(() -> at(first, "hold"));
        String second = recover("queue", Map.of());
        await().atMost(SOON).until(() -> at(second, "guarded"));

        complete(second);
        await().atMost(SOON).until(() -> pages.get(second).waitsFor() != null);
        RecoveryView waiting = pages.get(second);
        assertThat(waiting.state()).isEqualTo(RecoveryView.State.WAITING);
        assertThat(waiting.waitsFor()).satisfies(waits -> {
            assertThat(waits.position()).isNull();
            assertThat(waits.reason()).contains("queue is being repaired by recovery " + first);
        });
        assertThat(progress.told())
                .filteredOn("happened process guarded: The repair waits for its service"::equals)
                .hasSize(1);

        complete(first);
        await().atMost(SOON).until(() -> at(second, "hold"));
        assertThat(pages.get(first).state()).isEqualTo(RecoveryView.State.COMPLETED);
        assertThat(log.records())
                .as("that it waits is no failure")
                .noneMatch(record -> record.contains("until its service"));
        complete(second);
        await().atMost(SOON).until(() -> pages.hasEnded(second));
    }

    @Test
    void lockOutlivesARestartAndEndsWithItsRecovery() {
        String first = recover("cache", Map.of());
        await().atMost(SOON).until(() -> at(first, "hold"));

        engine.stop();
        engine.start();
        engine.startJobs();
        String second = recover("cache", Map.of());
        await().atMost(SOON).until(() -> at(second, "guarded"));
        recoveries.cancel(second, "not needed", "ada");

        recoveries.cancel(first, "it hangs", "ada");
        String third = recover("cache", Map.of());
        await().atMost(SOON).until(() -> at(third, "hold"));
        assertThat(repairs()).containsExactly(BY_ITSELF, "repairStarted hold APPROVAL [LOCK]", BY_ITSELF);
    }

    @Test
    void beyondTheBudgetAPersonIsAskedAndTheTaskSaysWhy() {
        for (int i = 0; i < 2; i++) {
            String id = recover("budgeted", Map.of());
            await().atMost(SOON).until(() -> at(id, "hold"));
            complete(id);
            await().atMost(SOON).until(() -> pages.hasEnded(id));
        }
        String id = recover("budgeted", Map.of());
        await().atMost(SOON).until(() -> at(id, "guarded"));
        admin().get("/api/v1/tasks?incidentId=" + pages.get(id).incidentId())
                .then()
                .statusCode(200)
                .body("items[0].heldBecause.guard", contains("BUDGET"))
                .body(
                        "items[0].heldBecause[0].reason",
                        containsString("2 repairs of budgeted began within the last hour"));
    }

    @Test
    void freezeHasAReasonAndAnEndAndIsLifted() {
        admin().contentType(ContentType.JSON)
                .body(Map.of("service", "frozen", "until", "2020-01-01T00:00:00Z"))
                .post("/api/v1/automation/freezes")
                .then()
                .statusCode(422)
                .body("problems.field", contains("reason", "until"));
        String freeze = admin().contentType(ContentType.JSON)
                .body(Map.of(
                        "service",
                        "frozen",
                        "reason",
                        "Black Friday",
                        "until",
                        Instant.now().plusSeconds(3600).toString()))
                .post("/api/v1/automation/freezes")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/v1/automation/freezes/"))
                .body("state", equalTo("ACTIVE"))
                .body("createdBy", equalTo("admin"))
                .extract()
                .path("id");
        String frozen = recover("frozen", Map.of());
        await().atMost(SOON).until(() -> at(frozen, "guarded"));
        admin().get("/api/v1/tasks?incidentId=" + pages.get(frozen).incidentId())
                .then()
                .body("items[0].heldBecause.reason", hasItem(containsString("Frozen by admin until")))
                .body("items[0].heldBecause.reason", hasItem(containsString("Black Friday")));
        String free = recover("not-frozen", Map.of());
        await().atMost(SOON).until(() -> at(free, "hold"));

        admin().delete("/api/v1/automation/freezes/" + freeze).then().statusCode(204);
        admin().delete("/api/v1/automation/freezes/" + freeze)
                .then()
                .statusCode(409)
                .body("detail", containsString("LIFTED"));
        admin().get("/api/v1/automation/freezes?state=lifted")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(freeze))
                .body("items.liftedBy", hasItem("admin"));
        admin().get("/api/v1/automation/freezes?state=active").then().body("items.id", not(hasItem(freeze)));
        admin().get("/api/v1/automation/freezes?state=cold").then().statusCode(400);
        String thawed = recover("frozen", Map.of());
        await().atMost(SOON).until(() -> at(thawed, "hold"));
    }

    @Test
    void inAMaintenanceWindowAPersonIsAsked() {
        String window = admin().contentType(ContentType.JSON)
                .body(Map.of(
                        "services",
                        List.of("patched"),
                        "reason",
                        "Patches",
                        "startsAt",
                        Instant.now().minusSeconds(60).toString(),
                        "endsAt",
                        Instant.now().plusSeconds(3600).toString()))
                .post("/api/v1/maintenance-windows")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String covered = recover("patched", Map.of());
        await().atMost(SOON).until(() -> at(covered, "guarded"));
        assertThat(repairs()).containsExactly("repairStarted hold APPROVAL [MAINTENANCE]");

        admin().delete("/api/v1/maintenance-windows/" + window).then().statusCode(204);
        String after = recover("patched", Map.of());
        await().atMost(SOON).until(() -> at(after, "hold"));
    }

    @Test
    void repairThatTouchesTooMuchOfAServiceIsAPersons() {
        String one = recover("shared", Map.of("instance", "a"));
        await().atMost(SOON).until(() -> at(one, "hold"));
        recoveries.cancel(one, "done", "test");
        String three = recover("shared", Map.of("instances", "a, b, c"));
        await().atMost(SOON).until(() -> at(three, "guarded"));
        String all = recover("shared", Map.of());
        await().atMost(SOON).until(() -> at(all, "guarded"));
        admin().get("/api/v1/tasks?incidentId=" + pages.get(three).incidentId())
                .then()
                .body(
                        "items[0].heldBecause[0].reason",
                        equalTo(
                                "It touches 3 of 4 known instances of shared, and 50 % may be touched at a time without a person"));
        assertThat(repairs())
                .containsExactly(
                        BY_ITSELF, "repairStarted hold APPROVAL [SHARE]", "repairStarted hold APPROVAL [SHARE]");
    }

    @Test
    void dryRunShowsWhatWouldBeDoneAndAsks() {
        automation.set("dry", AutomationMode.DRY_RUN, "a first look", null, "ada");
        deploy("dry-fix", Models.oneStep("dry-fix", """
                <bpmn:serviceTask id="Step" name="Restart it" camunda:delegateExpression="${http}">
                  <bpmn:extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="method">POST</camunda:inputParameter>
                    <camunda:inputParameter name="path">services/${repair.target}/restart</camunda:inputParameter>
                  </camunda:inputOutput></bpmn:extensionElements>
                </bpmn:serviceTask>"""));
        rules.when(Stage.ANALYSIS, facts -> List.of(Repair.process("dry-fix").target("dry")));
        String id = start("dry");
        await().atMost(SOON).until(() -> at(id, "guarded"));
        admin().get("/api/v1/tasks?incidentId=" + pages.get(id).incidentId())
                .then()
                .body("items[0].heldBecause.guard", contains("DRY_RUN"))
                .body(
                        "items[0].heldBecause[0].reason",
                        equalTo("Dry run. It would run process dry-fix, version 1, on dry: 1. Restart it by http"
                                + " {method=POST, path=services/dry/restart}"));
        assertThat(pages.get(id).called()).isEmpty();
    }

    @Test
    void whateverIsInterruptedNoTwoEverHoldOneService() throws Exception {
        deploy("idle", Models.oneHumanTask("idle"));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String id = recoveries.start("idle", null, "idle", Map.of(), "test");
            started.add(id);
            ids.add(id);
        }
        ConcurrentMap<String, String> holders = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(ids.size());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Random random = new Random(i);
            work.add(() -> holdAndLetGo(id, holders, random));
        }
        try {
            int begun = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                begun += done.get();
            }
            assertThat(begun).isGreaterThan(10);
        } finally {
            threads.shutdown();
        }
        for (String service : List.of("raced-1", "raced-2")) {
            assertThat(guards.begin(new RepairStart(ids.get(0), null, service, Map.of()), null))
                    .as("nothing is left locked")
                    .isEmpty();
        }
    }

    /** Now and then the transaction is lost, as by a crash between the guards and the commit: then nothing is held. */
    private int holdAndLetGo(String id, ConcurrentMap<String, String> holders, Random random) {
        int begun = 0;
        for (int i = 0; i < 40; i++) {
            String service = random.nextBoolean() ? "raced-1" : "raced-2";
            boolean crash = random.nextInt(4) == 0;
            List<GuardRefusal> refusals = new ArrayList<>();
            try {
                QuarkusTransaction.requiringNew().run(() -> {
                    refusals.addAll(guards.begin(new RepairStart(id, null, service, Map.of()), null));
                    if (crash) {
                        throw new IllegalStateException("injected");
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("injected");
                continue;
            }
            if (refusals.isEmpty()) {
                begun++;
                assertThat(holders.putIfAbsent(service, id))
                        .as("who else holds " + service)
                        .isNull();
                assertThat(holders.remove(service, id)).isTrue();
                guards.release(id);
            } else {
                assertThat(refusals).extracting(GuardRefusal::guard).containsExactly("LOCK");
            }
        }
        return begun;
    }

    private String recover(String target, Map<String, String> parameters) {
        rules.when(Stage.ANALYSIS, facts -> {
            Repair repair = Repair.process("hold").target(target);
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                repair = repair.parameter(parameter.getKey(), parameter.getValue());
            }
            return List.of(repair);
        });
        return start(target);
    }

    private String start(String service) {
        String incident = service + "-incident-" + incidents++;
        progress.open(incident, service);
        String id = recoveries.start("guarded", incident).recoveryId().orElseThrow();
        started.add(id);
        return id;
    }

    /** Whether it waits at the human task of this process. */
    private boolean at(String recovery, String process) {
        return tasks(recovery).stream()
                .anyMatch(task -> task.getProcessDefinitionId().startsWith(process + ":"));
    }

    private List<Task> tasks(String recovery) {
        return engine.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(pages.get(recovery).incidentId())
                .list();
    }

    private void complete(String recovery) {
        engine.engine().getTaskService().complete(tasks(recovery).get(0).getId());
    }

    private List<String> repairs() {
        return progress.told().stream()
                .filter(told -> told.startsWith("repairStarted"))
                .toList();
    }

    private void deploy(String id, String model) {
        engine.engine()
                .getRepositoryService()
                .createDeployment()
                .name(id)
                .addString(id + ".bpmn", model)
                .deploy();
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }
}
