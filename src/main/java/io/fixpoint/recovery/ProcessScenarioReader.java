package io.fixpoint.recovery;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fixpoint.fact.Lengths;
import io.fixpoint.problem.NearNames;
import io.fixpoint.recovery.ProcessProblem.Severity;
import io.fixpoint.recovery.ProcessScenario.StepOutcome;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the scenarios of processes from YAML; a mistake is told with its line. */
final class ProcessScenarioReader {
    /** How the file of the scenarios of a process is named, after its key. */
    static final String SUFFIX = ".scenario.yaml";

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final JavaType SCENARIOS =
            MAPPER.getTypeFactory().constructCollectionType(List.class, ProcessScenario.class);

    private final String file;
    private final List<ProcessProblem> problems = new ArrayList<>();

    private ProcessScenarioReader(String file) {
        this.file = file;
    }

    /** What a file holds; no scenario if there is a problem. */
    record Read(List<ProcessScenario> scenarios, List<ProcessProblem> problems) {}

    /**
     * Reads a file.
     *
     * @param models that its scenarios may be about, by process
     */
    static Read read(String file, String yaml, Map<String, ModelFile> models) {
        ProcessScenarioReader reader = new ProcessScenarioReader(file);
        List<ProcessScenario> scenarios = reader.scenarios(yaml, models);
        return new Read(reader.problems.isEmpty() ? scenarios : List.of(), reader.problems);
    }

    private List<ProcessScenario> scenarios(String yaml, Map<String, ModelFile> models) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Node root;
        List<ProcessScenario> scenarios;
        try {
            root = new Yaml(options).compose(new StringReader(yaml));
            Object content = new Yaml(new SafeConstructor(options)).load(yaml);
            if (root == null || content == null) {
                problem(1, "it is empty; write a list of scenarios");
                return List.of();
            }
            scenarios = MAPPER.convertValue(content, SCENARIOS);
        } catch (MarkedYAMLException e) {
            problem(
                    e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1,
                    "it is no YAML: " + e.getProblem());
            return List.of();
        } catch (YAMLException e) {
            problem(0, "it is no YAML: " + e.getMessage());
            return List.of();
        } catch (IllegalArgumentException e) {
            mapping(e, yaml);
            return List.of();
        }
        for (int i = 0; i < scenarios.size(); i++) {
            check(scenarios.get(i), line(root, List.of(i)), models);
        }
        return scenarios;
    }

    private void mapping(IllegalArgumentException failure, String yaml) {
        if (failure.getCause() instanceof JsonMappingException mapping) {
            List<Object> path = new ArrayList<>();
            for (JsonMappingException.Reference reference : mapping.getPath()) {
                path.add(reference.getFieldName() == null ? reference.getIndex() : reference.getFieldName());
            }
            int line = line(new Yaml().compose(new StringReader(yaml)), path);
            if (mapping instanceof UnrecognizedPropertyException unknown) {
                List<String> known = unknown.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .toList();
                problem(
                        line,
                        "there is no field '" + unknown.getPropertyName() + "'."
                                + NearNames.question(unknown.getPropertyName(), known) + " Write one of "
                                + String.join(", ", known));
            } else {
                problem(line, "it cannot be read: " + mapping.getOriginalMessage());
            }
        } else {
            problem(1, "it cannot be read: " + failure.getMessage());
        }
    }

    private void check(@Nullable ProcessScenario scenario, int line, Map<String, ModelFile> models) {
        if (scenario == null || scenario.name() == null || scenario.name().isBlank()) {
            problem(line, "the scenario has no name; write a sentence that says what must be so");
            return;
        }
        String key = processOf(scenario, file);
        ModelFile model = models.get(key);
        if (model == null) {
            problem(
                    line,
                    "there is no process '" + key + "'." + NearNames.question(key, models.keySet())
                            + " Name one by 'process', or name the file after it");
            return;
        }
        validate(scenario, model).ifPresent(detail -> problem(line, detail));
    }

    /**
     * The fields of a scenario, as they are sent over HTTP.
     *
     * @throws IllegalArgumentException if there is an unknown field, or one of a wrong shape
     */
    static SimulationRequest request(Map<String, @Nullable Object> fields) {
        return MAPPER.convertValue(fields, SimulationRequest.class);
    }

    /** What is wrong with a scenario of the model; empty if nothing is. */
    static Optional<String> validate(ProcessScenario scenario, ModelFile model) {
        Set<String> elements = Simulator.elements(model);
        for (Map.Entry<String, List<StepOutcome>> recorded : scenario.recorded().entrySet()) {
            if (!elements.contains(recorded.getKey())) {
                return Optional.of("outcomes: the process has no step '" + recorded.getKey() + "'."
                        + NearNames.question(recorded.getKey(), elements));
            }
            for (StepOutcome outcome : recorded.getValue()) {
                Optional<String> problem = length("outcomes." + recorded.getKey() + ".after", outcome.after());
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        ProcessScenario.Expected expected = scenario.expect();
        if (expected != null) {
            List<String> named = new ArrayList<>();
            Optional.ofNullable(expected.at()).ifPresent(named::addAll);
            Optional.ofNullable(expected.path()).ifPresent(named::addAll);
            Optional.ofNullable(expected.never()).ifPresent(named::addAll);
            Set<String> all = Simulator.passable(model);
            for (String element : named) {
                if (!all.contains(element)) {
                    return Optional.of(
                            "expect: the process has no element '" + element + "'." + NearNames.question(element, all));
                }
            }
        }
        return length("until", scenario.until());
    }

    private static Optional<String> length(String field, @Nullable String text) {
        try {
            if (text != null) {
                Lengths.parse(text);
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(field + ": " + e.getMessage());
        }
    }

    /** The process of a scenario: the one that it names, else the one that its file is named after. */
    static String processOf(ProcessScenario scenario, String file) {
        if (scenario.process() != null) {
            return scenario.process();
        }
        return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
    }

    private static int line(@Nullable Node root, List<Object> path) {
        Node node = root;
        int line = 1;
        for (Object step : path) {
            Node found = null;
            if (node instanceof SequenceNode sequence && step instanceof Integer index && index >= 0) {
                found = index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
            } else if (node instanceof MappingNode mapping) {
                found = mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(step))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                        .orElse(null);
            }
            if (found != null) {
                line = found.getStartMark().getLine() + 1;
                node = found;
            }
        }
        return line;
    }

    private void problem(int line, String detail) {
        problems.add(new ProcessProblem(Severity.ERROR, file, null, line, detail));
    }
}
