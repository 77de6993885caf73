package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryProgress.Step;
import jakarta.enterprise.inject.Vetoed;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;

/** Where nothing is carried out, there is no incident to tell, no guard to ask and no place to take. */
@Vetoed
final class SilentListeners extends RecoveryListeners {
    SilentListeners() {
        super(
                new NoProgress(),
                announcement -> {},
                new NoProgress(),
                new NoProgress(),
                new UnrecordedTasks(),
                new TaskEscalation(new NoProgress(), announcement -> {}));
    }

    @Override
    void started(DelegateExecution execution) {}

    @Override
    void ended(DelegateExecution execution) {}

    @Override
    void entered(DelegateExecution execution, Step step, boolean alone) {}

    @Override
    void repairCalled(DelegateExecution execution) {}

    @Override
    void taskWaiting(DelegateTask task, boolean escalates) {}

    @Override
    void taskGone(DelegateTask task) {}

    @Override
    void taskOverdue(DelegateTask task, TaskEscalation.Plan plan) {}
}
