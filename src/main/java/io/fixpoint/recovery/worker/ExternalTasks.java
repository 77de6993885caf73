package io.fixpoint.recovery.worker;

import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.RecoveryEngine;
import io.fixpoint.recovery.ReservedNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.externaltask.ExternalTaskQueryTopicBuilder;
import org.camunda.bpm.engine.externaltask.FetchAndLockBuilder;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.runtime.Execution;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.jspecify.annotations.Nullable;

/**
 * The external tasks of recoveries, for the workers that carry them out. A lock belongs to the user who took it, under
 * the worker id that the client chose: whoever else states that id has no part in it.
 */
@ApplicationScoped
public class ExternalTasks {
    /** A worker that dies holds its task no longer than this. */
    private static final long LONGEST_LOCK = Duration.ofDays(1).toMillis();

    private static final int MOST_TASKS = 500;
    private static final int LONGEST_ID = 255;

    private final RecoveryEngine engine;
    private final RecoveryProgress progress;

    ExternalTasks(RecoveryEngine engine, RecoveryProgress progress) {
        this.engine = engine;
        this.progress = progress;
    }

    /** The topics that have a task which can be fetched now. */
    Set<String> waitingTopics() {
        return Set.copyOf(tasks().getTopicNames(false, true, true));
    }

    /**
     * Locks tasks for a worker of the person.
     *
     * @throws ProblemException INVALID if the request asks for what cannot be
     */
    List<LockedExternalTask> fetch(WorkerRequests.Fetch request, String person) {
        int most = request.maxTasks() == null ? 1 : request.maxTasks();
        if (most < 0 || most > MOST_TASKS) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "maxTasks is " + most + "; it must be from 0 to " + MOST_TASKS + ".");
        }
        List<WorkerRequests.Topic> topics = request.topics() == null ? List.of() : request.topics();
        if (topics.isEmpty() || most == 0) {
            return List.of();
        }
        FetchAndLockBuilder builder = tasks().fetchAndLock()
                .workerId(owner(request.workerId(), person))
                .maxTasks(most)
                .usePriority(Boolean.TRUE.equals(request.usePriority()));
        sorted(builder, request.sorting());
        ExternalTaskQueryTopicBuilder query = builder.subscribe();
        for (WorkerRequests.Topic topic : topics) {
            query = subscribed(query, topic);
        }
        return query.execute();
    }

    private static void sorted(FetchAndLockBuilder builder, @Nullable List<WorkerRequests.Sorting> sorting) {
        // The Java client states the only order that there is twice; the first counts.
        if (sorting != null && !sorting.isEmpty()) {
            WorkerRequests.Sorting first = sorting.get(0);
            if (!"createTime".equals(first.sortBy())) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST, "sortBy is '" + first.sortBy() + "'; it must be createTime.");
            }
            builder.orderByCreateTime();
            if ("desc".equals(first.sortOrder())) {
                builder.desc();
            } else {
                builder.asc();
            }
        }
    }

    private static ExternalTaskQueryTopicBuilder subscribed(
            ExternalTaskQueryTopicBuilder query, WorkerRequests.Topic topic) {
        if (topic == null || topic.topicName() == null) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "A topic has no topicName.");
        }
        ExternalTaskQueryTopicBuilder subscribed = query.topic(
                topic.topicName(),
                milliseconds("The lockDuration of topic '" + topic.topicName() + "'", topic.lockDuration()));
        if (topic.variables() != null) {
            subscribed.variables(topic.variables());
        }
        if (Boolean.TRUE.equals(topic.localVariables())) {
            subscribed.localVariables();
        }
        if (topic.businessKey() != null) {
            subscribed.businessKey(topic.businessKey());
        }
        if (topic.processDefinitionId() != null) {
            subscribed.processDefinitionId(topic.processDefinitionId());
        }
        if (topic.processDefinitionIdIn() != null) {
            subscribed.processDefinitionIdIn(topic.processDefinitionIdIn().toArray(String[]::new));
        }
        if (topic.processDefinitionKey() != null) {
            subscribed.processDefinitionKey(topic.processDefinitionKey());
        }
        if (topic.processDefinitionKeyIn() != null) {
            subscribed.processDefinitionKeyIn(topic.processDefinitionKeyIn().toArray(String[]::new));
        }
        if (topic.processDefinitionVersionTag() != null) {
            subscribed.processDefinitionVersionTag(topic.processDefinitionVersionTag());
        }
        if (topic.processVariables() != null) {
            subscribed.processInstanceVariableEquals(topic.processVariables());
        }
        if (Boolean.TRUE.equals(topic.withoutTenantId())) {
            subscribed.withoutTenantId();
        }
        if (topic.tenantIdIn() != null) {
            subscribed.tenantIdIn(topic.tenantIdIn().toArray(String[]::new));
        }
        if (Boolean.TRUE.equals(topic.includeExtensionProperties())) {
            subscribed.includeExtensionProperties();
        }
        return subscribed;
    }

    @Transactional
    void complete(String id, WorkerRequests.Complete request, String person) {
        String owner = owner(request.workerId(), person);
        Map<String, @Nullable Object> variables = TypedValue.read(request.variables());
        Map<String, @Nullable Object> local = TypedValue.read(request.localVariables());
        told(id, owner, person, "Completed the external task", null);
        tasks().complete(id, owner, variables, local);
    }

    /** With no retries left the recovery is stalled, and a person is asked. */
    @Transactional
    void failed(String id, WorkerRequests.Failure request, String person) {
        String owner = owner(request.workerId(), person);
        int retries = request.retries() == null ? 0 : request.retries();
        told(id, owner, person, "Failed at the external task (" + retries + " tries left)", request.errorMessage());
        tasks().handleFailure(
                        id,
                        owner,
                        request.errorMessage(),
                        request.errorDetails(),
                        retries,
                        request.retryTimeout() == null ? 0 : request.retryTimeout(),
                        TypedValue.read(request.variables()),
                        TypedValue.read(request.localVariables()));
    }

    @Transactional
    void bpmnError(String id, WorkerRequests.BpmnError request, String person) {
        String owner = owner(request.workerId(), person);
        if (request.errorCode() == null || request.errorCode().isBlank()) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "errorCode is missing.");
        }
        told(
                id,
                owner,
                person,
                "Ended the external task with the error " + request.errorCode(),
                request.errorMessage());
        tasks().handleBpmnError(
                        id, owner, request.errorCode(), request.errorMessage(), TypedValue.read(request.variables()));
    }

    @Transactional
    void extendLock(String id, WorkerRequests.ExtendLock request, String person) {
        tasks().extendLock(id, owner(request.workerId(), person), milliseconds("newDuration", request.newDuration()));
    }

    @Transactional
    void lock(String id, WorkerRequests.Lock request, String person) {
        tasks().lock(id, owner(request.workerId(), person), milliseconds("lockDuration", request.lockDuration()));
    }

    private static long milliseconds(String name, @Nullable Long value) {
        if (value == null || value <= 0 || value > LONGEST_LOCK) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    name + " must be a number of milliseconds above 0, and of a day at most, not " + value + ".");
        }
        return value;
    }

    /** Gives a task back that a worker of the person has locked. */
    @Transactional
    void unlock(String id, String person) {
        ExternalTask task = existing(id);
        if (task.getWorkerId() != null && !isOf(person, task)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "External task '" + id + "' is locked by somebody else; wait until it ends.");
        }
        tasks().unlock(id);
    }

    /** Sets and removes variables of an instance of which a worker of the person has locked a task. */
    @Transactional
    void change(String instance, WorkerRequests.Variables request, String person) {
        lockedBy(person, instance);
        Map<String, @Nullable Object> values = TypedValue.read(request.modifications());
        List<String> gone = request.deletions() == null ? List.of() : request.deletions();
        gone.forEach(ReservedNames::check);
        runtime().setVariables(instance, values);
        runtime().removeVariables(instance, gone);
    }

    /**
     * A file of an instance of which a worker of the person has locked a task.
     *
     * @param local whether it is of this execution only, or also of those around it
     */
    @Transactional
    FileValue file(String execution, String name, boolean local, String person) {
        lockedBy(person, execution);
        Object value = name.startsWith("_")
                ? null
                : local
                        ? runtime().getVariableLocalTyped(execution, name, false)
                        : runtime().getVariableTyped(execution, name, false);
        if (value instanceof FileValue file && file.getValue() != null) {
            return file;
        }
        throw ProblemException.notFound("file variable", name);
    }

    /** Java names an instance by its execution, JavaScript an execution by its instance: either is found. */
    private void lockedBy(String person, String executionId) {
        Execution execution =
                runtime().createExecutionQuery().executionId(executionId).singleResult();
        if (execution == null) {
            throw ProblemException.notFound("process instance", executionId);
        }
        boolean locked =
                tasks()
                        .createExternalTaskQuery()
                        .processInstanceId(execution.getProcessInstanceId())
                        .locked()
                        .list()
                        .stream()
                        .anyMatch(task -> isOf(person, task));
        if (!locked) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "You have no task of process instance '" + executionId + "' locked; a worker touches no other.");
        }
    }

    private ExternalTask existing(String id) {
        ExternalTask task = tasks().createExternalTaskQuery().externalTaskId(id).singleResult();
        if (task == null) {
            throw ProblemException.notFound("external task", id);
        }
        return task;
    }

    /** Writes it into the timeline of the incident, if the caller may do it at all: else the engine says why not. */
    private void told(String id, String owner, String person, String what, @Nullable String detail) {
        ExternalTask task = existing(id);
        if (owner.equals(task.getWorkerId())
                && runtime().getVariable(task.getExecutionId(), "incidentId") instanceof String incident) {
            progress.happened(incident, person, what + " '" + task.getActivityId() + "'", detail);
        }
    }

    private static String owner(@Nullable String workerId, String person) {
        if (workerId == null || workerId.isBlank()) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "workerId is missing.");
        }
        String owner = prefix(person) + workerId;
        if (owner.length() > LONGEST_ID) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "workerId is too long; it may have "
                            + (LONGEST_ID - prefix(person).length()) + " characters.");
        }
        return owner;
    }

    private static boolean isOf(String person, ExternalTask task) {
        return task.getWorkerId() != null && task.getWorkerId().startsWith(prefix(person));
    }

    private static String prefix(String person) {
        return URLEncoder.encode(person, StandardCharsets.UTF_8) + "/";
    }

    /** A locked task as the clients read it. */
    static Map<String, @Nullable Object> view(LockedExternalTask task) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", task.getId());
        view.put("topicName", task.getTopicName());
        view.put("workerId", task.getWorkerId().substring(task.getWorkerId().indexOf('/') + 1));
        view.put("lockExpirationTime", TypedValue.time(task.getLockExpirationTime()));
        view.put("createTime", TypedValue.time(task.getCreateTime()));
        view.put("activityId", task.getActivityId());
        view.put("activityInstanceId", task.getActivityInstanceId());
        view.put("executionId", task.getExecutionId());
        view.put("processInstanceId", task.getProcessInstanceId());
        view.put("processDefinitionId", task.getProcessDefinitionId());
        view.put("processDefinitionKey", task.getProcessDefinitionKey());
        view.put("processDefinitionVersionTag", task.getProcessDefinitionVersionTag());
        view.put("businessKey", task.getBusinessKey());
        view.put("tenantId", task.getTenantId());
        view.put("priority", task.getPriority());
        view.put("retries", task.getRetries());
        view.put("errorMessage", task.getErrorMessage());
        view.put("errorDetails", task.getErrorDetails());
        view.put("suspended", false);
        view.put("variables", TypedValue.write(task.getVariables()));
        view.put("extensionProperties", task.getExtensionProperties());
        return view;
    }

    private ExternalTaskService tasks() {
        return engine.engine().getExternalTaskService();
    }

    private RuntimeService runtime() {
        return engine.engine().getRuntimeService();
    }
}
