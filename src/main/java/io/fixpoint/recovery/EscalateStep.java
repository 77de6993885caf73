package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.incident.RecoveryProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Optional;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.task.Task;

/**
 * {@code ${escalate}}: nobody has come to a human task. Tells people again, and lets one more group, the input parameter
 * {@code group}, claim the tasks that wait. The tasks themselves go on waiting: time decides nothing.
 */
@Named("escalate")
@ApplicationScoped
class EscalateStep implements JavaDelegate {
    private final RecoveryProgress progress;
    private final TaskEscalation escalation;

    EscalateStep(RecoveryProgress progress, TaskEscalation escalation) {
        this.progress = progress;
        this.escalation = escalation;
    }

    @Override
    public void execute(DelegateExecution execution) {
        TaskService tasks = execution.getProcessEngineServices().getTaskService();
        String group = execution.getVariableLocal("group") instanceof String name && !name.isBlank() ? name : null;
        String reason = execution.getVariableLocal("reason") instanceof String text && !text.isBlank()
                ? text
                : "A human task has waited too long.";
        Optional<Incident> incident = RecoveryListeners.incidentOf(execution).map(progress::incident);
        for (Task task : tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .active()
                .list()) {
            if (group != null) {
                tasks.addCandidateGroup(task.getId(), group);
            }
            escalation.announce(task.getId(), task.getTaskDefinitionKey(), task.getName(), incident, group, reason);
        }
        escalation.told(incident, RecoveryListeners.actor(execution), group, reason);
    }
}
