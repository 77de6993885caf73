package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fixpoint.recovery.ProcessScenarios.Report;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ProcessScenariosTest {
    private static final Path SHIPPED = Path.of("processes");
    private static final RecoveryConfig CONFIG = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(RecoveryConfig.class)
            .build()
            .getConfigMapping(RecoveryConfig.class);

    @Test
    void shippedScenariosPassAndTakeEveryFlowOfOurModels() {
        Report report = ProcessScenarios.read(SHIPPED).run(CONFIG, (process, name) -> true);
        assertThat(report.problems()).isEmpty();
        assertThat(report.results())
                .hasSizeGreaterThan(30)
                .allSatisfy(result -> assertThat(result.differences())
                        .as(result.process() + ": " + result.name())
                        .isEmpty());
        assertThat(report.notTaken())
                .as("flows of our models that no scenario takes")
                .isEmpty();
    }

    @Test
    void shippedScenariosAreOfTheSchemaThatEditorsRead() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode document =
                json.readTree(SHIPPED.resolve("scenario.schema.json").toFile());
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(document);
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".scenario.yaml"))::iterator) {
                Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
                assertThat(schema.validate(json.valueToTree(content)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
        assertThat(schema.validate(json.readTree("[{\"name\":\"a\",\"outcomes\":{\"x\":{\"eror\":\"E\"}}}]")))
                .isNotEmpty();
        // What an editor completes is what is read.
        Map<String, Class<?>> shapes = Map.of(
                "scenario", ProcessScenario.class,
                "outcome", ProcessScenario.StepOutcome.class,
                "expect", ProcessScenario.Expected.class);
        shapes.forEach((name, shape) -> {
            List<String> fields = new ArrayList<>();
            document.path("$defs").path(name).path("properties").fieldNames().forEachRemaining(fields::add);
            assertThat(fields)
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(shape.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        });
    }

    @Test
    void whatDiffersIsTold(@TempDir Path folder) throws IOException {
        Files.copy(SHIPPED.resolve("repair-restart.bpmn"), folder.resolve("repair-restart.bpmn"));
        Files.writeString(folder.resolve("repair-restart.scenario.yaml"), """
                - name: expects what does not happen
                  variables: {incidentId: i-1, repair: {target: checkout, parameters: {}}}
                  outcomes: {callControl: {variables: {answer: {code: 3}}}}
                  expect:
                    state: FAILED
                    at: notCarriedOut
                    path: [callControl, notCarriedOut]
                    never: carriedOut
                    variables: {answer: {code: 4}, other: 1}
                """);
        Report report = ProcessScenarios.read(folder).run(CONFIG, (process, name) -> true);
        assertThat(report.passed()).isFalse();
        assertThat(report.results().get(0).differences())
                .containsExactlyInAnyOrder(
                        "state: expected FAILED, is COMPLETED",
                        "at: expected [notCarriedOut], is [carriedOut]",
                        "path: 'notCarriedOut' was not reached after 'callControl'; it went [asked, callControl,"
                                + " carriedOut]",
                        "never: 'carriedOut' was reached; it went [asked, callControl, carriedOut]",
                        "variables.answer.code: expected 4, is 3",
                        "variables.other: expected 1, is null");
        assertThat(report.notTaken()).isEqualTo(Map.of("repair-restart", List.of("toNotCarriedOut")));
    }

    @Test
    void mistakesAreToldWithTheirLine(@TempDir Path folder) throws IOException {
        Files.copy(SHIPPED.resolve("repair-restart.bpmn"), folder.resolve("repair-restart.bpmn"));
        Map<String, String> mistakes = Map.of(
                "- name: a\n  outcome: {}\n",
                "repair-restart.scenario.yaml:2: there is no field 'outcome'. Did you mean 'outcomes'?",
                "- name: a\n- name: b\n  outcomes:\n    callContrl: {}\n",
                "repair-restart.scenario.yaml:2: outcomes: the process has no step 'callContrl'. Did you mean 'callControl'?",
                "- name: a\n  until: soon\n",
                "repair-restart.scenario.yaml:1: until: ",
                "- description: a\n",
                "repair-restart.scenario.yaml:1: the scenario has no name",
                "- name: a\n  process: repair-restar\n",
                "repair-restart.scenario.yaml:1: there is no process 'repair-restar'. Did you mean 'repair-restart'?",
                "- name: a\n  expect: {path: [callControl, finished]}\n",
                "repair-restart.scenario.yaml:1: expect: the process has no element 'finished'",
                "- name: [\n",
                "repair-restart.scenario.yaml:2: it is no YAML",
                "",
                "repair-restart.scenario.yaml:1: it is empty");
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            Files.writeString(folder.resolve("repair-restart.scenario.yaml"), mistake.getKey());
            Report report = ProcessScenarios.read(folder).run(CONFIG, (process, name) -> true);
            assertThat(report.results()).isEmpty();
            assertThat(report.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.toString()).startsWith(mistake.getValue()));
        }
    }

    @Test
    void workersMessagesAndTimersAreSimulatedOnATimeOfTheirOwn(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("waits.bpmn"), Models.process("waits", """
                <bpmn:startEvent id="Start"/>
                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Work"/>
                <bpmn:serviceTask id="Work" camunda:type="external" camunda:topic="t"/>
                <bpmn:boundaryEvent id="Slow" attachedToRef="Work">
                  <bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
                </bpmn:boundaryEvent>
                <bpmn:sequenceFlow id="b" sourceRef="Work" targetRef="Done"/>
                <bpmn:endEvent id="Done"/>
                <bpmn:sequenceFlow id="c" sourceRef="Slow" targetRef="TooSlow"/>
                <bpmn:endEvent id="TooSlow"/>"""));
        Files.writeString(folder.resolve("waits.scenario.yaml"), """
                - name: the worker is quick enough
                  outcomes: {Work: {after: 59m, variables: {x: 1}}}
                  expect: {at: Done, never: TooSlow, variables: {x: 1}}
                - name: the worker is too slow
                  outcomes: {Work: {after: 61m}}
                  expect: {at: TooSlow, never: Done}
                - name: the worker fails
                  outcomes: {Work: {failure: no luck, after: 1m}}
                  until: 30m
                  expect: {state: STALLED, at: Work}
                """);
        Report report = ProcessScenarios.read(folder).run(CONFIG, (process, name) -> true);
        assertThat(report.problems()).isEmpty();
        assertThat(report.results())
                .allSatisfy(result -> assertThat(result.differences()).isEmpty());
        assertThat(report.results()).hasSize(3);
        assertThat(report.results().get(1).simulation().path())
                .filteredOn(passed -> passed.element().equals("TooSlow"))
                .singleElement()
                .satisfies(passed -> assertThat(passed.after()).isEqualTo("1h"));
    }

    @Test
    void theStepsThatAreKnownWithoutAServerAreThoseOfTheServer() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/fixpoint/recovery"))) {
            List<String> named = new ArrayList<>();
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
                java.util.regex.Pattern.compile("@Named\\(\"(\\w+)\"\\)")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> named.add(found.group(1)));
            }
            named.removeAll(StepBeans.LISTENERS);
            assertThat(new TreeSet<>(named)).isEqualTo(new TreeSet<>(StepBeans.STEPS));
        }
    }
}
