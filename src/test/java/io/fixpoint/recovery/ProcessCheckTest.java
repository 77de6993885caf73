package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.recovery.HostileModels.Hostile;
import io.fixpoint.recovery.ProcessProblem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessCheckTest {
    private static final Set<String> STEPS =
            Set.of("locate", "analyze", "nextRepair", "verify", "escalate", "http", "shell");
    private static final String HUMAN = "camunda:candidateGroups=\"sre\"";

    static List<Hostile> hostile() {
        return HostileModels.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileModelIsRefusedWithElementLineAndRemedy(Hostile hostile) {
        List<ProcessProblem> errors = errors(ProcessCheck.check(
                List.of(hostile.file(), ModelFile.of("known.form", "{\"id\":\"known\",\"components\":[]}")),
                STEPS,
                Set.of()));
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.detail()).contains(hostile.detail());
            assertThat(error.element()).isEqualTo(hostile.element());
            assertThat(error.line()).isEqualTo(hostile.line());
            assertThat(error.file()).isEqualTo(hostile.file().name());
            assertThat(error.detail())
                    .containsPattern(
                            "use |write |give |put |take |draw |state |deploy |must be |leave |belongs |needs |name a |run ");
        });
    }

    @Test
    void invalidFormsAreRefused() {
        for (String form : List.of("{", "[]", "{\"components\":[]}", "{\"id\":\"f\"}")) {
            assertThat(errors(ProcessCheck.check(List.of(ModelFile.of("f.form", form)), STEPS, Set.of())))
                    .as(form)
                    .singleElement()
                    .satisfies(error -> assertThat(error.file()).isEqualTo("f.form"));
        }
        String form = "{\"id\":\"f\",\"components\":[]}";
        assertThat(errors(ProcessCheck.check(
                        List.of(ModelFile.of("a.form", form), ModelFile.of("b.form", form)), STEPS, Set.of())))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.detail()).isEqualTo("its id 'f' is that of a.form, too; give it another"));
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
                .anyMatch(detail -> detail.contains("nothing takes a repair back"))
                .anyMatch(detail -> detail.contains("attach an error event"));
    }

    @Test
    void whatNobodyCanStartOrReachIsWarnedOf() {
        List<ProcessProblem> problems = check("""
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="http://x">
                  <bpmn:message id="m" name="m"/>
                  <bpmn:process id="hostile" isExecutable="true">
                    <bpmn:startEvent id="Start"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>
                    <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Wait"/>
                    <bpmn:receiveTask id="Wait" messageRef="m"/>
                    <bpmn:sequenceFlow id="b" sourceRef="Wait" targetRef="Tell"/>
                    <bpmn:intermediateThrowEvent id="Tell"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateThrowEvent>
                    <bpmn:sequenceFlow id="c" sourceRef="Tell" targetRef="End"/>
                    <bpmn:endEvent id="End"/>
                  </bpmn:process>
                </bpmn:definitions>""");
        assertThat(errors(problems)).isEmpty();
        assertThat(problems)
                .extracting(problem -> problem.element() + " " + problem.line())
                .containsExactlyInAnyOrder("hostile 4", "Wait 7", "Tell 9");
    }

    @Test
    void credentialsInAModelAndReferencesThatLeadNowhereAreWarnedOf() {
        String model = Models.oneStep("hostile", """
                <bpmn:serviceTask id="Step" camunda:delegateExpression="${http}">
                  <bpmn:extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="url">https://a.example/?token=abc</camunda:inputParameter>
                    <camunda:inputParameter name="timeout">{secret:pager}</camunda:inputParameter>
                    <camunda:inputParameter name="headers"><camunda:map>
                      <camunda:entry key="Authorization">Bearer abc</camunda:entry>
                      <camunda:entry key="X-Api-Key">${key}</camunda:entry>
                      <camunda:entry key="X-Token">{secret:pager}</camunda:entry>
                      <camunda:entry key="X-Other">{secret: pager}</camunda:entry>
                    </camunda:map></camunda:inputParameter>
                  </camunda:inputOutput></bpmn:extensionElements>
                </bpmn:serviceTask>""");
        List<ProcessProblem> problems = check(model);
        assertThat(errors(problems)).isEmpty();
        assertThat(problems)
                .extracting(ProcessProblem::detail)
                .anyMatch(detail -> detail.startsWith("the address holds a credential"))
                .anyMatch(detail -> detail.startsWith("a secret is put in its place in url, path, headers and body"))
                .anyMatch(detail -> detail.startsWith("header 'Authorization' holds a credential"))
                .anyMatch(detail -> detail.startsWith("header 'X-Api-Key' holds a credential"))
                .anyMatch(detail -> detail.startsWith("'{secret: pager}' is no reference"))
                .noneMatch(detail -> detail.contains("X-Token"));
        assertThat(SecretAdvice.unknown(List.of(ModelFile.of("hostile.bpmn", model)), Set.of("pager")))
                .isEmpty();
        assertThat(SecretAdvice.unknown(List.of(ModelFile.of("hostile.bpmn", model)), Set.of("other")))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.detail())
                        .isEqualTo("there is no secret 'pager'; set fixpoint.http.secrets.pager and the hosts that it"
                                + " is for, or use one of [other]"));
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
