package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.incident.Announcement;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.incident.RecoveryProgress.Step;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.recovery.guard.RepairLocks;
import io.fixpoint.recovery.guard.RepairStart;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a running recovery tells its incident and people. Each call is a part of the engine's transaction. */
@ApplicationScoped
class RecoveryListeners {
    private static final Logger LOG = Logger.getLogger(RecoveryListeners.class);

    /** The recovery whose end is being told on this thread: it must not be cancelled by what its end leads to. */
    private static final ThreadLocal<String> ENDING = new ThreadLocal<>();

    private final RecoveryProgress progress;
    private final Consumer<Announcement> announcements;
    private final RepairLocks locks;
    private final RecoveryPlaces places;
    private final TaskRecord tasks;
    private final TaskEscalation escalation;

    @Inject
    RecoveryListeners(
            RecoveryProgress progress,
            Event<Announcement> announcements,
            RepairLocks locks,
            RecoveryPlaces places,
            TaskRecord tasks,
            TaskEscalation escalation) {
        this(progress, announcements::fire, locks, places, tasks, escalation);
    }

    RecoveryListeners(
            RecoveryProgress progress,
            Consumer<Announcement> announcements,
            RepairLocks locks,
            RecoveryPlaces places,
            TaskRecord tasks,
            TaskEscalation escalation) {
        this.progress = progress;
        this.announcements = announcements;
        this.locks = locks;
        this.places = places;
        this.tasks = tasks;
        this.escalation = escalation;
    }

    /** What keeps the rows of human tasks. */
    TaskRecord tasks() {
        return tasks;
    }

    /** Nobody has come to a human task. */
    void taskOverdue(DelegateTask task, TaskEscalation.Plan plan) {
        escalation.next(task, plan);
        // The engine tells of no change that a listener makes.
        tasks.changed(task);
    }

    /** The incident of an execution or task; empty for a recovery without one. */
    static Optional<String> incidentOf(VariableScope scope) {
        return scope.getVariable(ModelNames.INCIDENT_ID) instanceof String id ? Optional.of(id) : Optional.empty();
    }

    /** The id of the recovery that the execution belongs to: that of the outermost process instance. */
    static String recoveryOf(DelegateExecution execution) {
        String root = execution instanceof ExecutionEntity entity ? entity.getRootProcessInstanceId() : null;
        return root == null ? execution.getProcessInstanceId() : root;
    }

    /** An instance begins: a called one is recorded with its version. */
    void started(DelegateExecution execution) {
        if (!(execution instanceof ExecutionEntity instance) || instance.getSuperExecution() == null) {
            return;
        }
        ProcessDefinitionEntity definition = instance.getProcessDefinition();
        incidentOf(execution)
                .ifPresent(incident -> progress.happened(
                        incident,
                        actor(execution),
                        "Process " + definition.getKey() + " began, version " + definition.getVersion(),
                        null));
    }

    /** The recovery came to its end by itself; how, decides what becomes of the incident. */
    void ended(DelegateExecution execution) {
        if (!(execution instanceof ExecutionEntity instance) || instance.getSuperExecution() != null) {
            return;
        }
        Optional<String> incident = incidentOf(execution);
        incident.flatMap(this::incident).map(Incident::getId).ifPresent(progress::lock);
        locks.release(instance.getProcessInstanceId());
        places.left(instance.getProcessInstanceId());
        if (instance.isCanceled() || instance.getDeleteReason() != null || incident.isEmpty()) {
            return;
        }
        VerificationState verification = VerificationState.of(execution.getVariable(ModelNames.VERIFICATION));
        boolean recovered = verification.outcome() == VerificationState.Outcome.RECOVERED;
        String summary = switch (verification.outcome()) {
            case RECOVERED -> "Recovered: " + verification.reason();
            case NOT_RECOVERED -> "Not recovered: " + verification.reason();
            case WAITING, NONE -> "The process ended without a verification.";
        };
        ENDING.set(instance.getProcessInstanceId());
        try {
            progress.recoveryEnded(incident.get(), instance.getProcessInstanceId(), recovered, summary);
        } finally {
            ENDING.remove();
        }
    }

    /** Whether the recovery is coming to its end on this thread. */
    static boolean isEnding(String recoveryId) {
        return recoveryId.equals(ENDING.get());
    }

    /**
     * A step begins.
     *
     * @param alone whether nothing happened before it in this transaction: then it is told at once in one of its own, so
     *     that it can be seen, and the incident is not locked, while an outbound call goes on
     */
    void entered(DelegateExecution execution, Step step, boolean alone) {
        incidentOf(execution).ifPresent(incident -> {
            String element = execution.getCurrentActivityId();
            if (alone && Context.getJobExecutorContext() != null) {
                QuarkusTransaction.requiringNew().run(() -> progress.entered(incident, step, element));
            } else {
                progress.entered(incident, step, element);
            }
        });
    }

    /**
     * A process is called that repairs, or takes a repair back. It may run only while its recovery holds the service.
     *
     * @throws HeldBackException if another recovery holds it
     */
    void repairCalled(DelegateExecution execution) {
        if (!(execution.getVariable(ModelNames.REPAIR) instanceof Map<?, ?> repair)) {
            return;
        }
        Optional<Incident> incident = incidentOf(execution).flatMap(this::incident);
        incident.map(Incident::getId).ifPresent(progress::lock);
        Repair stated = FactVariables.repair(repair);
        String service = stated.getTarget().isEmpty()
                ? incident.map(Incident::getService).orElse("")
                : stated.getTarget();
        locks.take(new RepairStart(
                        recoveryOf(execution),
                        incident.map(Incident::getId).orElse(null),
                        service,
                        stated.getParameters()))
                .ifPresent(reason -> {
                    throw new HeldBackException(reason);
                });
    }

    /** A step waits, and will be tried again without end. */
    void heldBack(ExecutionEntity execution, String reason) {
        incidentOf(execution)
                .flatMap(this::incident)
                .ifPresent(incident -> progress.happened(
                        incident.getId(), actor(execution), "The repair waits for its service", reason));
    }

    /**
     * A human task was made.
     *
     * @param escalates whether automation has done what it can, so that the incident is a person's now
     */
    void taskWaiting(DelegateTask task, boolean escalates) {
        Map<String, String> labels = new LinkedHashMap<>();
        Map<String, String> details = new LinkedHashMap<>();
        labels.put("task", task.getId());
        labels.put("element", task.getTaskDefinitionKey());
        details.put("task", "/api/v1/tasks/" + task.getId());
        if (task.getDueDate() != null) {
            details.put("due", task.getDueDate().toInstant().toString());
        }
        Optional<String> id = incidentOf(task);
        id.flatMap(this::incident).ifPresent(incident -> {
            labels.put("incident", incident.getId());
            labels.put("service", incident.getService());
            labels.put("severity", incident.getSeverity().name());
            progress.happened(
                    incident.getId(), actor(task.getExecution()), "A person is asked: " + task.getName(), task.getId());
            if (escalates) {
                progress.escalated(incident.getId(), "A person has to take over: " + task.getName());
            }
        });
        places.withPerson(recoveryOf(task.getExecution()));
        announcements.accept(new Announcement(
                Announcement.Kind.TASK_WAITING, id.orElse(null), String.valueOf(task.getName()), labels, details));
    }

    /** A human task is done, or not needed any more. */
    void taskGone(DelegateTask task) {
        // The incident first: whoever tells it something and then comes here does it in this order.
        incidentOf(task).flatMap(this::incident).map(Incident::getId).ifPresent(progress::lock);
        places.lookAgain(recoveryOf(task.getExecution()), task.getId());
    }

    /** A step failed for the last time. */
    void stalled(ExecutionEntity execution, @Nullable String element, @Nullable String message) {
        LOG.errorf("Recovery %s is stalled at %s: %s", execution.getRootProcessInstanceId(), element, message);
        incidentOf(execution)
                .flatMap(this::incident)
                .ifPresent(incident -> progress.escalated(
                        incident.getId(), "The recovery is stalled at step " + element + ": " + message));
        places.withPerson(recoveryOf(execution));
    }

    /** The incident; empty if there is none under the id any more, which must not keep a recovery from going on. */
    private Optional<Incident> incident(String id) {
        try {
            return Optional.of(progress.incident(id));
        } catch (ProblemException e) {
            LOG.warnf("A recovery names the incident %s: %s", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** Who acts, as the timeline names it: {@code process recovery}. */
    static String actor(DelegateExecution execution) {
        String definition = execution.getProcessDefinitionId();
        int colon = definition.indexOf(':');
        return "process " + (colon < 0 ? definition : definition.substring(0, colon));
    }
}
