package io.fixpoint.recovery;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Simulations of deployed processes, one at a time, each in an engine of its own that is gone when it is over. */
@ApplicationScoped
class Simulations {
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Processes processes;
    private final RecoveryConfig config;
    private final Semaphore one = new Semaphore(1);

    Simulations(Processes processes, RecoveryConfig config) {
        this.processes = processes;
        this.config = config;
    }

    /** What became of it, and how that differs from what was expected. */
    public record SimulationView(Simulation simulation, boolean passed, List<String> differences) {}

    /**
     * Runs the deployed process with what is recorded.
     *
     * @throws ProblemException INVALID if the request names what the process does not have; TOO_MANY_REQUESTS if another
     *     simulation runs
     */
    SimulationView run(String process, SimulationRequest request) {
        ModelFile model = new ModelFile(process + ".bpmn", processes.bpmn(process, request.version()));
        ProcessScenario scenario = request.scenario(process);
        ProcessScenarioReader.validate(scenario, model).ifPresent(detail -> {
            throw new ProblemException(ProblemType.INVALID, detail);
        });
        if (!one.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS, "Another simulation is running; try again in a moment.")
                    .retryAfter(AGAIN);
        }
        try (Simulator simulator = Simulator.with(config)) {
            Simulation simulation = simulator.run(model, scenario);
            List<String> differences = simulation.differences(request.expect());
            return new SimulationView(simulation, differences.isEmpty(), differences);
        } finally {
            one.release();
        }
    }
}
