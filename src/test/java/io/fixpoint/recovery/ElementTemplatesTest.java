package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The templates that the Camunda Modeler offers for our steps. */
class ElementTemplatesTest {
    private static final Path TEMPLATES = Path.of("processes", "element-templates");
    private static final Path SCHEMA =
            Path.of("target/js-client/node_modules/@camunda/element-templates-json-schema/resources/schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, JsonNode> templates() throws IOException {
        Map<String, JsonNode> templates = new TreeMap<>();
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                templates.put(String.valueOf(file.getFileName()), JSON.readTree(file.toFile()));
            }
        }
        return templates;
    }

    @Test
    void eachStepHasOneTemplateThatNamesIt() throws IOException {
        List<String> named = templates().values().stream()
                .map(template -> property(template, "property", "camunda:delegateExpression"))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        StepBeans.STEPS.stream().map(step -> "${" + step + "}").toList());
    }

    @Test
    void whatATemplateMakesPassesTheCheck() throws IOException {
        templates().forEach((file, template) -> {
            StringBuilder inputs = new StringBuilder();
            StringBuilder properties = new StringBuilder();
            template.path("properties").forEach(property -> {
                String value = property.path("value").asText("x");
                String name = property.path("binding").path("name").asText();
                switch (property.path("binding").path("type").asText()) {
                    case "camunda:inputParameter" ->
                        inputs.append("<camunda:inputParameter name=\"%s\">%s</camunda:inputParameter>"
                                .formatted(name, value));
                    case "camunda:property" ->
                        properties.append("<camunda:property name=\"%s\" value=\"%s\"/>".formatted(name, value));
                    default -> {}
                }
            });
            String step =
                    """
                    <bpmn:serviceTask id="Step" camunda:delegateExpression="%s">
                      <bpmn:extensionElements>
                        <camunda:properties>%s</camunda:properties>
                        <camunda:inputOutput>%s</camunda:inputOutput>
                      </bpmn:extensionElements>
                    </bpmn:serviceTask>""".formatted(property(template, "property", "camunda:delegateExpression"), properties, inputs);
            assertThat(ProcessCheck.check(
                            List.of(ModelFile.of("made.bpmn", Models.oneStep("made", step))),
                            StepBeans.STEPS,
                            java.util.Set.of()))
                    .as(file)
                    .noneMatch(problem -> problem.severity() == ProcessProblem.Severity.ERROR);
        });
    }

    @Test
    void templatesAreOfCamundasSchema() throws IOException {
        assumeTrue(Files.exists(SCHEMA), "Camunda's schema of element templates is not installed; .ci/run does it");
        var schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(JSON.readTree(SCHEMA.toFile()));
        templates()
                .forEach((file, template) ->
                        assertThat(schema.validate(template)).as(file).isEmpty());
        assertThat(schema.validate(JSON.readTree("{\"name\":\"a\"}"))).isNotEmpty();
    }

    private static String property(JsonNode template, String type, String name) {
        for (JsonNode property : template.path("properties")) {
            if (property.path("binding").path("type").asText().equals(type)
                    && property.path("binding").path("name").asText().equals(name)) {
                return property.path("value").asText();
            }
        }
        return "";
    }
}
