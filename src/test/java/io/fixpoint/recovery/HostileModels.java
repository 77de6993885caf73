package io.fixpoint.recovery;

import java.util.ArrayList;
import java.util.List;

/** A model for each thing that is refused: one that would be accepted but for it. */
final class HostileModels {
    private static final String HUMAN = "camunda:candidateGroups=\"sre\"";
    private static final String HTTP = "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http}\"";
    private static final String USER = "<bpmn:userTask id=\"Step\" " + HUMAN;
    private static final String CALL = "<bpmn:callActivity id=\"Step\" calledElement=\"${repair.process}\"";

    private final List<Hostile> all = new ArrayList<>();

    private HostileModels() {}

    /**
     * A model with one thing that is refused.
     *
     * @param at what stands in the line that must be named
     * @param detail a part of what must be said
     */
    record Hostile(String name, String key, String model, String element, String at, String detail) {
        /** The line that must be named, from 1. */
        int line() {
            String[] lines = model.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].contains(at)) {
                    return i + 1;
                }
            }
            throw new IllegalStateException(name + ": no line has " + at);
        }

        ModelFile file() {
            return ModelFile.of(key + ".bpmn", model);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Hostile> all() {
        HostileModels models = new HostileModels();
        models.scripts();
        models.code();
        models.expressions();
        models.steps();
        models.peopleAndCalls();
        models.times();
        models.disguises();
        return models.all;
    }

    private void step(String name, String step, String detail) {
        add(name, step, step.lines().findFirst().orElseThrow(), detail);
    }

    private void add(String name, String step, String at, String detail) {
        String key = "hostile-" + all.size();
        all.add(new Hostile(name, key, Models.oneStep(key, step), "Step", at, detail));
    }

    private void inside(String name, String begin, String extension, String detail) {
        String end = begin.substring(1, begin.indexOf(' '));
        add(
                name,
                begin + ">\n<bpmn:extensionElements>\n" + extension + "\n</bpmn:extensionElements>\n</" + end + ">",
                extension,
                detail);
    }

    private void flow(String name, String flow, String at, String detail) {
        String key = "hostile-" + all.size();
        all.add(new Hostile(name, key, Models.process(key, """
                        <bpmn:startEvent id="Start"/>
                        %s
                        <bpmn:endEvent id="End"/>""".formatted(flow)), "Flow", at, detail));
    }

    private void scripts() {
        step(
                "script task",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                "it is a script");
        step(
                "script task from a resource",
                "<bpmn:scriptTask id=\"Step\" scriptFormat=\"javascript\" camunda:resource=\"deployment://x.js\"/>",
                "it is a script");
        inside(
                "script of an execution listener",
                HTTP,
                "<camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"javascript\">1</camunda:script></camunda:executionListener>",
                "it is a script");
        inside(
                "script of a task listener",
                USER,
                "<camunda:taskListener event=\"create\"><camunda:script scriptFormat=\"groovy\">1</camunda:script></camunda:taskListener>",
                "it is a script");
        inside(
                "script of an input",
                HTTP,
                "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:script scriptFormat=\"mvel\">1</camunda:script></camunda:inputParameter></camunda:inputOutput>",
                "it is a script");
        inside(
                "script of an output",
                HTTP,
                "<camunda:inputOutput><camunda:outputParameter name=\"a\"><camunda:script scriptFormat=\"mvel\" resource=\"x\"/></camunda:outputParameter></camunda:inputOutput>",
                "it is a script");
        inside(
                "script in a map",
                HTTP,
                "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:map><camunda:entry key=\"k\"><camunda:script scriptFormat=\"mvel\">1</camunda:script></camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>",
                "it is a script");
        inside(
                "script in a list",
                HTTP,
                "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:list><camunda:script scriptFormat=\"mvel\">1</camunda:script></camunda:list></camunda:inputParameter></camunda:inputOutput>",
                "it is a script");
        flow("condition in a language", """
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="javascript">true</bpmn:conditionExpression>
                </bpmn:sequenceFlow>""", "language=", "'javascript' is a script");
        flow("condition from a resource", """
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="groovy" camunda:resource="x.groovy"/>
                </bpmn:sequenceFlow>""", "language=", "names a script");
        flow("script of a listener on a flow", """
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:extensionElements>
                    <camunda:executionListener event="take"><camunda:script scriptFormat="groovy">1</camunda:script></camunda:executionListener>
                  </bpmn:extensionElements>
                </bpmn:sequenceFlow>""", "camunda:script", "it is a script");
        String key = "hostile-" + all.size();
        all.add(new Hostile(
                "condition of an event in a language",
                key,
                Models.process(key, """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Catch"/>
                <bpmn:intermediateCatchEvent id="Catch">
                  <bpmn:conditionalEventDefinition id="Definition">
                    <bpmn:condition xsi:type="bpmn:tFormalExpression" language="javascript">true</bpmn:condition>
                  </bpmn:conditionalEventDefinition>
                </bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="b" sourceRef="Catch" targetRef="End"/>
                <bpmn:endEvent id="End"/>"""),
                "Definition",
                "language=",
                "'javascript' is a script"));
        add("multi-instance condition in a language", HTTP + """
                >
                  <bpmn:multiInstanceLoopCharacteristics>
                    <bpmn:loopCardinality>2</bpmn:loopCardinality>
                    <bpmn:completionCondition xsi:type="bpmn:tFormalExpression" language="groovy">true</bpmn:completionCondition>
                  </bpmn:multiInstanceLoopCharacteristics>
                </bpmn:serviceTask>""", "language=", "'groovy' is a script");
    }

    private void code() {
        step(
                "class",
                "<bpmn:serviceTask id=\"Step\" camunda:class=\"java.lang.Object\"/>",
                "camunda:class runs a class");
        step(
                "class of a send task",
                "<bpmn:sendTask id=\"Step\" camunda:class=\"a.B\"/>",
                "camunda:class runs a class");
        step(
                "class of a business rule task",
                "<bpmn:businessRuleTask id=\"Step\" camunda:class=\"a.B\"/>",
                "camunda:class runs a class");
        inside(
                "class of an execution listener",
                HTTP,
                "<camunda:executionListener class=\"x.Y\" event=\"start\"/>",
                "camunda:class runs a class");
        inside(
                "class of a task listener",
                USER,
                "<camunda:taskListener event=\"create\" class=\"x.Y\"/>",
                "camunda:class runs a class");
        step(
                "handler of a form",
                USER + " camunda:formHandlerClass=\"a.B\"/>",
                "camunda:formHandlerClass runs a class");
        step("class that maps variables", CALL + " camunda:variableMappingClass=\"a.B\"/>", "runs a class");
        step(
                "bean that maps variables",
                CALL + " camunda:variableMappingDelegateExpression=\"${http}\"/>",
                "runs a class");
        inside(
                "validator of a form field",
                USER,
                "<camunda:formData><camunda:formField id=\"a\" type=\"string\"><camunda:validation><camunda:constraint name=\"validator\" config=\"a.B\"/></camunda:validation></camunda:formField></camunda:formData>",
                "a validator runs code");
        inside(
                "connector",
                HTTP,
                "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector>",
                "connectors are not run here");
        inside("field", HTTP, "<camunda:field name=\"a\" stringValue=\"b\"/>", "a field would change the bean");
        inside(
                "listener that acts",
                HTTP,
                "<camunda:executionListener event=\"start\" delegateExpression=\"${http}\"/>",
                "a listener cannot run");
        inside(
                "task listener by a bean",
                USER,
                "<camunda:taskListener event=\"create\" delegateExpression=\"${repairDone}\"/>",
                "a listener cannot run");
        step("decision table", "<bpmn:businessRuleTask id=\"Step\" camunda:decisionRef=\"d\"/>", "DMN and CMMN");
        step("case", "<bpmn:callActivity id=\"Step\" camunda:caseRef=\"c\"/>", "DMN and CMMN");
        step("mail", "<bpmn:serviceTask id=\"Step\" camunda:type=\"mail\"/>", "camunda:type=\"mail\" is not run");
        step("shell of the engine", "<bpmn:serviceTask id=\"Step\" camunda:type=\"shell\"/>", "is not run here");
    }

    private void expressions() {
        for (String expression : List.of(
                "${http.execute(execution)}",
                "${''.getClass().forName('java.lang.Runtime')}",
                "#{a.b()}",
                "${f()}",
                "${dateTime().plusDays(1)}",
                "${a = 1}",
                "${a + 1}",
                "${a ? b : c}",
                "${a[b]}",
                "${execution.processEngineServices}",
                "${task.name}",
                "${''.class}",
                "x ${a} y ${b.c()}",
                "${a")) {
            String shown = expression.replace("\"", "&quot;");
            for (String attribute : expression.equals("#{a.b()}")
                    ? List.of(
                            "camunda:assignee",
                            "camunda:candidateUsers",
                            "camunda:dueDate",
                            "camunda:followUpDate",
                            "camunda:priority",
                            "camunda:jobPriority",
                            "camunda:formKey",
                            "name")
                    : List.of("camunda:assignee")) {
                step(attribute + " " + expression, USER + " " + attribute + "=\"" + shown + "\"/>", "is refused: ");
            }
        }
        step(
                "expression of a service task",
                "<bpmn:serviceTask id=\"Step\" camunda:expression=\"${a.b()}\"/>",
                "'expression' is refused");
        step(
                "topic",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"external\" camunda:topic=\"${a.b()}\"/>",
                "'topic' is refused");
        step(
                "priority of an external task",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"external\" camunda:topic=\"t\" camunda:taskPriority=\"${a.b()}\"/>",
                "'taskPriority' is refused");
        step(
                "called process",
                "<bpmn:callActivity id=\"Step\" calledElement=\"${a.b()}\"/>",
                "'calledElement' is refused");
        for (String attribute : List.of(
                "calledElementBinding", "calledElementVersion", "calledElementVersionTag", "calledElementTenantId")) {
            step(attribute, CALL + " camunda:" + attribute + "=\"${a.b()}\"/>", "'" + attribute + "' is refused");
        }
        inside("variable passed on", CALL, "<camunda:in sourceExpression=\"${a.b()}\" target=\"c\"/>", "is refused");
        inside(
                "business key by the execution",
                CALL,
                "<camunda:in businessKey=\"#{execution.processBusinessKey}\"/>",
                "The server passes the business key on by itself");
        inside(
                "input by a method",
                HTTP,
                "<camunda:inputOutput><camunda:inputParameter name=\"a\">${b.c()}</camunda:inputParameter></camunda:inputOutput>",
                "'inputParameter' is refused");
        inside(
                "output by a method",
                HTTP,
                "<camunda:inputOutput><camunda:outputParameter name=\"a\">${b.c()}</camunda:outputParameter></camunda:inputOutput>",
                "'outputParameter' is refused");
        inside(
                "listener by a method",
                HTTP,
                "<camunda:executionListener event=\"start\" expression=\"${a.b()}\"/>",
                "'expression' is refused");
        inside(
                "retry times by a function",
                HTTP,
                "<camunda:failedJobRetryTimeCycle>${f()}</camunda:failedJobRetryTimeCycle>",
                "is refused");
        inside(
                "a step where a value is expected",
                HTTP,
                "<camunda:inputOutput><camunda:inputParameter name=\"a\">${shell}</camunda:inputParameter></camunda:inputOutput>",
                "'shell' is a step and has no value");
        add(
                "multi-instance collection",
                HTTP
                        + ">\n<bpmn:multiInstanceLoopCharacteristics camunda:collection=\"${a.b()}\" camunda:elementVariable=\"e\"/>\n</bpmn:serviceTask>",
                "camunda:collection",
                "'collection' is refused");
        add(
                "loopCardinality",
                HTTP
                        + ">\n<bpmn:multiInstanceLoopCharacteristics>\n<bpmn:loopCardinality>${a.b()}</bpmn:loopCardinality>\n</bpmn:multiInstanceLoopCharacteristics>\n</bpmn:serviceTask>",
                "loopCardinality>",
                "'loopCardinality' is refused");
        add(
                "completionCondition",
                HTTP
                        + ">\n<bpmn:multiInstanceLoopCharacteristics>\n<bpmn:loopCardinality>2</bpmn:loopCardinality>\n<bpmn:completionCondition>${a.b()}</bpmn:completionCondition>\n</bpmn:multiInstanceLoopCharacteristics>\n</bpmn:serviceTask>",
                "completionCondition>",
                "'completionCondition' is refused");
        add(
                "documentation",
                USER + ">\n<bpmn:documentation>${a.b()}</bpmn:documentation>\n</bpmn:userTask>",
                "documentation",
                "'documentation' is refused");
        flow("condition by a method", """
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${a.b()}</bpmn:conditionExpression>
                </bpmn:sequenceFlow>""", "conditionExpression", "'conditionExpression' is refused");
        boundary(
                "variable of an error",
                "<bpmn:errorEventDefinition id=\"Definition\" camunda:errorCodeVariable=\"${a.b()}\"/>",
                "'errorCodeVariable' is refused");
        boundary(
                "message variable of an error",
                "<bpmn:errorEventDefinition id=\"Definition\" camunda:errorMessageVariable=\"${a.b()}\"/>",
                "'errorMessageVariable' is refused");
        boundary(
                "timer by a method",
                "<bpmn:timerEventDefinition id=\"Definition\"><bpmn:timeDuration>${a.b()}</bpmn:timeDuration></bpmn:timerEventDefinition>",
                "'timeDuration' is refused");
    }

    private void boundary(String name, String definition, String detail) {
        String key = "hostile-" + all.size();
        all.add(new Hostile(
                name,
                key,
                Models.oneStep(
                        key,
                        HTTP + "/>\n<bpmn:boundaryEvent id=\"Boundary\" attachedToRef=\"Step\">\n"
                                + definition + "\n</bpmn:boundaryEvent>\n<bpmn:endEvent id=\"Other\"/>\n"
                                + "<bpmn:sequenceFlow id=\"o\" sourceRef=\"Boundary\" targetRef=\"Other\"/>"),
                "Definition",
                definition,
                detail));
    }

    private void steps() {
        step(
                "unknown bean",
                "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${entityManager}\"/>",
                "there is no bean 'entityManager'; use one of ${analyze}");
        step(
                "a bean's property",
                "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http.client}\"/>",
                "it must be one of");
        add(
                "a step that there is not",
                HTTP
                        + ">\n<bpmn:extensionElements><camunda:properties><camunda:property name=\"fixpoint:step\" value=\"MEND\"/></camunda:properties></bpmn:extensionElements>\n</bpmn:serviceTask>",
                "id=\"Step\"",
                "it must be LOCATE, ANALYZE, REPAIR or VERIFY");
        step("no implementation", "<bpmn:serviceTask id=\"Step\"/>", "nothing says what it does; give it");
        step(
                "external without topic",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"external\"/>",
                "needs camunda:topic");
        step(
                "unknown bean that sends a message",
                "<bpmn:intermediateThrowEvent id=\"Step\"><bpmn:messageEventDefinition id=\"Step\" camunda:delegateExpression=\"${mailer}\"/></bpmn:intermediateThrowEvent>"
                        .replace(" id=\"Step\" camunda", " camunda"),
                "there is no bean 'mailer'");
        step(
                "priority that is no number",
                "<bpmn:serviceTask id=\"Step\" camunda:type=\"external\" camunda:topic=\"t\" camunda:taskPriority=\"high\"/>",
                "write a whole number");
        add(
                "loopCardinality that is no number",
                HTTP
                        + ">\n<bpmn:multiInstanceLoopCharacteristics>\n<bpmn:loopCardinality>two</bpmn:loopCardinality>\n</bpmn:multiInstanceLoopCharacteristics>\n</bpmn:serviceTask>",
                "loopCardinality>",
                "write a whole number");
    }

    private void peopleAndCalls() {
        step("nobody's task", "<bpmn:userTask id=\"Step\"/>", "nobody may do this task; give it");
        step("priority of a task", USER + " camunda:priority=\"high\"/>", "write a whole number");
        step(
                "missing form",
                USER + " camunda:formRef=\"f\" camunda:formRefBinding=\"deployment\"/>",
                "there is no form 'f'; put");
        step(
                "form of any deployment",
                USER + " camunda:formRef=\"known\" camunda:formRefBinding=\"latest\"/>",
                "needs camunda:formRefBinding=\"deployment\"");
        step("foreign form key", USER + " camunda:formKey=\"embedded:app:f.html\"/>", "which is no form here; use");
        step(
                "unknown process",
                "<bpmn:callActivity id=\"Step\" calledElement=\"elsewhere\"/>",
                "there is no process 'elsewhere'; deploy it");
        step("no process", "<bpmn:callActivity id=\"Step\"/>", "nothing says which process is called; give it");
    }

    private void times() {
        step("due date", USER + " camunda:dueDate=\"tomorrow\"/>", "'tomorrow' in camunda:dueDate is no time; write");
        boundary(
                "length of time",
                "<bpmn:timerEventDefinition id=\"Definition\"><bpmn:timeDuration>5 minutes</bpmn:timeDuration></bpmn:timerEventDefinition>",
                "is no length of time; write");
        boundary(
                "point in time",
                "<bpmn:timerEventDefinition id=\"Definition\"><bpmn:timeDate>noon</bpmn:timeDate></bpmn:timerEventDefinition>",
                "is no point in time; write");
        boundary(
                "repetition",
                "<bpmn:timerEventDefinition id=\"Definition\"><bpmn:timeCycle>often</bpmn:timeCycle></bpmn:timerEventDefinition>",
                "is no repetition; write");
        String retry = "<camunda:failedJobRetryTimeCycle>sometimes</camunda:failedJobRetryTimeCycle>";
        add(
                "retry times",
                HTTP + ">\n<bpmn:extensionElements>" + retry + "</bpmn:extensionElements>\n</bpmn:serviceTask>",
                "id=\"Step\"",
                "is no time between two tries; write");
    }

    /** What the engine reads though it is not written as BPMN says. */
    private void disguises() {
        step(
                "script task of another namespace",
                "<x:scriptTask xmlns:x=\"urn:x\" id=\"Step\" scriptFormat=\"groovy\"/>",
                "is not of BPMN 2.0");
        step(
                "human task of another namespace",
                "<x:userTask xmlns:x=\"urn:x\" id=\"Step\"/>",
                "is not of BPMN 2.0 but of 'urn:x'; what other tools add belongs into extensionElements");
        step(
                "class in Activiti's namespace",
                "<bpmn:serviceTask xmlns:activiti=\"http://activiti.org/bpmn\" id=\"Step\" activiti:class=\"a.B\"/>",
                "runs a class");
        step(
                "expression behind character references",
                USER + " camunda:assignee=\"&#36;{a.b&#40;)}\"/>",
                "'assignee' is refused");
    }
}
