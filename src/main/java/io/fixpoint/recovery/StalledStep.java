package io.fixpoint.recovery;

import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;

/**
 * A step that failed as often as it may: the server's own, or a worker's.
 *
 * @param jobId whose action the journal knows; null for a worker's step
 * @param process key of the process that it is of
 */
record StalledStep(@Nullable String jobId, String element, String instanceId, String executionId, String process) {

    /** Those of a recovery and of what it called. */
    static List<StalledStep> of(ProcessEngine engine, RecoveryTree tree) {
        return Stream.concat(
                        tree.failedJobs().stream().map(job -> of(engine, job)),
                        tree.failedExternalTasks().stream().map(StalledStep::of))
                .toList();
    }

    private static StalledStep of(ProcessEngine engine, Job job) {
        return new StalledStep(
                job.getId(),
                RecoveryTree.element(engine, job),
                job.getProcessInstanceId(),
                job.getExecutionId(),
                job.getProcessDefinitionKey());
    }

    private static StalledStep of(ExternalTask task) {
        return new StalledStep(
                null,
                task.getActivityId(),
                task.getProcessInstanceId(),
                task.getExecutionId(),
                task.getProcessDefinitionKey());
    }
}
