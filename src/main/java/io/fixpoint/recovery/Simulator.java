package io.fixpoint.recovery;

import io.fixpoint.fact.Lengths;
import io.fixpoint.recovery.ProcessScenario.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.repository.Deployment;
import org.jspecify.annotations.Nullable;

/**
 * Runs processes in an engine of its own, in memory, with recorded outcomes in place of every action, task, worker and
 * called process. Nothing leaves it, and no clock is touched: it keeps its own time. One simulation at a time.
 */
public final class Simulator implements AutoCloseable {
    private static final Duration UNTIL = Duration.ofHours(24);

    private final ProcessEngine engine;
    private RecordedOutcomes outcomes = new RecordedOutcomes(Map.of());
    private final List<String> flows = new ArrayList<>();

    /** @param settings what models may name besides steps and variables, such as {@code verifyEvery} */
    Simulator(Map<String, String> settings) {
        Map<Object, Object> beans = new HashMap<>(settings);
        for (String step : StepBeans.STEPS) {
            beans.put(step, (JavaDelegate) execution -> outcomes.play(execution));
        }
        for (String listener : StepBeans.LISTENERS) {
            beans.put(listener, (ExecutionListener) execution -> {});
        }
        RecoveryListeners silent = new SilentListeners();
        MemoryEngine configuration =
                new MemoryEngine(beans, StepBeans.STEPS, new SimulatedParsing(silent, () -> outcomes, flows::add));
        // What comes here was checked together with what it calls and its forms; here it is alone.
        configuration.setCustomPreDeployers(List.of());
        engine = configuration.buildProcessEngine();
    }

    /** The simulator with the settings of this server or command line. */
    static Simulator with(RecoveryConfig config) {
        return new Simulator(Map.of(
                "verifyEvery", config.verifyEvery().toString(),
                "escalateAfter", config.escalateAfter().toString()));
    }

    /**
     * Runs the process of a model that was checked.
     *
     * @throws IllegalArgumentException if a length in the scenario is none
     */
    synchronized Simulation run(ModelFile model, ProcessScenario scenario) {
        outcomes = new RecordedOutcomes(scenario.recorded());
        flows.clear();
        Duration until = scenario.until() == null ? UNTIL : Lengths.parse(scenario.until());
        Deployment deployment = engine.getRepositoryService()
                .createDeployment()
                .addString(model.name(), model.text())
                .deploy();
        try {
            SimulatedCourse course = new SimulatedCourse(engine, outcomes, until);
            String problem = course.run(model.stem(), variables(scenario));
            return course.result(List.copyOf(flows), problem);
        } finally {
            engine.getRepositoryService().deleteDeployment(deployment.getId(), true, true, true);
        }
    }

    private static Map<String, @Nullable Object> variables(ProcessScenario scenario) {
        Map<String, @Nullable Object> all = new HashMap<>();
        Recoveries.RESERVED.forEach(name -> all.put(name, null));
        all.put(ModelNames.SERVICE, null);
        all.putAll(scenario.given());
        return all;
    }

    /** How long a recorded outcome takes. */
    static Duration after(StepOutcome outcome) {
        return outcome.after() == null ? Duration.ZERO : Lengths.parse(Objects.requireNonNull(outcome.after()));
    }

    /** The elements of the model that an outcome can be recorded for. */
    static Set<String> elements(ModelFile model) {
        return ids(model, ".*([tT]ask|Activity|Event)");
    }

    /** The elements of the model that a path can lead through. */
    static Set<String> passable(ModelFile model) {
        return ids(model, ".*([tT]ask|Activity|Event|Gateway|[sS]ubProcess|transaction)");
    }

    private static Set<String> ids(ModelFile model, String names) {
        try {
            return ModelElement.read(model.content())
                    .all()
                    .filter(element -> element.isBpmn() && element.name().matches(names))
                    .map(element -> String.valueOf(element.attribute("id")))
                    .collect(Collectors.toSet());
        } catch (ModelElement.UnreadableException e) {
            return Set.of();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
