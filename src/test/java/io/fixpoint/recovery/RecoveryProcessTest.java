package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each path of the shipped recovery, with steps that say what the test wants to hear. */
class RecoveryProcessTest {
    private static final Duration ESCALATE_AFTER = Duration.ofMinutes(15);

    private final RecordedProgress progress = new RecordedProgress();
    private final Deque<Map<String, @Nullable Object>> repairs = new ArrayDeque<>();
    private final Deque<String> verifications = new ArrayDeque<>();
    private final Set<String> failing = new HashSet<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> escalations = new ArrayList<>();
    private @Nullable PlainEngine plain;

    @BeforeEach
    void start() throws IOException {
        progress.open("incident-1", "orders");
        RepairEnds ends = new RepairEnds(progress);
        Map<String, Object> beans = new HashMap<>();
        beans.put("verifyEvery", "PT10S");
        beans.put("escalateAfter", ESCALATE_AFTER.toString());
        beans.put("locate", (JavaDelegate) execution -> calls.add("locate"));
        beans.put("analyze", (JavaDelegate) execution -> calls.add("analyze"));
        beans.put("nextRepair", (JavaDelegate) execution -> execution.setVariable("repair", repairs.poll()));
        beans.put("verify", (JavaDelegate) execution -> {
            calls.add("verify");
            execution.setVariable("verification", Map.of("state", verifications.remove(), "reason", "scripted"));
        });
        beans.put("escalate", (JavaDelegate)
                execution -> escalations.add(execution.getVariable("group") + ": " + execution.getVariable("reason")));
        beans.put("http", action("path"));
        beans.put("shell", action("command"));
        beans.put("repairDone", ends.repairDone());
        beans.put("repairFailed", ends.repairFailed());
        beans.put("repairRejected", ends.repairRejected());
        beans.put("undoDone", ends.undoDone());
        beans.put("undoFailed", ends.undoFailed());
        beans.put("repairedByPerson", ends.repairedByPerson());
        plain = new PlainEngine(
                beans,
                progress,
                List.of(
                        "recovery.bpmn",
                        "repair-restart.bpmn",
                        "repair-scale.bpmn",
                        "repair-scale-back.bpmn",
                        "repair-action.bpmn"));
    }

    @AfterEach
    void stop() {
        engine().close();
    }

    @Test
    void automaticRepairThatHelpsEndsRecovered() {
        repairs.add(repair(1, "repair-restart", "AUTOMATIC", null));
        verifications.add("RECOVERED");

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls).containsExactly("locate", "analyze", "services/{target}/restart of orders", "verify");
        assertThat(ends()).containsExactly("repairEnded attempt-1 DONE");
        assertThat(progress.told())
                .contains(
                        "entered LOCATE locate",
                        "entered ANALYZE analyze",
                        "entered REPAIR runRepair",
                        "entered VERIFY verify");
    }

    @Test
    void repairThatDoesNotHelpIsUndoneAndTheNextOneWorks() {
        repairs.add(repair(1, "repair-scale", "AUTOMATIC", "repair-scale-back"));
        repairs.add(repair(2, "repair-restart", "AUTOMATIC", null));
        verifications.addAll(List.of("NOT_RECOVERED", "RECOVERED"));

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls)
                .containsExactly(
                        "locate",
                        "analyze",
                        "services/{target}/scale of orders",
                        "verify",
                        "services/{target}/scale-back of orders",
                        "services/{target}/restart of orders",
                        "verify");
        assertThat(ends())
                .containsExactly("repairEnded attempt-1 DONE", "undone attempt-1 true", "repairEnded attempt-2 DONE");
    }

    @Test
    void repairWithoutUndoThatDoesNotHelpIsFollowedByTheNext() {
        repairs.add(repair(1, "repair-restart", "AUTOMATIC", null));
        repairs.add(repair(2, "repair-scale", "AUTOMATIC", null));
        verifications.addAll(List.of("NOT_RECOVERED", "RECOVERED"));

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(ends()).containsExactly("repairEnded attempt-1 DONE", "repairEnded attempt-2 DONE");
    }

    @Test
    void repairWhoseProcessFailsIsUndone() {
        repairs.add(repair(1, "repair-scale", "AUTOMATIC", "repair-scale-back"));
        repairs.add(repair(2, "repair-restart", "AUTOMATIC", null));
        failing.add("services/{target}/scale");
        verifications.add("RECOVERED");

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(ends())
                .containsExactly("repairEnded attempt-1 FAILED", "undone attempt-1 true", "repairEnded attempt-2 DONE");
        assertThat(calls).containsOnlyOnce("verify");
    }

    @Test
    void verificationIsRepeatedOnATimerUntilItIsDecided() {
        repairs.add(repair(1, "repair-restart", "AUTOMATIC", null));
        verifications.addAll(List.of("WAITING", "WAITING", "RECOVERED"));

        String id = recover();
        engine().pass(Duration.ofSeconds(9));
        assertThat(verifications).hasSize(2);

        engine().pass(Duration.ofSeconds(2));
        assertThat(engine().end(id)).isNull();
        engine().pass(Duration.ofSeconds(11));

        assertThat(engine().end(id)).isEqualTo("recovered");
    }

    @Test
    void approvedRepairIsCarriedOut() {
        repairs.add(repair(1, "repair-restart", "APPROVAL", null));
        verifications.add("RECOVERED");

        String id = recover();
        assertThat(engine().tasks()).containsExactly("approveRepair");
        assertThat(calls).doesNotContain("services/{target}/restart of orders");
        engine().complete("approve", Map.of());

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(ends()).containsExactly("repairEnded attempt-1 DONE");
    }

    @Test
    void rejectedRepairIsFollowedByTheNext() {
        repairs.add(repair(1, "repair-restart", "APPROVAL", null));
        repairs.add(repair(2, "repair-scale", "APPROVAL", null));
        verifications.add("RECOVERED");

        String id = recover();
        engine().complete("reject", Map.of("comment", "not now"));
        assertThat(ends()).containsExactly("repairEnded attempt-1 REJECTED");
        engine().complete("approve", Map.of());

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls)
                .contains("services/{target}/scale of orders")
                .doesNotContain("services/{target}/restart of orders");
    }

    @Test
    void anotherOutcomeThanApproveNeverApproves() {
        repairs.add(repair(1, "repair-restart", "APPROVAL", null));

        recover();
        engine().complete("perhaps", Map.of());

        assertThat(ends()).containsExactly("repairEnded attempt-1 REJECTED");
        assertThat(engine().tasks()).containsExactly("takeOver");
    }

    @Test
    void repairByHandIsVerified() {
        repairs.add(repair(1, null, "MANUAL", null));
        verifications.add("RECOVERED");

        String id = recover();
        assertThat(engine().tasks()).containsExactly("repairByHand");
        engine().complete("done", Map.of("whatWasDone", "changed the disk"));

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(ends()).containsExactly("repairEnded attempt-1 DONE");
    }

    @Test
    void repairByHandThatFailsIsUndone() {
        repairs.add(repair(1, "repair-scale", "MANUAL", "repair-scale-back"));

        recover();
        engine().complete("failed", Map.of());

        assertThat(ends()).containsExactly("repairEnded attempt-1 FAILED", "undone attempt-1 true");
        assertThat(calls)
                .contains("services/{target}/scale-back of orders")
                .doesNotContain("services/{target}/scale of orders");
        assertThat(engine().tasks()).containsExactly("takeOver");
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPROVAL", "MANUAL", "NONE"})
    void taskThatNobodyCompletesIsEscalatedAndStillWaits(String mode) {
        if (!mode.equals("NONE")) {
            repairs.add(repair(1, "repair-restart", mode, null));
        }

        recover();
        List<String> waiting = engine().tasks();
        engine().pass(ESCALATE_AFTER.minusSeconds(1));
        assertThat(escalations).isEmpty();
        engine().pass(Duration.ofSeconds(2));

        assertThat(escalations).hasSize(1);
        assertThat(escalations.get(0)).startsWith("managers: ").contains("PT15M");
        assertThat(engine().tasks()).isEqualTo(waiting).hasSize(1);
        assertThat(calls).containsExactly("locate", "analyze");
    }

    @Test
    void undoThatFailsAsksAPerson() {
        repairs.add(repair(1, "repair-scale", "AUTOMATIC", "repair-scale-back"));
        repairs.add(repair(2, "repair-restart", "AUTOMATIC", null));
        failing.add("services/{target}/scale-back");
        verifications.addAll(List.of("NOT_RECOVERED", "RECOVERED"));

        String id = recover();
        assertThat(engine().tasks()).containsExactly("takeOver");
        assertThat(ends()).containsExactly("repairEnded attempt-1 DONE", "undone attempt-1 false");
        engine().complete("repaired", Map.of("whatWasDone", "took the workers away by hand"));

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls).doesNotContain("services/{target}/restart of orders");
    }

    @Test
    void withoutARepairAPersonIsAskedUntilItIsRecovered() {
        verifications.addAll(List.of("NOT_RECOVERED", "RECOVERED"));

        String id = recover();
        assertThat(engine().tasks()).containsExactly("takeOver");
        engine().complete("repaired", Map.of());
        assertThat(engine().tasks()).containsExactly("takeOver");
        engine().complete("repaired", Map.of());

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(progress.told().stream().filter(told -> told.startsWith("repairStarted")))
                .containsExactly("repairStarted null MANUAL", "repairStarted null MANUAL");
    }

    @Test
    void personMayGiveUp() {
        String id = recover();

        engine().complete("giveUp", Map.of());

        assertThat(engine().end(id)).isEqualTo("endNotRecovered");
    }

    @Test
    void singleActionIsARepairToo() {
        repairs.add(action(1, "http", Map.of("endpoint", "other", "path", "cache/{target}/clear", "method", "POST")));
        verifications.add("RECOVERED");

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls).contains("cache/{target}/clear of orders");
    }

    @Test
    void singleCommandIsARepairToo() {
        repairs.add(action(1, "shell", Map.of("command", "clean", "folder", "tmp")));
        verifications.add("RECOVERED");

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(calls).contains("clean of null");
    }

    @Test
    void actionThatThereIsNotFailsAndTheNextRepairIsTried() {
        repairs.add(action(1, "teleport", Map.of()));
        repairs.add(repair(2, "repair-restart", "AUTOMATIC", null));
        verifications.add("RECOVERED");

        String id = recover();

        assertThat(engine().end(id)).isEqualTo("recovered");
        assertThat(ends()).containsExactly("repairEnded attempt-1 FAILED", "repairEnded attempt-2 DONE");
    }

    @Test
    void failingActionIsAFailedRepair() {
        repairs.add(action(1, "shell", Map.of("command", "clean")));
        failing.add("clean");

        recover();

        assertThat(ends()).containsExactly("repairEnded attempt-1 FAILED");
        assertThat(engine().tasks()).containsExactly("takeOver");
    }

    private String recover() {
        String id = engine().start("recovery", Map.of());
        engine().run();
        return id;
    }

    private PlainEngine engine() {
        if (plain == null) {
            throw new IllegalStateException("not started");
        }
        return plain;
    }

    /** What the incident was told of the ends of repairs and undos. */
    private List<String> ends() {
        return progress.told().stream()
                .filter(told -> told.startsWith("repairEnded") || told.startsWith("undone"))
                .toList();
    }

    private JavaDelegate action(String input) {
        return execution -> {
            String what = String.valueOf(execution.getVariableLocal(input));
            calls.add(what + " of " + execution.getVariableLocal("target"));
            if (failing.contains(what)) {
                throw new BpmnError("ACTION_FAILED", what + " answered 500");
            }
        };
    }

    private static Map<String, @Nullable Object> repair(
            int order, @Nullable String process, String mode, @Nullable String undo) {
        Map<String, @Nullable Object> repair = new LinkedHashMap<>();
        repair.put("process", process);
        repair.put("action", null);
        repair.put("target", "orders");
        repair.put("mode", mode);
        repair.put("undo", undo);
        repair.put("parameters", Map.of());
        repair.put("attempt", "attempt-" + order);
        return repair;
    }

    private static Map<String, @Nullable Object> action(int order, String action, Map<String, String> parameters) {
        Map<String, @Nullable Object> repair = repair(order, null, "AUTOMATIC", null);
        repair.put("action", action);
        repair.put("parameters", parameters);
        return repair;
    }
}
