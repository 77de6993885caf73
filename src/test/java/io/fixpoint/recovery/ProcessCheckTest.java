package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessCheckTest {
    private static final Set<String> STEPS =
            Set.of("locate", "analyze", "nextRepair", "verify", "escalate", "http", "shell");
    private static final String HUMAN = "camunda:candidateGroups=\"sre\"";

    static Stream<Arguments> hostile() {
        return Stream.of(
                step(
                        "script task",
                        "<bpmn:scriptTask id=\"Step\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                        "script"),
                step(
                        "script task from a resource",
                        "<bpmn:scriptTask id=\"Step\" scriptFormat=\"javascript\" camunda:resource=\"deployment://x.js\"/>",
                        "script"),
                step("class", "<bpmn:serviceTask id=\"Step\" camunda:class=\"java.lang.Object\"/>", "camunda:class"),
                step(
                        "method call",
                        "<bpmn:serviceTask id=\"Step\" camunda:expression=\"${http.execute(execution)}\"/>",
                        "calls a method"),
                step(
                        "reflection",
                        "<bpmn:serviceTask id=\"Step\" camunda:expression=\"${''.getClass().forName('x')}\"/>",
                        "calls a method"),
                step(
                        "unknown bean",
                        "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${entityManager}\"/>",
                        "there is no bean 'entityManager'"),
                step(
                        "a bean's property",
                        "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http.client}\"/>",
                        "must be one of"),
                step("no implementation", "<bpmn:serviceTask id=\"Step\"/>", "nothing says what it does"),
                step("mail", "<bpmn:serviceTask id=\"Step\" camunda:type=\"mail\"/>", "camunda:type=\"mail\""),
                step(
                        "shell of the engine",
                        "<bpmn:serviceTask id=\"Step\" camunda:type=\"shell\"/>",
                        "camunda:type=\"shell\""),
                step(
                        "external without topic",
                        "<bpmn:serviceTask id=\"Step\" camunda:type=\"external\"/>",
                        "camunda:topic"),
                step(
                        "decision table",
                        "<bpmn:businessRuleTask id=\"Step\" camunda:decisionRef=\"d\"/>",
                        "DMN and CMMN"),
                step("case", "<bpmn:callActivity id=\"Step\" camunda:caseRef=\"c\"/>", "DMN and CMMN"),
                step(
                        "unknown process",
                        "<bpmn:callActivity id=\"Step\" calledElement=\"elsewhere\"/>",
                        "there is no process 'elsewhere'"),
                step("nobody's task", "<bpmn:userTask id=\"Step\"/>", "nobody may do this task"),
                step(
                        "missing form",
                        "<bpmn:userTask id=\"Step\" " + HUMAN
                                + " camunda:formRef=\"f\" camunda:formRefBinding=\"deployment\"/>",
                        "there is no form 'f'"),
                step(
                        "form of any deployment",
                        "<bpmn:userTask id=\"Step\" " + HUMAN
                                + " camunda:formRef=\"known\" camunda:formRefBinding=\"latest\"/>",
                        "formRefBinding=\"deployment\""),
                step(
                        "foreign form key",
                        "<bpmn:userTask id=\"Step\" " + HUMAN + " camunda:formKey=\"embedded:app:f.html\"/>",
                        "is no form here"),
                step(
                        "due date by a function",
                        "<bpmn:userTask id=\"Step\" " + HUMAN + " camunda:dueDate=\"${dateTime().plusDays(1)}\"/>",
                        "'dueDate' is refused"),
                step(
                        "name by a method",
                        "<bpmn:userTask id=\"Step\" " + HUMAN + " name=\"${a.b()}\"/>",
                        "'name' is refused"),
                step(
                        "documentation by a method",
                        "<bpmn:userTask id=\"Step\" " + HUMAN
                                + "><bpmn:documentation>${a.b()}</bpmn:documentation></bpmn:userTask>",
                        "'documentation' is refused"),
                inside("listener class", "<camunda:executionListener class=\"x.Y\" event=\"start\"/>", "camunda:class"),
                inside(
                        "listener script",
                        "<camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"javascript\">1</camunda:script></camunda:executionListener>",
                        "script"),
                inside(
                        "listener that acts",
                        "<camunda:executionListener event=\"start\" delegateExpression=\"${http}\"/>",
                        "a listener cannot run"),
                inside(
                        "listener by a method",
                        "<camunda:executionListener event=\"start\" expression=\"${a.b()}\"/>",
                        "calls a method"),
                inside(
                        "task listener class",
                        "<camunda:taskListener event=\"create\" class=\"x.Y\"/>",
                        "camunda:class"),
                inside(
                        "input script",
                        "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:script scriptFormat=\"mvel\">1</camunda:script></camunda:inputParameter></camunda:inputOutput>",
                        "script"),
                inside(
                        "script in a map",
                        "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:map><camunda:entry key=\"k\"><camunda:script scriptFormat=\"mvel\">1</camunda:script></camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>",
                        "script"),
                inside(
                        "output by a method",
                        "<camunda:inputOutput><camunda:outputParameter name=\"a\">${b.c()}</camunda:outputParameter></camunda:inputOutput>",
                        "calls a method"),
                inside(
                        "connector",
                        "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector>",
                        "connectors are not run"),
                inside("field", "<camunda:field name=\"a\" stringValue=\"b\"/>", "a field would change the bean"),
                inside(
                        "retry cycle by a function",
                        "<camunda:failedJobRetryTimeCycle>${f()}</camunda:failedJobRetryTimeCycle>",
                        "calls a function"));
    }

    private static Arguments step(String name, String step, String expected) {
        return Arguments.of(name, step, expected);
    }

    private static Arguments inside(String name, String extension, String expected) {
        return Arguments.of(
                name,
                "<bpmn:serviceTask id=\"Step\" camunda:delegateExpression=\"${http}\">\n<bpmn:extensionElements>\n"
                        + extension + "\n</bpmn:extensionElements>\n</bpmn:serviceTask>",
                expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileModelIsRefusedWithElementAndLine(String name, String step, String expected) {
        List<ProcessProblem> errors = errors(check(Models.oneStep("hostile", step)));
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.detail()).contains(expected);
            assertThat(error.element()).isEqualTo("Step");
            assertThat(error.line()).isBetween(9, 15);
            assertThat(error.file()).isEqualTo("hostile.bpmn");
        });
    }

    @Test
    void conditionInALanguageIsRefused() {
        List<ProcessProblem> errors = errors(check(Models.process("hostile", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="End">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression"
                      language="javascript">true</bpmn:conditionExpression>
                </bpmn:sequenceFlow>
                <bpmn:endEvent id="End"/>""")));
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.element()).isEqualTo("Flow");
            assertThat(error.line()).isEqualTo(9);
            assertThat(error.detail()).contains("javascript");
        });
    }

    @Test
    void doctypeIsRefusedBeforeItsEntitiesAreRead() {
        String model = Models.oneHumanTask("hostile")
                .replace(
                        "<bpmn:definitions",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<bpmn:definitions");
        assertThat(errors(check(model))).singleElement().satisfies(error -> {
            assertThat(error.detail()).contains("DOCTYPE");
            assertThat(error.line()).isLessThanOrEqualTo(2);
        });
    }

    @Test
    void brokenXmlIsRefusedWithItsLine() {
        assertThat(errors(check("<?xml version=\"1.0\"?>\n<a>\n  <b>\n</a>")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.line()).isEqualTo(4);
                    assertThat(error.detail()).contains("not well-formed");
                });
    }

    @Test
    void fileNameIsTheProcessId() {
        assertThat(errors(check(Models.oneHumanTask("another"))))
                .singleElement()
                .satisfies(error -> assertThat(error.detail())
                        .contains("process id is 'another'")
                        .contains("'hostile.bpmn'"));
    }

    @Test
    void decisionTableIsRefused() {
        List<ProcessProblem> problems =
                ProcessCheck.check(List.of(ModelFile.of("a.dmn", "<definitions/>")), STEPS, Set.of());
        assertThat(errors(problems))
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("DMN and CMMN are not run here"));
    }

    @Test
    void soundModelHasNoErrorAndIsAdvised() {
        List<ProcessProblem> problems = check(Models.oneStep(
                "hostile", "<bpmn:userTask id=\"Repair_it\" " + HUMAN + "/>".replace("Repair_it", "Step")));
        assertThat(errors(problems)).isEmpty();
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.detail()).contains("no timer escalates it");
        });
    }

    @Test
    void repairWithoutVerificationIsWarnedOf() {
        List<ProcessProblem> problems = check(Models.oneStep("hostile", """
                <bpmn:callActivity id="Step" calledElement="${repair.process}">
                  <bpmn:extensionElements><camunda:properties>
                    <camunda:property name="fixpoint:step" value="repair"/>
                  </camunda:properties></bpmn:extensionElements>
                </bpmn:callActivity>"""));
        assertThat(errors(problems)).isEmpty();
        assertThat(problems)
                .extracting(ProcessProblem::detail)
                .anyMatch(detail -> detail.contains("nothing verifies the repair"))
                .anyMatch(detail -> detail.contains("nothing takes a repair back"));
    }

    @Test
    void shippedProcessesAreSoundAndNeedNoAdvice() {
        List<ProcessProblem> problems =
                ProcessCheck.check(ProcessFolder.readAll(Path.of("processes")), STEPS, Set.of());
        assertThat(problems).isEmpty();
    }

    private static List<ProcessProblem> check(String model) {
        return ProcessCheck.check(
                List.of(
                        ModelFile.of("hostile.bpmn", model),
                        ModelFile.of("known.form", "{\"id\":\"known\",\"components\":[]}")),
                STEPS,
                Set.of());
    }

    private static List<ProcessProblem> errors(List<ProcessProblem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
    }
}
