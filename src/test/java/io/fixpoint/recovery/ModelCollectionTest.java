package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Camunda's own test models and the interchange models of the BPMN working group: each is accepted, and then it runs, or
 * it is refused with a list of reasons. Skipped where the collection is not at hand.
 */
class ModelCollectionTest {
    private static final Logger LOG = Logger.getLogger(ModelCollectionTest.class);
    private static final Path DATA = Path.of("..", "shared", "data");
    /** The reasons that authoring.md knows, and what the engine's parser says of a model that is no good BPMN. */
    private static final Map<String, String> REASONS = reasons();

    private static final Path BPMN_TESTS =
            DATA.resolve(Path.of("camunda-bpmn", "engine/src/test/resources/org/camunda/bpm/engine/test/bpmn"));

    /** Ends never, on purpose: each round of its loop makes another token. */
    private static final Set<String> ENDLESS = Set.of("InclusiveGatewayTest.testLoopingInclusiveGateways.bpmn");

    private static ProcessEngine engine;

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("script", "scripts are not run here|is a script");
        reasons.put("class", "runs a class|Class refused");
        reasons.put("expression outside the grammar", "the expression in .* is refused");
        reasons.put("unknown bean", "there is no bean|must be one of \\$\\{");
        reasons.put("listener that acts", "a listener cannot run");
        reasons.put("nothing says what it does", "nothing says what it does");
        reasons.put("field or connector", "a field would change|connectors are not run");
        reasons.put("type mail, shell, ...", "camunda:type=");
        reasons.put("external task without topic", "needs camunda:topic");
        reasons.put("user task without candidates", "nobody may do this task");
        reasons.put("missing form", "is no form here|there is no form|formRefBinding");
        reasons.put("validator", "a validator runs code");
        reasons.put("unknown process", "there is no process '|nothing says which process is called");
        reasons.put("DMN or CMMN", "DMN and CMMN");
        reasons.put("not executable", "it has no process with isExecutable");
        reasons.put("several processes in a file", "they must be the same");
        reasons.put("DOCTYPE", "DOCTYPE");
        reasons.put("not XML", "not well-formed");
        reasons.put("element of another namespace", "is not of BPMN 2.0");
        reasons.put(
                "time or number", "is no length of time|is no point in time|is no repetition|is no time|whole number");
        return reasons;
    }

    private record Checked(Path file, List<ModelFile> files, List<ProcessProblem> errors) {}

    @BeforeAll
    static void begin() {
        assumeTrue(Files.isDirectory(DATA.resolve("camunda-bpmn")), "the collection of models is not at hand");
        Map<Object, Object> beans = new HashMap<>();
        for (String step : StepBeans.STEPS) {
            beans.put(step, (JavaDelegate) execution -> {});
        }
        engine = new MemoryEngine(beans, StepBeans.STEPS, new RecoveryParsing(new SilentListeners()))
                .buildProcessEngine();
    }

    @AfterAll
    static void end() {
        if (engine != null) {
            engine.close();
            ClockUtil.reset();
        }
    }

    @Test
    void everyModelIsAcceptedAndRunsOrIsRefusedWithReasons() throws IOException {
        List<Checked> all = new ArrayList<>();
        for (String collection : List.of("camunda-bpmn", "bpmn-miwg")) {
            all.addAll(check(DATA.resolve(collection)));
        }
        assertThat(all).hasSizeGreaterThan(1400);
        List<Checked> accepted =
                all.stream().filter(each -> each.errors().isEmpty()).toList();
        figures(all, accepted);

        List<String> unexplained = all.stream()
                .flatMap(each -> each.errors().stream())
                .filter(error -> reason(error).equals("the engine's parser") && error.line() < 1)
                .map(ProcessProblem::toString)
                .toList();
        assertThat(unexplained).as("refusals without a line or a known reason").isEmpty();
        assertThat(all.stream().flatMap(each -> each.errors().stream()).map(ProcessProblem::detail))
                .allSatisfy(detail -> assertThat(detail).isNotBlank().doesNotContain("root:"));

        assertThat(stuck(accepted)).as("accepted models that do not run").isEmpty();
    }

    /**
     * Most of the collection's human tasks are nobody's, which is refused; their models are good for more than that. With
     * {@code -Dfixpoint.models.all=true} all of them run, which takes two minutes.
     */
    @Test
    void modelsWhoseTasksAreGivenCandidatesRunToo() throws IOException {
        boolean all = Boolean.getBoolean("fixpoint.models.all");
        List<Checked> given = new ArrayList<>();
        for (String folder : all ? List.of("") : List.of("gateway", "multiinstance", "subprocess")) {
            given.addAll(check(
                    all ? DATA.resolve("camunda-bpmn") : BPMN_TESTS.resolve(folder),
                    ModelCollectionTest::withCandidates));
        }
        List<Checked> accepted =
                given.stream().filter(each -> each.errors().isEmpty()).toList();
        LOG.infof("With candidates given to every human task: %d of %d accepted", accepted.size(), given.size());
        assertThat(accepted.size()).isGreaterThan(all ? 700 : 60);
        assertThat(stuck(accepted)).as("accepted models that do not run").isEmpty();
    }

    private static byte[] withCandidates(byte[] content) {
        return new String(content, StandardCharsets.UTF_8)
                .replaceAll(
                        "<((?:[\\w-]+:)?userTask)\\b(?![^>]*candidateGroups)",
                        "<$1 xmlns:given=\"" + ModelNames.CAMUNDA + "\" given:candidateGroups=\"sre\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> stuck(Collection<Checked> accepted) {
        ModelDriver driver = new ModelDriver(engine);
        Map<String, String> stuck = new TreeMap<>();
        for (Checked each : accepted) {
            if (ENDLESS.contains(String.valueOf(each.file().getFileName()))) {
                continue;
            }
            String reason = driver.run(each.files());
            if (reason != null) {
                stuck.put(each.file().toString(), reason);
            }
        }
        return stuck;
    }

    @Test
    void whatIsRefusedCannotBeDeployedByTheEngineEither() throws IOException {
        List<String> deployed = new ArrayList<>();
        for (Checked each : check(DATA.resolve("camunda-bpmn"))) {
            if (!each.errors().isEmpty()) {
                try {
                    var builder = engine.getRepositoryService().createDeployment();
                    each.files().forEach(file -> builder.addString(file.name(), file.text()));
                    builder.deploy();
                    deployed.add(each.file().toString());
                } catch (ProcessEngineException refused) {
                    assertThat(refused).hasMessageNotContaining("root:");
                }
            }
        }
        assertThat(deployed).isEmpty();
    }

    private static void figures(Collection<Checked> all, Collection<Checked> accepted) {
        Map<String, Integer> byReason = new TreeMap<>();
        for (Checked each : all) {
            each.errors().stream()
                    .map(ModelCollectionTest::reason)
                    .collect(Collectors.toSet())
                    .forEach(reason -> byReason.merge(reason, 1, Integer::sum));
        }
        LOG.infof("%d models: %d accepted, %d refused", all.size(), accepted.size(), all.size() - accepted.size());
        byReason.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> LOG.infof("%5d for: %s", entry.getValue(), entry.getKey()));
    }

    private static String reason(ProcessProblem error) {
        return REASONS.entrySet().stream()
                .filter(entry -> error.detail().matches("(?s).*(" + entry.getValue() + ").*"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("the engine's parser");
    }

    private static List<Checked> check(Path folder) throws IOException {
        return check(folder, content -> content);
    }

    private static List<Checked> check(Path folder, UnaryOperator<byte[]> changed) throws IOException {
        List<Path> models;
        try (Stream<Path> files = Files.walk(folder)) {
            models = files.filter(file ->
                            file.toString().endsWith(".bpmn") || file.toString().endsWith(".bpmn20.xml"))
                    .sorted()
                    .toList();
        }
        Map<Path, Map<String, ModelFile>> byFolder = new HashMap<>();
        Map<Path, ModelFile> named = new LinkedHashMap<>();
        for (Path model : models) {
            ModelFile file = named(changed.apply(Files.readAllBytes(model)));
            named.put(model, file);
            byFolder.computeIfAbsent(model.getParent(), none -> new HashMap<>()).put(file.stem(), file);
        }
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        List<Checked> checked = new ArrayList<>();
        named.forEach((path, file) -> {
            Set<ModelFile> files = new LinkedHashSet<>();
            withCalled(file, byFolder.getOrDefault(path.getParent(), Map.of()), files);
            List<ProcessProblem> errors = EngineParse.check(configuration, files, StepBeans.STEPS, Set.of()).stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .toList();
            checked.add(new Checked(path, List.copyOf(files), errors));
        });
        return checked;
    }

    /** The collection's files are named after tests; an author names a file after its process. */
    private static ModelFile named(byte[] content) {
        return new ModelFile(processOf(content).orElse("model") + ".bpmn", content);
    }

    private static Optional<String> processOf(byte[] content) {
        try {
            return ModelElement.read(content)
                    .all()
                    .filter(element -> element.isBpmn("process") && "true".equals(element.attribute("isExecutable")))
                    .map(process -> String.valueOf(process.attribute("id")))
                    .findFirst();
        } catch (ModelElement.UnreadableException e) {
            return Optional.empty();
        }
    }

    /** The processes that it calls come along, where the folder has them. */
    private static void withCalled(ModelFile file, Map<String, ModelFile> folder, Set<ModelFile> files) {
        if (!files.add(file)) {
            return;
        }
        try {
            ModelElement.read(file.content())
                    .all()
                    .filter(element -> element.isBpmn("callActivity"))
                    .forEach(call -> {
                        ModelFile called = folder.get(String.valueOf(call.attribute("calledElement")));
                        if (called != null
                                && files.stream()
                                        .noneMatch(known -> known.name().equals(called.name()))) {
                            withCalled(called, folder, files);
                        }
                    });
        } catch (ModelElement.UnreadableException e) {
            LOG.debugf(e, "%s calls nothing: it cannot be read", file.name());
        }
    }
}
