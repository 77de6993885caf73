package io.fixpoint.recovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.jspecify.annotations.Nullable;

/** A folder of processes without a server: its check, its scenarios, and which flows no scenario takes. */
public final class ProcessScenarios {
    private final List<ModelFile> files;
    private final Map<String, ModelFile> models = new TreeMap<>();
    private final Map<String, String> scenarioFiles = new TreeMap<>();

    private ProcessScenarios(List<ModelFile> files) {
        this.files = files;
        files.stream().filter(ModelFile::isModel).forEach(model -> models.put(model.stem(), model));
    }

    /** A scenario, what became of it, and how that differs from what was expected. */
    public record Result(String file, String process, String name, Simulation simulation, List<String> differences) {
        /** Whether it went as expected. */
        @JsonProperty("passed")
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /**
     * What running the scenarios of a folder gave.
     *
     * @param problems files that cannot be read; then their scenarios did not run
     * @param notTaken by process: the sequence flows that no scenario took
     */
    public record Report(List<ProcessProblem> problems, List<Result> results, Map<String, List<String>> notTaken) {
        /** Whether every scenario could be read and went as expected. */
        @JsonProperty("passed")
        public boolean passed() {
            return problems.isEmpty() && results.stream().allMatch(Result::passed);
        }
    }

    /** Reads a folder of processes and the folders in it. */
    public static ProcessScenarios read(Path folder) {
        ProcessScenarios read = new ProcessScenarios(ProcessFolder.readAll(folder));
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                String name = String.valueOf(path.getFileName());
                if (Files.isRegularFile(path) && name.endsWith(ProcessScenarioReader.SUFFIX)) {
                    read.scenarioFiles.put(name, Files.readString(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scenarios in '" + folder + "' cannot be read", e);
        }
        return read;
    }

    /** The keys of the processes that the folder holds. */
    public Set<String> processes() {
        return Set.copyOf(models.keySet());
    }

    /** Whether there is any scenario file. */
    public boolean hasScenarios() {
        return !scenarioFiles.isEmpty();
    }

    /** Everything that keeps the folder's files from being deployed, and what is advised. */
    public List<ProcessProblem> check() {
        if (files.isEmpty()) {
            return List.of();
        }
        MemoryEngine configuration =
                new MemoryEngine(new HashMap<>(), StepBeans.STEPS, new RecoveryParsing(new SilentListeners()));
        ProcessEngine engine = configuration.buildProcessEngine();
        try {
            return EngineParse.check(configuration, files, StepBeans.STEPS, Set.of());
        } finally {
            engine.close();
        }
    }

    /**
     * Runs scenarios.
     *
     * @param wanted which: by process and name
     */
    public Report run(RecoveryConfig config, BiPredicate<String, String> wanted) {
        List<ProcessProblem> problems = new ArrayList<>();
        List<Chosen> chosen = new ArrayList<>();
        scenarioFiles.forEach((file, yaml) -> {
            ProcessScenarioReader.Read read = ProcessScenarioReader.read(file, yaml, models);
            problems.addAll(read.problems());
            for (ProcessScenario scenario : read.scenarios()) {
                String process = ProcessScenarioReader.processOf(scenario, file);
                ModelFile model = models.get(process);
                if (model != null && wanted.test(process, String.valueOf(scenario.name()))) {
                    chosen.add(new Chosen(file, model, scenario));
                }
            }
        });
        List<Result> results = new ArrayList<>();
        if (!chosen.isEmpty()) {
            try (Simulator simulator = Simulator.with(config)) {
                chosen.forEach(each -> results.add(each.run(simulator)));
            }
        }
        return new Report(problems, results, notTaken(results));
    }

    /** A scenario that is to run. */
    private record Chosen(String file, ModelFile model, ProcessScenario scenario) {
        Result run(Simulator simulator) {
            Simulation simulation = simulator.run(model, scenario);
            return new Result(
                    file,
                    model.stem(),
                    String.valueOf(scenario.name()),
                    simulation,
                    simulation.differences(scenario.expect()));
        }
    }

    /** Runs a process of which nothing is recorded; empty if the folder does not hold it. */
    public Optional<Simulation> run(RecoveryConfig config, String process) {
        ModelFile model = models.get(process);
        if (model == null) {
            return Optional.empty();
        }
        try (Simulator simulator = Simulator.with(config)) {
            return Optional.of(simulator.run(model, new ProcessScenario(null, null, process, null, null, null, null)));
        }
    }

    /** Takes the scenarios of this file, in place of those beside the models. */
    public void scenarios(Path file, @Nullable String process) throws IOException {
        scenarioFiles.clear();
        String name = process == null ? String.valueOf(file.getFileName()) : process + ProcessScenarioReader.SUFFIX;
        scenarioFiles.put(name, Files.readString(file));
    }

    private Map<String, List<String>> notTaken(List<Result> results) {
        Map<String, List<String>> notTaken = new TreeMap<>();
        models.forEach((process, model) -> {
            Set<String> left = flows(model);
            results.stream()
                    .filter(result -> result.process().equals(process))
                    .forEach(result -> left.removeAll(result.simulation().flows()));
            if (!left.isEmpty()) {
                notTaken.put(process, List.copyOf(left));
            }
        });
        return notTaken;
    }

    private static Set<String> flows(ModelFile model) {
        try {
            return ModelElement.read(model.content())
                    .all()
                    .filter(element -> element.isBpmn("sequenceFlow"))
                    .map(flow -> String.valueOf(flow.attribute("id")))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (ModelElement.UnreadableException e) {
            return new LinkedHashSet<>();
        }
    }
}
