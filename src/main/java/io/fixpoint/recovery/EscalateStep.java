package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.incident.Announcement;
import io.fixpoint.incident.RecoveryProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Event<Announcement> announcements;

    EscalateStep(RecoveryProgress progress, Event<Announcement> announcements) {
        this.progress = progress;
        this.announcements = announcements;
    }

    @Override
    public void execute(DelegateExecution execution) {
        TaskService tasks = execution.getProcessEngineServices().getTaskService();
        List<Task> waiting = tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .active()
                .list();
        String group = execution.getVariableLocal("group") instanceof String name && !name.isBlank() ? name : null;
        String reason = execution.getVariableLocal("reason") instanceof String text && !text.isBlank()
                ? text
                : "A human task has waited too long.";
        Optional<Incident> incident = RecoveryListeners.incidentOf(execution).map(progress::incident);
        for (Task task : waiting) {
            if (group != null) {
                tasks.addCandidateGroup(task.getId(), group);
            }
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("task", task.getId());
            labels.put("element", task.getTaskDefinitionKey());
            incident.ifPresent(of -> {
                labels.put("incident", of.getId());
                labels.put("service", of.getService());
                labels.put("severity", of.getSeverity().name());
            });
            Map<String, String> details = new LinkedHashMap<>();
            details.put("reason", reason);
            details.put("url", "/api/v1/tasks/" + task.getId());
            if (group != null) {
                details.put("group", group);
            }
            announcements.fire(new Announcement(
                    Announcement.Kind.ESCALATED,
                    incident.map(Incident::getId).orElse(null),
                    "Still waiting: " + task.getName(),
                    labels,
                    details));
        }
        incident.ifPresent(of -> progress.happened(
                of.getId(),
                RecoveryListeners.actor(execution),
                group == null ? "People were told again" : "Group " + group + " was told as well",
                reason));
    }
}
