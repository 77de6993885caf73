package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.recovery.HumanTaskStore.Candidates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of human tasks like the engine's tasks, in the engine's transaction: a listener of every task. */
@ApplicationScoped
class TaskRecord {
    private final HumanTaskStore store;
    private final ObjectMapper json;

    TaskRecord(HumanTaskStore store, ObjectMapper json) {
        this.store = store;
        this.json = json;
    }

    /** The task was made. */
    void created(DelegateTask task) {
        HumanTaskEntity row = new HumanTaskEntity();
        row.task = task.getId();
        row.open = true;
        row.recovery = recovery(task);
        row.incident = RecoveryListeners.incidentOf(task).orElse(null);
        row.process = HumanTasks.key(task.getProcessDefinitionId());
        row.element = task.getTaskDefinitionKey();
        row.createdAt = Objects.requireNonNull(time(task.getCreateTime()));
        row.repair = repair(task.getVariable(ModelNames.REPAIR));
        follow(row, task);
        store.add(row);
        store.candidates(row, candidates(task));
    }

    /** Makes the rows of open tasks that have none: those of a server before there were rows. */
    void catchUp(ProcessEngine engine) {
        TaskService tasks = engine.getTaskService();
        for (Task task : tasks.createNativeTaskQuery()
                .sql("select t.* from ACT_RU_TASK t where not exists (select 1 from human_task h where h.task = t.ID_)")
                .list()) {
            ProcessInstance instance = engine.getRuntimeService()
                    .createProcessInstanceQuery()
                    .processInstanceId(task.getProcessInstanceId())
                    .singleResult();
            HumanTaskEntity row = new HumanTaskEntity();
            row.task = task.getId();
            row.open = true;
            row.recovery = instance == null ? task.getProcessInstanceId() : instance.getRootProcessInstanceId();
            row.incident = tasks.getVariable(task.getId(), ModelNames.INCIDENT_ID) instanceof String id ? id : null;
            row.process = HumanTasks.key(task.getProcessDefinitionId());
            row.element = task.getTaskDefinitionKey();
            row.createdAt = Objects.requireNonNull(time(task.getCreateTime()));
            row.repair = repair(tasks.getVariable(task.getId(), ModelNames.REPAIR));
            row.assignee = task.getAssignee();
            row.claimedAt = row.assignee == null ? null : row.createdAt;
            Instant due = time(task.getDueDate());
            row.dueAt = due == null ? HumanTaskEntity.NEVER : due;
            row.priority = task.getPriority();
            store.add(row);
            store.candidates(row, candidates(tasks.getIdentityLinksForTask(task.getId())));
        }
    }

    /** Something of it was changed: who has it, who may have it, when it is due. */
    void changed(DelegateTask task) {
        store.find(task.getId()).ifPresent(row -> {
            follow(row, task);
            store.candidates(row, candidates(task));
        });
    }

    private static void follow(HumanTaskEntity row, DelegateTask task) {
        row.assignee = task.getAssignee();
        if (row.assignee != null && row.claimedAt == null) {
            row.claimedAt = now();
        }
        Instant due = time(task.getDueDate());
        row.dueAt = due == null ? HumanTaskEntity.NEVER : due;
        row.priority = task.getPriority();
    }

    /** It was completed. */
    void completed(DelegateTask task) {
        store.find(task.getId()).ifPresent(row -> {
            follow(row, task);
            row.completedBy = task.getAssignee();
            row.outcome = task.getVariableLocal(HumanTasks.DECIDED) instanceof String outcome ? outcome : null;
            end(row);
        });
    }

    /** It was withdrawn: its recovery went on without it, or ended. */
    void withdrawn(DelegateTask task) {
        store.find(task.getId()).filter(row -> row.open).ifPresent(this::end);
    }

    private void end(HumanTaskEntity row) {
        row.open = false;
        row.endedAt = now();
        store.noCandidates(row.task);
    }

    /** Who may claim the task. */
    static Candidates candidates(DelegateTask task) {
        return candidates(task.getCandidates());
    }

    private static Candidates candidates(Collection<IdentityLink> links) {
        Set<String> groups = new TreeSet<>();
        Set<String> users = new TreeSet<>();
        for (IdentityLink link : links) {
            if (IdentityLinkType.CANDIDATE.equals(link.getType())) {
                if (link.getGroupId() != null) {
                    groups.add(link.getGroupId());
                }
                if (link.getUserId() != null) {
                    users.add(link.getUserId());
                }
            }
        }
        return new Candidates(groups, users);
    }

    private static String recovery(DelegateTask task) {
        String root =
                task.getExecution() instanceof ExecutionEntity execution ? execution.getRootProcessInstanceId() : null;
        return root == null ? task.getProcessInstanceId() : root;
    }

    private @Nullable String repair(@Nullable Object variable) {
        if (!(variable instanceof Map<?, ?> repair)) {
            return null;
        }
        try {
            return json.writeValueAsString(repair);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("variable 'repair' cannot be written as JSON", e);
        }
    }

    private static Instant now() {
        return ClockUtil.getCurrentTime().toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Instant time(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
