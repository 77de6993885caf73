package io.fixpoint.recovery;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a model may lack without being wrong: an author is told, and decides. */
final class ModelAdvice {
    private static final Set<String> SUBPROCESSES = Set.of("subProcess", "transaction", "adHocSubProcess");

    private final ModelFindings findings;

    ModelAdvice(ModelFindings findings) {
        this.findings = findings;
    }

    void give(ModelElement process) {
        List<ModelElement> elements = process.all().filter(ModelElement::isBpmn).toList();
        begins(process);
        repairs(process, elements);
        elements.stream().filter(element -> element.isBpmn("userTask")).forEach(this::escalates);
        elements.stream()
                .filter(ModelAdvice::waitsForMessage)
                .forEach(element -> findings.warning(
                        element,
                        "no message can be sent to it from outside; use a user task, or a service task with"
                                + " camunda:type=\"external\" whose worker waits"));
    }

    private void begins(ModelElement process) {
        List<ModelElement> starts = process.children().stream()
                .filter(child -> child.isBpmn("startEvent"))
                .toList();
        boolean plain = starts.stream()
                .anyMatch(start -> start.children().stream()
                        .noneMatch(child -> child.isBpmn() && child.name().endsWith("EventDefinition")));
        boolean timer = starts.stream()
                .anyMatch(start -> start.child("timerEventDefinition").isPresent());
        if (!plain && !timer) {
            findings.warning(process, "it has no plain start event, so no rule and no person can start it; add one");
        }
    }

    private void repairs(ModelElement process, List<ModelElement> elements) {
        boolean repairs = elements.stream().anyMatch(element -> isStep(element, "REPAIR"));
        boolean verifies = elements.stream().anyMatch(element -> isStep(element, "VERIFY"));
        if (repairs && !verifies) {
            findings.warning(
                    process, "nothing verifies the repair; add a service task ${verify}, or the incident is escalated");
        }
        List<ModelElement> calls = elements.stream()
                .filter(element -> element.isBpmn("callActivity")
                        && !calls(element, "undo")
                        && (calls(element, "process") || isStep(element, "REPAIR")))
                .toList();
        boolean undoes = elements.stream().anyMatch(element -> calls(element, "undo"));
        if (!calls.isEmpty() && !undoes) {
            findings.warning(
                    process, "nothing takes a repair back that did not help; draw a call activity ${repair.undo}");
        }
        for (ModelElement call : calls) {
            if (boundaries(call, "errorEventDefinition").findAny().isEmpty()) {
                findings.warning(
                        call,
                        "if this repair fails, the recovery ends there; attach an error event that leads to"
                                + " ${repair.undo}");
            }
        }
    }

    private void escalates(ModelElement task) {
        List<ModelElement> timers = boundaries(task, "timerEventDefinition").toList();
        if (timers.isEmpty()
                && task.property(ModelNames.ESCALATE_TO) == null
                && task.ancestors().noneMatch(ModelAdvice::isTimed)) {
            findings.warning(
                    task,
                    "no timer escalates it if nobody comes; give it the property fixpoint:escalateTo, or attach a non-interrupting timer that leads to ${escalate}");
        }
        for (ModelElement timer : timers) {
            if (!"false".equals(timer.attribute("cancelActivity"))) {
                findings.warning(
                        timer,
                        "the timer takes the task away from people; make it non-interrupting, since time approves"
                                + " nothing");
            }
        }
    }

    /** A scope that a timer leads out of, or that has a timed event subprocess. */
    private static boolean isTimed(ModelElement scope) {
        boolean within = scope.children().stream()
                .filter(child -> child.isBpmn("subProcess") && "true".equals(child.attribute("triggeredByEvent")))
                .flatMap(child -> child.children().stream())
                .anyMatch(child -> child.isBpmn("startEvent")
                        && child.child("timerEventDefinition").isPresent());
        return within
                || (SUBPROCESSES.contains(scope.name())
                        && boundaries(scope, "timerEventDefinition").findAny().isPresent());
    }

    private static Stream<ModelElement> boundaries(ModelElement activity, String definition) {
        ModelElement scope = activity.parent();
        return scope == null
                ? Stream.of()
                : scope.children().stream()
                        .filter(child -> child.isBpmn("boundaryEvent")
                                && String.valueOf(activity.attribute("id")).equals(child.attribute("attachedToRef"))
                                && child.child(definition).isPresent());
    }

    private static boolean waitsForMessage(ModelElement element) {
        return element.isBpmn("receiveTask")
                || ((element.isBpmn("intermediateCatchEvent") || element.isBpmn("boundaryEvent"))
                        && element.child("messageEventDefinition").isPresent());
    }

    private static boolean isStep(ModelElement element, String step) {
        return element.name().matches(".*([tT]ask|Activity|subProcess)")
                && RecoveryParsing.step(element.attribute("id"), element.property(ModelNames.STEP))
                        .filter(found -> found.name().equals(step))
                        .isPresent();
    }

    private static boolean calls(ModelElement element, String property) {
        String called = element.isBpmn("callActivity") ? element.attribute("calledElement") : null;
        return called != null && called.replace(" ", "").equals("${repair." + property + "}");
    }
}
