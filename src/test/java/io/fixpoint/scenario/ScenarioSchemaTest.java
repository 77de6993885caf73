package io.fixpoint.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema that editors read says what the reader does. */
class ScenarioSchemaTest {
    private static final Path FILE = Path.of("rules/scenario.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(ScenarioSchema.schema());

    /** With {@code -Dfixpoint.docs.write=true} it is written; without, it must be as it would be written. */
    @Test
    void shippedSchemaIsTheGeneratedOne() throws IOException {
        String generated = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ScenarioSchema.schema()) + "\n";
        if (Boolean.getBoolean("fixpoint.docs.write")) {
            Files.writeString(FILE, generated);
        }
        assertThat(JSON.readTree(Files.readString(FILE)))
                .as("%s is generated: mvn -Dtest=ScenarioSchemaTest -Dfixpoint.docs.write=true test", FILE)
                .isEqualTo(JSON.readTree(generated));
    }

    @Test
    void shippedScenariosAreValid() {
        for (RuleFile file : RuleFolder.readWithScenarios(Path.of("rules"))) {
            if (ScenarioTests.isScenarioFile(file.path())) {
                assertThat(violations(file.text())).as(file.path()).isEmpty();
                assertThat(file.text())
                        .as("the line by which editors find the schema")
                        .startsWith("# yaml-language-server: $schema=../scenario.schema.json\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample: {service: a, metric: m, value: 1}",
                "from: 1s, until: 2m, every: 500ms, sample: {service: a, instance: b, metric: m, value: -1.5, step: 2, unit: s, labels: {code: 500}}",
                "until: 2m, series: {service: a, metric: m, value: 1, mean5m: 2, p95_1h: 3, stale: true, fresh: false}",
                "alert: {name: a, status: resolved}",
                "every: 10s, heartbeat: {service: a, interval: 10s}",
                "event: {service: a, kind: deployment, attributes: {version: 1.4}}",
                "until: 5s, service: {name: a, criticality: HIGH}",
                "dependency: {from: a, to: b}",
                "silence: {matchers: {service: a}}",
                "maintenanceWindow: {services: [a, b]}",
                "anomaly: {name: a, service: b, severity: MAJOR, status: PENDING}",
                "incident: {service: a, number: 3}",
                "repair: {process: p, service: a, mode: APPROVAL}",
                "pastIncident: {service: a, recovered: false}"
            })
    void bothTakeWhatIsRight(String given) {
        assertBoth(true, scenario(given, "at: 1s, present: {anomaly: {name: a}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample: {service: a, metric: m}",
                "sample: {service: a, metric: m, value: high}",
                "sample: {service: a, metric: m, value: 1, valeu: 2}",
                "sample: {service: a, metric: [m], value: 1}",
                "until: 2m, sample: {service: a, metric: m, value: 1}",
                "from: 5, sample: {service: a, metric: m, value: 1}",
                "from: 1 minute, sample: {service: a, metric: m, value: 1}",
                "every: 0s, sample: {service: a, metric: m, value: 1}",
                "sample: {service: a, metric: m, value: 1, step: 1}",
                "sample: {service: a, metric: m, value: 1}, alert: {name: a}",
                "from: 1s",
                "every: 1s, service: {name: a}",
                "series: {service: a, metric: m, mean6m: 1}",
                "series: {service: a, metric: m, stale: 1}",
                "alert: {name: a, status: burning}",
                "anomaly: {name: a, service: b, severity: TERRIBLE}",
                "repair: {service: a}",
                "repair: {process: p, action: http, service: a}",
                "silence: {matchers: [a]}",
                "event: {service: a, kind: null}"
            })
    void bothRefuseWhatIsWrongInGiven(String given) {
        assertBoth(false, scenario(given, "at: 1s, present: {anomaly: {name: a}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at: 1s, present: {anomaly: }",
                "at: 1s, absent: {anomaly: {incident: null, labels: {zone: a}}}, present: {incident: {services: [a]}}",
                "from: 1s, until: 2m, absent: {decision: {type: OpenIncident, anomaly: {service: a}}}",
                "until: 2m, present: {incident: {status: RESOLVED}}",
                "at: 1s, count: 2, present: {anomaly: {severity: MAJOR}}",
                "at: 1s, present: {cause: {kind: a}, repair: {undo: null}, recovered: {stableFor: 5s}, notRecovered: , suspect: {rank: 1}}"
            })
    void bothTakeWhatIsRightInExpect(String expectation) {
        assertBoth(true, scenario("sample: {service: a, metric: m, value: 1}", expectation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at: 1s",
                "present: {anomaly: }",
                "at: 1s, until: 2s, present: {anomaly: }",
                "from: 1s, present: {anomaly: }",
                "at: 1s, present: {}",
                "at: 1s, present: {anomly: }",
                "at: 1s, present: {anomaly: {naem: a}}",
                "at: 1s, present: {decision: {type: OpenDoor}}",
                "at: 1s, count: 0, present: {anomaly: }",
                "at: 1s, count: 1, absent: {anomaly: }",
                "until: 2s, present: {cause: }",
                "at: 1s, present: [anomaly]",
                "at: 1s, present: {recovered: {stableFor: soon}}"
            })
    void bothRefuseWhatIsWrongInExpect(String expectation) {
        assertBoth(false, scenario("sample: {service: a, metric: m, value: 1}", expectation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: a",
                "- 3",
                "- {name: a, given: []}",
                "- {name: '', given: [], expect: [{at: 1s, absent: {anomaly: }}]}",
                "- {name: a, given: [], expect: []}",
                "- {name: a, givn: [], given: [], expect: [{at: 1s, absent: {anomaly: }}]}",
                "- {name: a, tick: 100ms, given: [], expect: [{at: 1s, absent: {anomaly: }}]}",
                "- {name: a, start: yesterday, given: [], expect: [{at: 1s, absent: {anomaly: }}]}"
            })
    void bothRefuseWhatIsNoScenario(String text) {
        assertBoth(false, text);
    }

    private static String scenario(String given, String expectation) {
        return "- {name: a, given: [{" + given + "}], expect: [{" + expectation + "}]}";
    }

    private static void assertBoth(boolean valid, String text) {
        assertThat(ScenarioReader.read(new RuleFile("detection/a.scenario.yaml", text))
                        .problems())
                .as("the reader's problems of %s", text)
                .satisfies(problems -> assertThat(problems.isEmpty()).isEqualTo(valid));
        Set<ValidationMessage> violations = violations(text);
        assertThat(violations)
                .as("the schema's violations of %s", text)
                .satisfies(all -> assertThat(all.isEmpty()).isEqualTo(valid));
    }

    private static Set<ValidationMessage> violations(String text) {
        Object plain = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        JsonNode node = JSON.valueToTree(plain);
        return SCHEMA.validate(node);
    }
}
