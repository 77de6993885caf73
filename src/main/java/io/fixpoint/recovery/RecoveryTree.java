package io.fixpoint.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.management.JobDefinition;
import org.camunda.bpm.engine.runtime.Job;

/** A recovery and the processes that it called, at any depth. */
final class RecoveryTree {
    private final ProcessEngine engine;
    private final Map<String, HistoricProcessInstance> instances = new LinkedHashMap<>();

    private RecoveryTree(ProcessEngine engine) {
        this.engine = engine;
    }

    static RecoveryTree of(ProcessEngine engine, String rootId) {
        RecoveryTree tree = new RecoveryTree(engine);
        HistoricProcessInstance root = engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(rootId)
                .singleResult();
        Deque<HistoricProcessInstance> open = new ArrayDeque<>();
        if (root != null) {
            open.add(root);
        }
        while (!open.isEmpty()) {
            HistoricProcessInstance instance = open.remove();
            tree.instances.put(instance.getId(), instance);
            open.addAll(engine.getHistoryService()
                    .createHistoricProcessInstanceQuery()
                    .superProcessInstanceId(instance.getId())
                    .orderByProcessInstanceStartTime()
                    .asc()
                    .list());
        }
        return tree;
    }

    /** By id, the root first. */
    Map<String, HistoricProcessInstance> instances() {
        return instances;
    }

    /** The ids of the instances that run. */
    List<String> running() {
        return instances.values().stream()
                .filter(instance -> instance.getEndTime() == null)
                .map(HistoricProcessInstance::getId)
                .toList();
    }

    /** The steps and timers that wait to be carried out. */
    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (String id : running()) {
            jobs.addAll(engine.getManagementService()
                    .createJobQuery()
                    .processInstanceId(id)
                    .list());
        }
        return jobs;
    }

    /** The external tasks that failed as often as their workers wanted to try. */
    List<ExternalTask> failedExternalTasks() {
        List<ExternalTask> failed = new ArrayList<>();
        for (String id : running()) {
            failed.addAll(engine.getExternalTaskService()
                    .createExternalTaskQuery()
                    .processInstanceId(id)
                    .noRetriesLeft()
                    .list());
        }
        return failed;
    }

    /** The element whose step or timer the job is; empty if it belongs to none. */
    static String element(ProcessEngine engine, Job job) {
        JobDefinition definition = engine.getManagementService()
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult();
        return definition == null ? "" : definition.getActivityId();
    }

    /** Those that failed as often as they may. */
    List<Job> failedJobs() {
        return jobs().stream().filter(job -> job.getRetries() <= 0).toList();
    }
}
