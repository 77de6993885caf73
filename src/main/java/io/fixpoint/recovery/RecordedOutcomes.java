package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessScenario.StepOutcome;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;

/** Plays what a scenario has recorded, in place of what would act. */
final class RecordedOutcomes {
    private final Map<String, List<StepOutcome>> recorded;
    private final Map<String, Integer> visits = new HashMap<>();
    private final Set<String> assumed = new LinkedHashSet<>();

    RecordedOutcomes(Map<String, List<StepOutcome>> recorded) {
        this.recorded = recorded;
    }

    /** A step that failed; nothing is wrong with the simulation. */
    static final class FailedStepException extends RuntimeException {
        FailedStepException(String message) {
            super(message);
        }
    }

    /** What the next visit of the element ends with; null if nothing is recorded. */
    @Nullable
    StepOutcome next(String element) {
        List<StepOutcome> outcomes = recorded.getOrDefault(element, List.of());
        if (outcomes.isEmpty()) {
            return null;
        }
        int visit = visits.merge(element, 1, Integer::sum);
        return outcomes.get(Math.min(visit, outcomes.size()) - 1);
    }

    /** The same, and done without a result if nothing is recorded. */
    StepOutcome nextOrDone(String element) {
        StepOutcome outcome = next(element);
        if (outcome == null) {
            assumed.add(element);
            return StepOutcome.DONE;
        }
        return outcome;
    }

    /** Elements of which nothing was recorded. */
    Set<String> assumed() {
        return assumed;
    }

    /**
     * Ends a step of the server's as it is recorded.
     *
     * @throws BpmnError if it ends with an error
     * @throws FailedStepException if it fails
     */
    void play(DelegateExecution execution) {
        StepOutcome outcome = nextOrDone(execution.getCurrentActivityId());
        if (outcome.failure() != null) {
            throw new FailedStepException(outcome.failure());
        }
        if (outcome.variables() != null) {
            execution.setVariables(outcome.variables());
        }
        if (outcome.error() != null) {
            throw new BpmnError(outcome.error(), outcome.message() == null ? outcome.error() : outcome.message());
        }
    }
}
