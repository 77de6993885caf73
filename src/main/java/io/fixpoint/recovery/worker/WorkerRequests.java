package io.fixpoint.recovery.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Camunda's clients send. They leave out what is not set, or send null for it, and newer ones may send more: what
 * is not known is passed over.
 */
final class WorkerRequests {
    private WorkerRequests() {}

    /**
     * Asks for tasks.
     *
     * @param asyncResponseTimeout how long the answer may wait for a task, in milliseconds
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Fetch(
            @Nullable String workerId,
            @Nullable Integer maxTasks,
            @Nullable Boolean usePriority,
            @Nullable Long asyncResponseTimeout,
            @Nullable List<Sorting> sorting,
            @Nullable List<Topic> topics) {}

    /** {@code createTime} is all that Camunda sorts by here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sorting(@Nullable String sortBy, @Nullable String sortOrder) {}

    /** A topic; {@code lockDuration} is in milliseconds, {@code variables} null means all. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Topic(
            @Nullable String topicName,
            @Nullable Long lockDuration,
            @Nullable List<String> variables,
            @Nullable Boolean localVariables,
            @Nullable String businessKey,
            @Nullable String processDefinitionId,
            @Nullable List<String> processDefinitionIdIn,
            @Nullable String processDefinitionKey,
            @Nullable List<String> processDefinitionKeyIn,
            @Nullable String processDefinitionVersionTag,
            @Nullable Map<String, Object> processVariables,
            @Nullable Boolean withoutTenantId,
            @Nullable List<String> tenantIdIn,
            @Nullable Boolean includeExtensionProperties) {}

    /** The task is done. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Complete(
            @Nullable String workerId,
            @Nullable Map<String, TypedValue> variables,
            @Nullable Map<String, TypedValue> localVariables) {}

    /** The task failed; {@code retries} are those left, {@code retryTimeout} is in milliseconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Failure(
            @Nullable String workerId,
            @Nullable String errorMessage,
            @Nullable String errorDetails,
            @Nullable Integer retries,
            @Nullable Long retryTimeout,
            @Nullable Map<String, TypedValue> variables,
            @Nullable Map<String, TypedValue> localVariables) {}

    /** An outcome that the model has a boundary event for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record BpmnError(
            @Nullable String workerId,
            @Nullable String errorCode,
            @Nullable String errorMessage,
            @Nullable Map<String, TypedValue> variables) {}

    /** {@code newDuration} from now on, in milliseconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ExtendLock(@Nullable String workerId, @Nullable Long newDuration) {}

    /** {@code lockDuration} from now on, in milliseconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Lock(@Nullable String workerId, @Nullable Long lockDuration) {}

    /** Variables of a process instance to set and to remove. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Variables(
            @Nullable Map<String, TypedValue> modifications,
            @Nullable List<String> deletions) {}
}
