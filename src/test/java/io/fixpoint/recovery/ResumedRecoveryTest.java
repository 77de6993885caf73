package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ExternalTaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stalled recovery is skipped on, or goes on on a corrected version; what was done is not done again. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class ResumedRecoveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String ACTS = """
            <bpmn:serviceTask id="act" camunda:delegateExpression="${shell}">
              <bpmn:extensionElements><camunda:inputOutput>
                <camunda:inputParameter name="command">leave-a-file</camunda:inputParameter>
                <camunda:inputParameter name="arguments"><camunda:map>
                  <camunda:entry key="folder">${folder}</camunda:entry>
                </camunda:map></camunda:inputParameter>
              </camunda:inputOutput></bpmn:extensionElements>
            </bpmn:serviceTask>""";

    /** What its action did is in the journal, and the engine knows nothing of it. */
    private static final String FAILS_AFTER_ITS_ACTION = ACTS.replace("</camunda:inputOutput>", """
            <camunda:outputParameter name="lost">${incident.title.nothing}</camunda:outputParameter>
            </camunda:inputOutput>""");

    private static final String BROKEN = "<bpmn:callActivity id=\"broken\" calledElement=\"${incident.title}\"/>";
    private static final String WORKER =
            "<bpmn:serviceTask id=\"work\" camunda:type=\"external\" camunda:topic=\"%s\"/>";
    private static final String LOOK = "<bpmn:userTask id=\"look\" name=\"Look\" camunda:candidateGroups=\"sre\"/>";

    @Inject
    RecoveryEngine engine;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryPages pages;

    @Inject
    PlaceStore places;

    @Inject
    RecordedProgress progress;

    @TempDir
    Path folder;

    private final List<String> started = new ArrayList<>();

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        progress.forget();
        progress.open("resumed", "checkout");
    }

    @AfterEach
    void end() {
        for (String id : started) {
            if (!pages.hasEnded(id)) {
                recoveries.cancel(id, "the test is over", "test");
            }
        }
    }

    @Test
    void stalledStepIsSkippedWithAReason() {
        deploy("skipped", sequence("skipped", FAILS_AFTER_ITS_ACTION, LOOK));
        String id = stalled("skipped");
        skip(id, Map.of("element", "look")).statusCode(422).body("problems.field", contains("reason"));
        skip(id, Map.of("element", "nowhere", "reason", "x"))
                .statusCode(422)
                .body("problems.field", contains("element"))
                .body("detail", containsString("'nowhere' in [skipped]"));
        skip(id, Map.of("element", "look", "from", "look", "reason", "x"))
                .statusCode(422)
                .body("problems.field", contains("from"));
        skip(id, Map.of("element", "look", "reason", "It was seen to have worked"))
                .statusCode(200)
                .body("state", equalTo("WAITING"))
                .body("activeElements", contains("look"))
                .body("stalled.size()", equalTo(0));
        skip(id, Map.of("element", "look", "reason", "x"))
                .statusCode(409)
                .body("detail", containsString("not stalled"));
        assertThat(progress.told()).contains("happened admin: Skipped the stalled step 'act', on to 'look'");
        assertThat(count(id)).isEqualTo(1);
    }

    @Test
    void sentBackARecoveryDoesNotDoAgainWhatWasDone() {
        deploy("back", sequence("back", ACTS, BROKEN, LOOK));
        String id = stalled("back");
        assertThat(pages.get(id).stalled())
                .extracting(RecoveryView.Stalled::element)
                .containsExactly("broken");
        int failures = failures(id);
        skip(id, Map.of("element", "act", "reason", "Once more from there")).statusCode(200);
        await().atMost(SOON)
                .until(() -> failures(id) > failures && pages.get(id).state() == RecoveryView.State.STALLED);
        assertThat(count(id)).isEqualTo(1);
        skip(id, Map.of("element", "look", "reason", "enough")).statusCode(200);
        assertThat(pages.get(id).variables()).containsKey("response");
    }

    @Test
    void whatStalledAfterItsActionIsNotDoneAgainThroughASkipToItself() {
        deploy("itself", sequence("itself", FAILS_AFTER_ITS_ACTION, LOOK));
        String id = stalled("itself");
        skip(id, Map.of("element", "act", "reason", "Once more")).statusCode(200);
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        assertThat(count(id)).isEqualTo(1);
    }

    @Test
    void skipReachesIntoACalledProcessAndOutOfIt() {
        deploy("skipped-child", sequence("skipped-child", ACTS, BROKEN, "<bpmn:task id=\"rest\"/>"));
        deploy(
                "skipped-parent",
                sequence("skipped-parent", "<bpmn:callActivity id=\"call\" calledElement=\"skipped-child\"/>", LOOK));
        String inside = stalled("skipped-parent");
        skip(inside, Map.of("element", "rest", "reason", "It is known"))
                .statusCode(200)
                .body("called.process", contains("skipped-child"));
        await().atMost(SOON).until(() -> pages.get(inside).activeElements().contains("look"));

        String outside = stalled("skipped-parent");
        skip(outside, Map.of("element", "look", "reason", "The child is not needed"))
                .statusCode(200)
                .body("activeElements", contains("look"));

        String back = stalled("skipped-parent");
        skip(back, Map.of("element", "call", "reason", "All of it again")).statusCode(200);
        await().atMost(SOON)
                .until(() -> pages.get(back).state() == RecoveryView.State.STALLED
                        && pages.get(back).called().size() == 2);
        assertThat(count(back)).isEqualTo(1);
    }

    @Test
    void sentBackItDoesWhatIsAnotherCallNow() {
        deploy("other-call", sequence("other-call", ACTS, BROKEN, LOOK));
        String id = stalled("other-call");
        assertThat(count(id)).isEqualTo(1);
        Path other = folder.resolve("other");
        engine.engine().getRuntimeService().setVariable(id, "folder", other.toString());
        assertThat(other.toFile().mkdir()).isTrue();
        int failures = failures(id);
        skip(id, Map.of("element", "act", "reason", "Now for the other folder")).statusCode(200);
        await().atMost(SOON)
                .until(() -> failures(id) > failures && pages.get(id).state() == RecoveryView.State.STALLED);
        assertThat(count(id)).isEqualTo(1);
        assertThat(other.toFile().list()).hasSize(1);
    }

    @Test
    void stalledStepOfAWorkerIsSkipped() {
        deploy("worker-skipped", sequence("worker-skipped", WORKER.formatted("worker-skipped"), LOOK));
        String id = workerFails("worker-skipped");
        skip(id, Map.of("element", "look", "reason", "Done by hand"))
                .statusCode(200)
                .body("state", equalTo("WAITING"))
                .body("activeElements", contains("look"))
                .body("stalled.size()", equalTo(0));
        assertThat(progress.told()).contains("happened admin: Skipped the stalled step 'work', on to 'look'");
    }

    @Test
    void stalledStepOfAWorkerIsTriedAgainOnACorrectedVersionAndHoldsNoPlaceMeanwhile() {
        deploy("worker-corrected", sequence("worker-corrected", WORKER.formatted("worker-corrected"), LOOK));
        String id = workerFails("worker-corrected");
        assertThat(places.taken()).as("it waits for a person").isZero();
        places.lookAgain(id, "");
        assertThat(places.taken()).as("it still does").isZero();
        deploy(
                "worker-corrected",
                sequence("worker-corrected", WORKER.formatted("worker-corrected"), LOOK, "<bpmn:task id=\"more\"/>"));
        migrate(id, Map.of()).statusCode(200).body("version", equalTo(2)).body("stalled.size()", equalTo(0));
        assertThat(places.taken()).as("it goes on").isEqualTo(1);
    }

    /** A recovery whose worker has given up. */
    private String workerFails(String process) {
        String id = start(process);
        ExternalTaskService workers = engine.engine().getExternalTaskService();
        String task =
                workers.fetchAndLock(1, "w").topic(process, 10_000).execute().isEmpty()
                        ? ""
                        : workers.createExternalTaskQuery()
                                .processInstanceId(id)
                                .singleResult()
                                .getId();
        workers.handleFailure(task, "w", "no disk", 0, 0);
        assertThat(pages.get(id).state()).isEqualTo(RecoveryView.State.STALLED);
        return id;
    }

    @Test
    void loopThatAVariableMakesTooLongStalls() {
        deploy("long-loop", sequence("long-loop", """
                <bpmn:userTask id="each" camunda:candidateGroups="sre">
                  <bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">${many}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>
                </bpmn:userTask>"""));
        assertThatThrownBy(() -> recoveries.start("long-loop", "resumed", null, Map.of("many", 1_001), "ada"))
                .hasStackTraceContaining("is to be repeated 1001 times (by ${many}); at most 1000 are allowed");
        String id = recoveries.start("long-loop", "resumed", null, Map.of("many", 3), "ada");
        started.add(id);
        assertThat(engine.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(id)
                        .count())
                .isEqualTo(3);
    }

    @Test
    void whatTheEngineCannotSkipIsRefused() {
        deploy("many", Models.process("many", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="each"/>
                <bpmn:callActivity id="each" calledElement="${incident.title}">
                  <bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>
                </bpmn:callActivity>
                <bpmn:sequenceFlow id="b" sourceRef="each" targetRef="look"/>
                <bpmn:userTask id="look" camunda:candidateGroups="sre"/>
                <bpmn:sequenceFlow id="c" sourceRef="look" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
        String many = stalled("many");
        await().atMost(SOON).until(() -> pages.get(many).stalled().size() == 2);
        skip(many, Map.of("element", "look", "reason", "x")).statusCode(409);

        deploy("one-of-many", sequence("one-of-many", BROKEN, """
                <bpmn:userTask id="each" camunda:candidateGroups="sre">
                  <bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>
                </bpmn:userTask>""", LOOK + """
                <bpmn:boundaryEvent id="late" attachedToRef="look">
                  <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
                </bpmn:boundaryEvent>"""));
        String one = stalled("one-of-many");
        skip(one, Map.of("element", "each", "reason", "x"))
                .statusCode(422)
                .body("problems.detail", hasItem(containsString("multi-instance")));
        skip(one, Map.of("element", "late", "reason", "x"))
                .statusCode(422)
                .body("problems.detail", hasItem(containsString("boundary event")));
        skip(one, Map.of("element", "look", "reason", "x")).statusCode(200);
    }

    @Test
    void skipWithinASubProcessKeepsItGoing() {
        deploy("embedded", Models.process("embedded", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="sub"/>
                <bpmn:subProcess id="sub">
                  <bpmn:startEvent id="Begin"/>
                  <bpmn:sequenceFlow id="b" sourceRef="Begin" targetRef="broken"/>
                  <bpmn:callActivity id="broken" calledElement="${incident.title}"/>
                  <bpmn:sequenceFlow id="c" sourceRef="broken" targetRef="look"/>
                  <bpmn:userTask id="look" camunda:candidateGroups="sre"/>
                  <bpmn:sequenceFlow id="d" sourceRef="look" targetRef="Over"/>
                  <bpmn:endEvent id="Over"/>
                </bpmn:subProcess>
                <bpmn:sequenceFlow id="e" sourceRef="sub" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
        String id = stalled("embedded");
        skip(id, Map.of("element", "look", "reason", "x"))
                .statusCode(200)
                .body("state", equalTo("WAITING"))
                .body("activeElements", hasItem("look"));
        assertThat(pages.get(id).history())
                .filteredOn(passed -> passed.element().equals("sub"))
                .as("the sub-process did not begin anew")
                .hasSize(1);
        engine.engine()
                .getTaskService()
                .complete(engine.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(id)
                        .singleResult()
                        .getId());
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.COMPLETED);
    }

    @Test
    void ofSeveralStalledStepsOneIsNamed() {
        deploy("fork", Models.process("fork", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="both"/>
                <bpmn:parallelGateway id="both"/>
                <bpmn:sequenceFlow id="b" sourceRef="both" targetRef="left"/>
                <bpmn:sequenceFlow id="c" sourceRef="both" targetRef="right"/>
                <bpmn:callActivity id="left" calledElement="${incident.title}"/>
                <bpmn:callActivity id="right" calledElement="${incident.title}"/>
                <bpmn:sequenceFlow id="d" sourceRef="left" targetRef="join"/>
                <bpmn:sequenceFlow id="e" sourceRef="right" targetRef="join"/>
                <bpmn:parallelGateway id="join"/>
                <bpmn:sequenceFlow id="f" sourceRef="join" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
        String id = stalled("fork");
        await().atMost(SOON).until(() -> pages.get(id).stalled().size() == 2);
        skip(id, Map.of("element", "join", "reason", "x"))
                .statusCode(409)
                .body("detail", containsString("[left, right]"));
        skip(id, Map.of("element", "join", "from", "left", "reason", "x"))
                .statusCode(200)
                .body("stalled.element", contains("right"));
        skip(id, Map.of("element", "join", "reason", "x")).statusCode(200).body("state", equalTo("COMPLETED"));
    }

    @Test
    void stalledCalledProcessGoesOnOnACorrectedVersion() {
        deploy("corrected-child", sequence("corrected-child", FAILS_AFTER_ITS_ACTION, LOOK));
        deploy(
                "corrected-parent",
                sequence(
                        "corrected-parent",
                        "<bpmn:callActivity id=\"call\" calledElement=\"corrected-child\"/>",
                        "<bpmn:task id=\"rest\"/>"));
        String id = stalled("corrected-parent");
        migrate(id, Map.of()).statusCode(409).body("detail", containsString("runs version 1 already"));

        deploy("corrected-child", sequence("corrected-child", "<bpmn:task id=\"other\"/>", LOOK));
        migrate(id, Map.of())
                .statusCode(422)
                .body("problems.element", hasItem("act"))
                .body("problems.detail", hasItem(containsString("no migration instruction")));
        migrate(id, Map.of("version", 9)).statusCode(422).body("problems.field", contains("version"));
        migrate(id, Map.of("process", "elsewhere")).statusCode(422).body("problems.field", contains("process"));
        assertThat(pages.get(id).called())
                .extracting(RecoveryView.Called::version)
                .containsExactly(1);
        assertThat(pages.get(id).state()).isEqualTo(RecoveryView.State.STALLED);

        deploy("corrected-child", sequence("corrected-child", ACTS, LOOK));
        migrate(id, Map.of("version", 3))
                .statusCode(200)
                .body("version", equalTo(1))
                .body("called.version", contains(3));
        await().atMost(SOON).until(() -> pages.get(id).activeElements().contains("look"));
        assertThat(count(id)).as("its end was in the journal").isEqualTo(1);
        assertThat(progress.told()).contains("happened admin: Continued process corrected-child on version 3");
    }

    @Test
    void elementWithANewIdIsMapped() {
        deploy("renamed", sequence("renamed", FAILS_AFTER_ITS_ACTION, LOOK));
        String id = stalled("renamed");
        deploy("renamed", sequence("renamed", ACTS.replace("\"act\"", "\"acts\""), LOOK));
        migrate(id, Map.of("elements", Map.of("act", "nowhere"))).statusCode(422);
        migrate(id, Map.of("elements", Map.of("act", "acts"))).statusCode(200).body("version", equalTo(2));
    }

    @Test
    void runningRecoveryKeepsItsVersionAndANewOneTakesTheLatest() {
        deploy("pinned-child", sequence("pinned-child", LOOK));
        deploy("pinned", sequence("pinned", "<bpmn:callActivity id=\"call\" calledElement=\"pinned-child\"/>"));
        String old = start("pinned");
        await().atMost(SOON).until(() -> pages.get(old).activeElements().contains("look"));
        deploy("pinned-child", sequence("pinned-child", LOOK, "<bpmn:task id=\"more\"/>"));
        deploy(
                "pinned",
                sequence(
                        "pinned",
                        "<bpmn:task id=\"more\"/>",
                        "<bpmn:callActivity id=\"call\" calledElement=\"pinned-child\"/>"));
        String latest = start("pinned");
        await().atMost(SOON).until(() -> pages.get(latest).activeElements().contains("look"));
        assertThat(pages.get(old)).satisfies(view -> {
            assertThat(view.version()).isEqualTo(1);
            assertThat(view.called()).singleElement().satisfies(called -> {
                assertThat(called.process()).isEqualTo("pinned-child");
                assertThat(called.version()).isEqualTo(1);
                assertThat(called.element()).isEqualTo("call");
                assertThat(called.by()).isEqualTo(old);
                assertThat(called.endedAt()).isNull();
            });
        });
        assertThat(pages.get(latest).version()).isEqualTo(2);
        assertThat(pages.get(latest).called())
                .extracting(RecoveryView.Called::version)
                .containsExactly(2);
        admin().get("/api/v1/recoveries?process=pinned&state=STALLED")
                .then()
                .statusCode(200)
                .body("items.id", not(hasItem(old)));
    }

    private static ValidatableResponse skip(String id, Map<String, Object> body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/recoveries/" + id + "/skip")
                .then();
    }

    private static ValidatableResponse migrate(String id, Map<String, Object> body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/recoveries/" + id + "/migrate")
                .then();
    }

    private String stalled(String process) {
        String id = start(process);
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        return id;
    }

    private String start(String process) {
        Path own = folder.resolve(String.valueOf(started.size()));
        try {
            Files.createDirectory(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String id = recoveries.start(process, "resumed", null, Map.of("folder", own.toString()), "ada");
        started.add(id);
        return id;
    }

    /** How often the action was carried out for the recovery. */
    private long count(String id) {
        try (Stream<Path> files = Files.list(folder.resolve(String.valueOf(started.indexOf(id))))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int failures(String id) {
        return (int) Objects.requireNonNull(pages.outcomes(List.of(id)).get(id))
                .used()
                .retries();
    }

    /** A process of these steps, one after the other; each has its id in its first attribute. */
    private static String sequence(String process, String... steps) {
        StringBuilder content = new StringBuilder("<bpmn:startEvent id=\"Start\"/>\n");
        String before = "Start";
        for (String step : steps) {
            int from = step.indexOf("id=\"") + 4;
            String id = step.substring(from, step.indexOf('"', from));
            content.append(flow(before, id)).append(step).append('\n');
            before = id;
        }
        return Models.process(process, content + flow(before, "End") + "<bpmn:endEvent id=\"End\"/>");
    }

    private static String flow(String from, String to) {
        return "<bpmn:sequenceFlow id=\"from" + from + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"/>\n";
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
