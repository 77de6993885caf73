package io.fixpoint.recovery;

/** Small models for tests. */
final class Models {
    private Models() {}

    /** A model of one process, runnable. */
    static String process(String id, String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    id="definitions" targetNamespace="http://fixpoint.io/test">
                  <bpmn:process id="%s" isExecutable="true">
                %s
                  </bpmn:process>
                </bpmn:definitions>
                """.formatted(id, content.indent(4).stripTrailing());
    }

    /** A model whose only step is this one, with the id {@code Step}. */
    static String oneStep(String id, String step) {
        return process(id, """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Step"/>
                %s
                <bpmn:sequenceFlow id="b" sourceRef="Step" targetRef="End"/>
                <bpmn:endEvent id="End"/>""".formatted(step));
    }

    /** The same with a human task for the group {@code sre}. */
    static String oneHumanTask(String id) {
        return oneStep(id, "<bpmn:userTask id=\"Step\" name=\"Look at it\" camunda:candidateGroups=\"sre\"/>");
    }
}
