package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.incident.RecoveryStarter.UnknownProcessException;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.Stage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(EngineProfile.class)
class RecoveryEngineTest {
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
    ScriptedRules rules;

    @Inject
    AutomationSwitch automation;

    @Inject
    NodeLeaseProbe locks;

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        rules.clear();
        progress.forget();
        progress.open("incident-1", "checkout");
    }

    @AfterEach
    void end() {
        recoveries.cancelAll("incident-1", "the test is over");
        automation.set(null, AutomationMode.AUTOMATIC, "test", null, "test");
    }

    @Test
    void processWithAHumanTaskIsStartedFollowedAndCancelled() {
        deploy("look", Models.oneHumanTask("look"));
        String id = recoveries.start("look", "incident-1").recoveryId().orElseThrow();
        RecoveryView view = pages.get(id);
        assertThat(view.state()).isEqualTo(RecoveryView.State.WAITING);
        assertThat(view.activeElements()).containsExactly("Step");
        assertThat(view.incidentId()).isEqualTo("incident-1");
        assertThat(view.variables()).containsEntry("incidentId", "incident-1").containsKey("repair");
        assertThat(view.variables().get("incident"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("service", "checkout");
        recoveries.cancel(id, "not needed", "ada");
        assertThat(pages.get(id).state()).isEqualTo(RecoveryView.State.CANCELLED);
        assertThat(progress.told()).contains("recoveryEnded false The recovery was cancelled by ada: not needed");
    }

    @Test
    void variablesAreJsonAndCannotBeChanged() {
        deploy("look-json", Models.oneHumanTask("look-json"));
        String id = recoveries.start(
                "look-json", null, "checkout", Map.of("list", List.of(Map.of("name", "a"), 2, true)), "ada");
        Object list = engine.engine().getRuntimeService().getVariable(id, "list");
        assertThat(list).isEqualTo(List.of(Map.of("name", "a"), 2, true));
        assertThatThrownBy(() -> ((List<?>) list).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> engine.engine().getRuntimeService().setVariable(id, "java", LocalDate.of(2026, 1, 1)))
                .isInstanceOf(ProcessEngineException.class);
        recoveries.cancel(id, null, "ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"mvel\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"javascript\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"juel\"><bpmn:script>${1}</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"${http}\" camunda:resource=\"deployment://a\"/>",
                "<bpmn:serviceTask id=\"Step\" camunda:class=\"java.lang.Object\"/>",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"shell\"><bpmn:extensionElements>"
                        + "<camunda:field name=\"command\" stringValue=\"id\"/></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"mail\"/>",
                "<bpmn:serviceTask id=\"Step\" camunda:expression=\"${''.getClass().forName('java.lang.Runtime')}\"/>",
                "<bpmn:serviceTask id=\"Step\" camunda:expression=\"${execution.processEngineServices}\"/>",
                "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http}\"><bpmn:extensionElements>"
                        + "<camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"mvel\">1"
                        + "</camunda:script></camunda:executionListener></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http}\"><bpmn:extensionElements>"
                        + "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:script scriptFormat=\"mvel\">1"
                        + "</camunda:script></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements>"
                        + "</bpmn:serviceTask>",
                "<bpmn:userTask id=\"Step\"><bpmn:extensionElements><camunda:taskListener event=\"create\""
                        + " class=\"java.lang.Object\"/></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id=\"Step\" camunda:formHandlerClass=\"java.lang.Object\"/>",
            })
    void codeIsRefusedByTheEngineItself(String step) {
        assertThatThrownBy(() -> deploy("hostile", Models.oneStep("hostile", step)))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("refused");
        assertThat(engine.engine()
                        .getRepositoryService()
                        .createProcessDefinitionQuery()
                        .processDefinitionKey("hostile")
                        .count())
                .isZero();
    }

    @Test
    void conditionScriptIsRefusedByTheEngineItself() {
        String model = Models.process("hostile", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="mvel">true</bpmn:conditionExpression>
                </bpmn:sequenceFlow>
                <bpmn:endEvent id="End"/>""");
        assertThatThrownBy(() -> deploy("hostile", model)).isInstanceOf(ProcessEngineException.class);
    }

    @Test
    void noScriptEngineCanBeFound() {
        assertThatThrownBy(
                        () -> engine.configuration().getScriptEngineResolver().getScriptEngine("mvel", true))
                .isInstanceOf(ProcessEngineException.class);
        assertThatThrownBy(() -> engine.configuration().getScriptFactory().createScriptFromSource("mvel", "1"))
                .isInstanceOf(ProcessEngineException.class);
    }

    @Test
    void unknownProcessLeavesTheTransactionUsable() {
        QuarkusTransaction.requiringNew().run(() -> {
            assertThatThrownBy(() -> recoveries.start("nowhere", "incident-1"))
                    .isInstanceOf(UnknownProcessException.class);
            automation.set("checkout", AutomationMode.AUTOMATIC, "the transaction goes on", null, "test");
        });
        assertThat(automation.settings()).anyMatch(setting -> "checkout".equals(setting.service()));
    }

    @Test
    void callersRowsAndTheInstanceCommitTogetherOrNotAtAll() {
        deploy("together", Models.oneHumanTask("together"));
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    automation.set("orders", AutomationMode.OBSERVE, "rolled back", null, "test");
                    recoveries.start("together", "incident-1");
                    throw new IllegalStateException("injected");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(automation.mode("orders")).isEqualTo(AutomationMode.AUTOMATIC);
        assertThat(instances("together")).isZero();
        QuarkusTransaction.requiringNew().run(() -> {
            automation.set("orders", AutomationMode.APPROVAL, "committed", null, "test");
            recoveries.start("together", "incident-1");
        });
        assertThat(automation.mode("orders")).isEqualTo(AutomationMode.APPROVAL);
        assertThat(instances("together")).isEqualTo(1);
        automation.set("orders", AutomationMode.AUTOMATIC, "test", null, "test");
    }

    @Test
    void observeStartsNothing() {
        deploy("observed", Models.oneHumanTask("observed"));
        automation.set(null, AutomationMode.OBSERVE, "a freeze", null, "ada");
        assertThat(recoveries.start("observed", "incident-1").recoveryId()).isEmpty();
        assertThat(instances("observed")).isZero();
    }

    @Test
    void recoveryGoesFromLocateToVerified() {
        rules.when(
                Stage.ANALYSIS,
                facts -> List.of(
                        Cause.of("crash", "checkout"),
                        Repair.process("fix").target("checkout").order(2),
                        Repair.process("nowhere").target("checkout").order(1)));
        rules.when(
                Stage.VERIFICATION,
                facts -> facts.stream()
                        .filter(Repair.class::isInstance)
                        .map(repair -> (Object)
                                Recovered.of((Repair) repair).stableFor("1m").reason("it answers"))
                        .toList());
        deploy("fix", Models.oneStep("fix", "<bpmn:task id=\"Step\"/>"));
        deploy("loop", Models.process("loop", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="locate"/>
                <bpmn:serviceTask id="locate" camunda:delegateExpression="${locate}"/>
                <bpmn:sequenceFlow id="b" sourceRef="locate" targetRef="analyze"/>
                <bpmn:serviceTask id="analyze" camunda:delegateExpression="${analyze}"/>
                <bpmn:sequenceFlow id="c" sourceRef="analyze" targetRef="next"/>
                <bpmn:serviceTask id="next" camunda:delegateExpression="${nextRepair}"/>
                <bpmn:sequenceFlow id="d" sourceRef="next" targetRef="repair"/>
                <bpmn:callActivity id="repair" calledElement="${repair.process}"/>
                <bpmn:sequenceFlow id="e" sourceRef="repair" targetRef="verify"/>
                <bpmn:serviceTask id="verify" camunda:delegateExpression="${verify}"/>
                <bpmn:sequenceFlow id="f" sourceRef="verify" targetRef="Over"/>
                <bpmn:exclusiveGateway id="Over" default="g"/>
                <bpmn:sequenceFlow id="g" sourceRef="Over" targetRef="End"/>
                <bpmn:sequenceFlow id="h" sourceRef="Over" targetRef="Later">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${verification.state == 'WAITING'}</bpmn:conditionExpression>
                </bpmn:sequenceFlow>
                <bpmn:intermediateCatchEvent id="Later">
                  <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">${verifyEvery}</bpmn:timeDuration></bpmn:timerEventDefinition>
                </bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="i" sourceRef="Later" targetRef="verify"/>
                <bpmn:endEvent id="End"/>"""));
        String id = recoveries.start("loop", "incident-1").recoveryId().orElseThrow();
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.COMPLETED);
        assertThat(progress.told())
                .containsSubsequence(
                        "entered LOCATE locate",
                        "entered ANALYZE analyze",
                        "happened analysis: The repair 'nowhere' is left out: no such process is deployed",
                        "analyzed crash [fix]",
                        "repairStarted fix AUTOMATIC",
                        "entered REPAIR repair",
                        "happened process fix: Process fix began, version 1",
                        "entered VERIFY verify",
                        "verified attempt-2 true it answers, for 1 min",
                        "recoveryEnded true Recovered: it answers, for 1 min");
        RecoveryView view = pages.get(id);
        assertThat(view.history()).extracting(RecoveryView.Passed::element).contains("locate", "repair", "Step", "End");
        assertThat(Objects.requireNonNull(pages.outcomes(List.of(id)).get(id)).steps())
                .anyMatch(step -> step.element().equals("verify") && step.step() != null);
        assertThat(pages.ofIncident("incident-1")).anyMatch(other -> other.id().equals(id) && other.ended());
    }

    @Test
    void failingStepStallsAsksAPersonAndGoesOnAfterARetry() {
        rules.when(Stage.ANALYSIS, facts -> {
            throw new IllegalStateException("a rule failed");
        });
        deploy(
                "stalls",
                Models.oneStep("stalls", "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${analyze}\"/>"));
        String id = recoveries.start("stalls", "incident-1").recoveryId().orElseThrow();
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        RecoveryView view = pages.get(id);
        assertThat(view.activeElements()).containsExactly("Step");
        assertThat(view.stalled()).singleElement().satisfies(stalled -> {
            assertThat(stalled.element()).isEqualTo("Step");
            assertThat(stalled.message()).contains("a rule failed");
            assertThat(stalled.retries()).isZero();
            assertThat(stalled.unknownOutcome()).isFalse();
        });
        assertThat(progress.told()).anyMatch(told -> told.startsWith("escalated The recovery is stalled at step Step"));
        rules.clear();
        recoveries.retry(id, null, "ada");
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.COMPLETED);
        assertThat(progress.told()).contains("recoveryEnded false The process ended without a verification.");
    }

    @Test
    void noRepairIsVerifiedWhileAVerificationRuleIsInQuarantine() {
        rules.when(Stage.VERIFICATION, facts -> {
            throw new RuleFailedException(Stage.VERIFICATION, List.of("answers"), "it divides by nothing", null);
        });
        deploy(
                "unverified",
                Models.oneStep(
                        "unverified", "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${verify}\"/>"));
        String id = recoveries.start("unverified", "incident-1").recoveryId().orElseThrow();
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        assertThat(pages.get(id).stalled())
                .singleElement()
                .satisfies(stalled -> assertThat(stalled.message())
                        .contains(
                                "'answers' is in quarantine",
                                "it divides by nothing",
                                "Publish a release with a corrected"));
        assertThat(progress.told()).noneMatch(told -> told.startsWith("verified"));
        assertThat(progress.told()).anyMatch(told -> told.startsWith("escalated The recovery is stalled at step Step"));
        rules.clear();
        recoveries.retry(id, null, "ada");
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.COMPLETED);
    }

    @Test
    void stepsLockedByAnEarlierLifeGoOnAfterARestart() {
        engine.stopJobs();
        deploy(
                "restart",
                Models.oneStep("restart", "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${locate}\"/>"));
        String id = recoveries.start("restart", "incident-1").recoveryId().orElseThrow();
        Job job = engine.engine()
                .getManagementService()
                .createJobQuery()
                .processInstanceId(id)
                .singleResult();
        locks.lock(job.getId(), "a life that was killed");
        engine.stop();
        engine.start();
        assertThat(pages.get(id).state()).isEqualTo(RecoveryView.State.ACTIVE);
        engine.startJobs();
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.COMPLETED);
    }

    @Test
    void escalationTellsAnotherGroupAndTheTaskGoesOnWaiting() {
        deploy("waits", Models.process("waits", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Step"/>
                <bpmn:userTask id="Step" name="Approve" camunda:candidateGroups="sre"/>
                <bpmn:boundaryEvent id="Timer" attachedToRef="Step" cancelActivity="false">
                  <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT0S</bpmn:timeDuration></bpmn:timerEventDefinition>
                </bpmn:boundaryEvent>
                <bpmn:sequenceFlow id="b" sourceRef="Timer" targetRef="Tell"/>
                <bpmn:serviceTask id="Tell" camunda:delegateExpression="${escalate}">
                  <bpmn:extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="group">managers</camunda:inputParameter>
                  </camunda:inputOutput></bpmn:extensionElements>
                </bpmn:serviceTask>
                <bpmn:sequenceFlow id="c" sourceRef="Tell" targetRef="Told"/>
                <bpmn:endEvent id="Told"/>
                <bpmn:sequenceFlow id="d" sourceRef="Step" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""));
        String id = recoveries.start("waits", "incident-1").recoveryId().orElseThrow();
        Task task = engine.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(id)
                .singleResult();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(engine.engine().getTaskService().getIdentityLinksForTask(task.getId()))
                        .extracting(link -> link.getGroupId())
                        .contains("sre", "managers"));
        assertThat(progress.told()).contains("happened process waits: Group managers was told as well");
        assertThat(pages.get(id).activeElements()).contains("Step");
    }

    private long instances(String process) {
        return engine.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(process)
                .count();
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
