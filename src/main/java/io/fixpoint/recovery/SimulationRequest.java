package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessScenario.Expected;
import io.fixpoint.recovery.ProcessScenario.StepOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded, over HTTP: the fields of a scenario.
 *
 * @param version of the process; the latest unless stated
 */
public record SimulationRequest(
        @Nullable Integer version,
        @Nullable Map<String, Object> variables,
        @Nullable Map<String, List<StepOutcome>> outcomes,
        @Nullable String until,
        @Nullable Expected expect) {

    ProcessScenario scenario(String process) {
        return new ProcessScenario(process, null, process, variables, outcomes, until, expect);
    }
}
