package io.fixpoint.recovery;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process is given, step by step, and what must come of it.
 *
 * @param process the key; null for the process that the file is named after
 * @param variables that the recovery begins with
 * @param outcomes by element: what each visit of it ends with, in order; the last one is that of all further visits
 * @param until how long the simulation goes on where only people could let it go on: {@code 24h} unless stated
 */
public record ProcessScenario(
        @Nullable String name,
        @Nullable String description,
        @Nullable String process,
        @Nullable Map<String, Object> variables,
        @Nullable Map<String, List<StepOutcome>> outcomes,
        @Nullable String until,
        @Nullable Expected expect) {

    /**
     * How one visit of a step ended.
     *
     * @param outcome of a human task: what the person decided
     * @param variables that it sets
     * @param error the code of a BPMN error that it ends with
     * @param message that comes with the error
     * @param failure a technical failure: the step is tried again, and is stalled when it failed too often
     * @param after how long it takes; only people, workers and messages take time
     */
    public record StepOutcome(
            @Nullable String outcome,
            @Nullable Map<String, Object> variables,
            @Nullable String error,
            @Nullable String message,
            @Nullable String failure,
            @Nullable String after) {
        static final StepOutcome DONE = new StepOutcome(null, null, null, null, null, null);
    }

    /**
     * What must be so at the end.
     *
     * @param state COMPLETED, FAILED, WAITING or STALLED
     * @param at the elements where it ended, waits or is stalled
     * @param path elements that it went through in this order, others in between or not
     * @param never elements that it did not go through
     * @param variables of which it has at least these, objects with at least these fields
     */
    public record Expected(
            @Nullable String state,
            @Nullable List<String> at,
            @Nullable List<String> path,
            @Nullable List<String> never,
            @Nullable Map<String, Object> variables) {}

    Map<String, Object> given() {
        return variables == null ? Map.of() : variables;
    }

    Map<String, List<StepOutcome>> recorded() {
        return outcomes == null ? Map.of() : outcomes;
    }
}
