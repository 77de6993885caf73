package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.incident.RecoveryStarter.Started;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** So many recoveries run at a time; the others wait, in order, and everybody sees it. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class RecoveryQueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    RecoveryEngine engine;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryPages pages;

    @Inject
    RecordedProgress progress;

    @Inject
    RecoveryConfig config;

    @Inject
    PlaceStore places;

    private final List<String> busy = new ArrayList<>();

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        cancelEverything();
        progress.forget();
        deploy("busy", Models.oneStep("busy", """
                <bpmn:intermediateCatchEvent id="Step"><bpmn:timerEventDefinition>
                  <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>
                </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"""));
        deploy(
                "turn",
                Models.oneStep("turn", "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${locate}\"/>"));
        deploy("look-first", Models.oneHumanTask("look-first"));
    }

    @AfterEach
    void cancelEverything() {
        for (ProcessInstance root : engine.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .rootProcessInstances()
                .list()) {
            // It may just be getting its turn, as another one has left.
            await().atMost(SOON)
                    .ignoreException(OptimisticLockingException.class)
                    .until(() -> delete(root.getId()));
        }
        busy.clear();
        QuarkusTransaction.requiringNew()
                .run(() -> places.removeLost(Instant.now().plusSeconds(1)));
    }

    private boolean delete(String id) {
        if (!pages.hasEnded(id)) {
            engine.engine().getRuntimeService().deleteProcessInstance(id, "test");
        }
        return true;
    }

    @Test
    void beyondTheLimitRecoveriesWaitVisiblyAndBeginByPriority() {
        fill();
        String later = queued("later", "mail", Priority.P3);
        String first = queued("first", "shop", Priority.P1);
        RecoveryView view = pages.get(later);
        assertThat(view.state()).isEqualTo(RecoveryView.State.WAITING);
        assertThat(view.waitsFor()).satisfies(waits -> {
            assertThat(waits.position()).isEqualTo(2);
            assertThat(waits.reason())
                    .contains("number 2 of 2", "before it is turn for shop (P1)", "At most 8 recoveries run at a time");
        });
        assertThat(pages.ofIncident("later")).singleElement().satisfies(recovery -> {
            assertThat(recovery.state()).isEqualTo("WAITING");
            assertThat(recovery.waitsFor()).contains("number 2 of 2");
        });
        assertThat(progress.told()).noneMatch(told -> told.startsWith("located"));

        cancelOne();
        await().atMost(SOON).until(() -> pages.hasEnded(first) && pages.hasEnded(later));
        assertThat(progress.told())
                .filteredOn(told -> told.startsWith("recoveryStarted turn"))
                .hasSize(2);
        assertThat(begun(first)).isBefore(begun(later));
    }

    @Test
    void orderHoldsAcrossARestart() {
        fill();
        List<String> waiting = new ArrayList<>();
        for (int i = 5; i >= 1; i--) {
            waiting.add(0, queued("restart-" + i, "s" + i, Priority.valueOf("P" + i)));
        }
        engine.stop();
        engine.start();
        for (int i = 0; i < waiting.size(); i++) {
            RecoveryView.Waits waits = pages.get(waiting.get(i)).waitsFor();
            assertThat(waits).isNotNull();
            assertThat(waits.position()).isEqualTo(i + 1);
        }
        engine.startJobs();
        cancelOne();
        await().atMost(SOON).until(() -> waiting.stream().allMatch(pages::hasEnded));
        for (int i = 1; i < waiting.size(); i++) {
            assertThat(begun(waiting.get(i - 1))).isBeforeOrEqualTo(begun(waiting.get(i)));
        }
    }

    @Test
    void whoWaitsForAPersonTakesNoPlace() {
        for (int i = 0; i < 10; i++) {
            progress.open("person-" + i, "mail", Priority.P3, Incident.Status.OPEN);
            Started started = recoveries.start("look-first", "person-" + i);
            assertThat(started.waiting()).isFalse();
        }
        fill();
        progress.open("another", "mail", Priority.P3, Incident.Status.OPEN);
        assertThat(recoveries.start("look-first", "another").waiting())
                .as("it begins with a person, so it needs no place")
                .isFalse();
        assertThat(taken()).isEqualTo(config.atOnce());
    }

    @Test
    void finishedTaskCountsAgain() {
        deploy("look-then-busy", Models.process("look-then-busy", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Look"/>
                <bpmn:userTask id="Look" name="Look" camunda:candidateGroups="sre"/>
                <bpmn:sequenceFlow id="b" sourceRef="Look" targetRef="Step"/>
                <bpmn:intermediateCatchEvent id="Step"><bpmn:timerEventDefinition>
                  <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>
                </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="c" sourceRef="Step" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
        String id = recoveries.start("look-then-busy", null, "mail", Map.of(), "ada");
        assertThat(taken()).isZero();
        engine.engine()
                .getTaskService()
                .complete(engine.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(id)
                        .singleResult()
                        .getId());
        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void stalledRecoveryTakesNoPlaceUntilItIsTriedAgain() {
        deploy(
                "stuck",
                Models.oneStep("stuck", "<bpmn:callActivity id=\"Step\" calledElement=\"${incident.title}\"/>"));
        progress.open("stuck", "mail", Priority.P3, Incident.Status.OPEN);
        String id = recoveries.start("stuck", "stuck").recoveryId().orElseThrow();
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        assertThat(taken()).isZero();
    }

    @Test
    void whatItsIncidentNoLongerNeedsIsNotStarted() {
        fill();
        String resolved = queued("resolved", "mail", Priority.P3);
        String cancelled = queued("cancelled", "mail", Priority.P3);
        progress.open("resolved", "mail", Priority.P3, Incident.Status.RESOLVED);
        recoveries.cancelAll("cancelled", "The incident became a part of another");
        cancelOne();
        await().atMost(SOON).until(() -> pages.hasEnded(resolved));
        assertThat(pages.get(resolved).state()).isEqualTo(RecoveryView.State.CANCELLED);
        assertThat(pages.get(cancelled).state()).isEqualTo(RecoveryView.State.CANCELLED);
        assertThat(progress.told())
                .contains("recoveryEnded false It was not started, since its incident is RESOLVED.")
                .noneMatch(told -> told.startsWith("located"))
                .noneMatch(told -> told.startsWith("recoveryStarted turn"));
    }

    @Test
    void manyThatStartAtOnceNeverTakeMorePlacesThanThereAre() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Callable<String>> work = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            work.add(() -> recoveries.start("busy", null, "mail", Map.of(), "ada"));
        }
        try {
            for (Future<String> started : threads.invokeAll(work)) {
                assertThat(started.get()).isNotEmpty();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(taken()).isEqualTo(config.atOnce());
    }

    @Test
    void placeOfALostTransactionIsFreedAndOfOneThatGoesOnIsKept() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    String lost = recoveries.start("busy", null, "mail", Map.of(), "ada");
                    throw new IllegalStateException("injected after " + lost);
                }))
                .hasMessageContaining("injected");
        busy.add(recoveries.start("busy", null, "mail", Map.of(), "ada"));
        assertThat(taken()).isEqualTo(2);
        QuarkusTransaction.requiringNew()
                .run(() -> places.removeLost(Instant.now().plusSeconds(1)));
        assertThat(taken()).isEqualTo(1);
    }

    private int taken() {
        return QuarkusTransaction.requiringNew().call(places::taken);
    }

    /** Takes all places. */
    private void fill() {
        while (taken() < config.atOnce()) {
            busy.add(recoveries.start("busy", null, "mail", Map.of(), "ada"));
        }
    }

    private void cancelOne() {
        recoveries.cancel(busy.remove(0), "test", "ada");
    }

    private String queued(String incident, String service, Priority priority) {
        progress.open(incident, service, priority, Incident.Status.OPEN);
        Started started = recoveries.start("turn", incident);
        assertThat(started.waiting()).isTrue();
        return started.recoveryId().orElseThrow();
    }

    private Instant begun(String recovery) {
        return pages.get(recovery).history().stream()
                .filter(passed -> passed.element().equals("Step"))
                .findFirst()
                .orElseThrow()
                .startedAt();
    }

    private void deploy(String id, String model) {
        engine.engine()
                .getRepositoryService()
                .createDeployment()
                .name(id)
                .addString(id + ".bpmn", model)
                .deploy();
    }
}
