package io.fixpoint.recovery;

import io.fixpoint.fact.Repair;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.incident.RecoveryProgress.RepairOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;

/**
 * What a model tells the incident of the repair in variable {@code repair}: beans for listeners on the flows that leave
 * it. The repair is known by its property {@value #ATTEMPT}, the id of the attempt; without one nothing is told.
 */
@ApplicationScoped
class RepairEnds {
    /** The property of variable {@code repair} that holds the id of the attempt. */
    static final String ATTEMPT = "attempt";

    private static final String REPAIR = "repair";
    private static final String REPAIR_ERROR = "repairError";
    private static final String UNDO_ERROR = "undoError";
    private static final String WHAT_WAS_DONE = "whatWasDone";

    private final RecoveryProgress progress;

    RepairEnds(RecoveryProgress progress) {
        this.progress = progress;
    }

    /** {@code ${repairDone}}: it was carried out, by a process or by hand. */
    @Produces
    @Singleton
    @Named("repairDone")
    JavaDelegate repairDone() {
        return execution -> attempt(execution)
                .ifPresent(id -> progress.repairEnded(id, RepairOutcome.DONE, said(execution, WHAT_WAS_DONE)));
    }

    /** {@code ${repairFailed}}: its process ended with an error, or a person could not carry it out. */
    @Produces
    @Singleton
    @Named("repairFailed")
    JavaDelegate repairFailed() {
        return execution -> {
            String error = said(execution, REPAIR_ERROR);
            attempt(execution)
                    .ifPresent(id -> progress.repairEnded(
                            id, RepairOutcome.FAILED, error == null ? said(execution, WHAT_WAS_DONE) : error));
        };
    }

    /** {@code ${repairRejected}}: a person did not approve it. */
    @Produces
    @Singleton
    @Named("repairRejected")
    JavaDelegate repairRejected() {
        return execution -> attempt(execution)
                .ifPresent(id -> progress.repairEnded(id, RepairOutcome.REJECTED, said(execution, "comment")));
    }

    /** {@code ${undoDone}}: it was taken back. */
    @Produces
    @Singleton
    @Named("undoDone")
    JavaDelegate undoDone() {
        return execution -> attempt(execution).ifPresent(id -> progress.undone(id, true, null));
    }

    /** {@code ${undoFailed}}: it could not be taken back. */
    @Produces
    @Singleton
    @Named("undoFailed")
    JavaDelegate undoFailed() {
        return execution -> attempt(execution).ifPresent(id -> progress.undone(id, false, said(execution, UNDO_ERROR)));
    }

    /**
     * {@code ${repairedByPerson}}: a person who took over has repaired something. That is an attempt as well: it becomes
     * the variable {@code repair}, so that it is verified like the others.
     */
    @Produces
    @Singleton
    @Named("repairedByPerson")
    JavaDelegate repairedByPerson() {
        return execution -> {
            String done = said(execution, WHAT_WAS_DONE);
            Object service = execution.getVariable("service");
            Repair repair = Repair.byHand().target(service == null ? "" : String.valueOf(service));
            if (done != null) {
                repair = repair.reason(done);
            }
            Map<String, @Nullable Object> variable = new LinkedHashMap<>();
            variable.put("target", repair.getTarget());
            variable.put("service", repair.getTarget());
            variable.put("mode", Repair.Mode.MANUAL.name());
            variable.put("kind", repair.getKind().name());
            variable.put("order", repair.getOrder());
            variable.put("reason", repair.getReason());
            variable.put("parameters", repair.getParameters());
            if (execution.getVariable("incidentId") instanceof String incident) {
                String attempt = progress.repairStarted(
                        incident, execution.getProcessInstanceId(), repair, Repair.Mode.MANUAL, List.of());
                progress.repairEnded(attempt, RepairOutcome.DONE, done);
                variable.put(ATTEMPT, attempt);
            }
            execution.setVariable(REPAIR, variable);
        };
    }

    private static Optional<String> attempt(DelegateExecution execution) {
        return execution.getVariable(REPAIR) instanceof Map<?, ?> repair && repair.get(ATTEMPT) instanceof String id
                ? Optional.of(id)
                : Optional.empty();
    }

    /** What was said under this name, once: the next repair must not be told with the words of this one. */
    private static @Nullable String said(DelegateExecution execution, String variable) {
        Object value = execution.getVariable(variable);
        if (value == null) {
            return null;
        }
        execution.removeVariable(variable);
        return String.valueOf(value);
    }
}
