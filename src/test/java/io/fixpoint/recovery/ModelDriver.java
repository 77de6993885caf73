package io.fixpoint.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings an instance of any model to its end: people complete their tasks, workers theirs, messages and signals arrive,
 * times pass. Where a model decides by variables, values that its conditions compare with are tried, one set after the
 * other, and so are orders in which things happen.
 */
final class ModelDriver {
    private static final Logger LOG = Logger.getLogger(ModelDriver.class);
    private static final int MOST_ATTEMPTS = 24;
    private static final int MOST_MOVES = 60;
    private final ProcessEngine engine;

    ModelDriver(ProcessEngine engine) {
        this.engine = engine;
        engine.getRepositoryService()
                .createDeployment()
                .addString(TriedVariables.CALLED + ".bpmn", Models.process(TriedVariables.CALLED, """
                                <bpmn:startEvent id="Start"/>
                                <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="End"/>
                                <bpmn:endEvent id="End"/>"""))
                .deploy();
    }

    /** Something that lets the process go on; false if there is nothing of its kind. */
    private interface Move {
        boolean make();
    }

    /**
     * Deploys the files, runs the process of the first, and removes all of it.
     *
     * @return null if an instance came to its end, else why not
     */
    @Nullable
    String run(List<ModelFile> files) {
        DeploymentBuilder builder = engine.getRepositoryService().createDeployment();
        files.forEach(file -> builder.addString(file.name(), file.text()));
        Deployment deployment = builder.deploy();
        try {
            ProcessDefinition definition = engine.getRepositoryService()
                    .createProcessDefinitionQuery()
                    .deploymentId(deployment.getId())
                    .processDefinitionKey(files.get(0).stem())
                    .singleResult();
            String reason = "nothing was tried";
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                reason = attempt(definition, files, attempt);
                if (reason == null) {
                    return null;
                }
            }
            return reason;
        } finally {
            engine.getRepositoryService().deleteDeployment(deployment.getId(), true, true, true);
        }
    }

    private @Nullable String attempt(ProcessDefinition definition, List<ModelFile> files, int attempt) {
        Map<String, Object> variables = TriedVariables.of(files, attempt);
        Set<String> before = running();
        try {
            start(definition, variables);
            for (int count = 0; count < MOST_MOVES; count++) {
                Set<String> left = running();
                left.removeAll(before);
                if (left.isEmpty()) {
                    return ended(definition) ? null : "nothing started";
                }
                if (!moved(attempt, files, variables)) {
                    return "it waits at " + where(left);
                }
            }
            return "it does not come to an end";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        } finally {
            Set<String> left = running();
            left.removeAll(before);
            left.forEach(this::delete);
        }
    }

    private boolean ended(ProcessDefinition definition) {
        return engine.getHistoryService()
                        .createHistoricProcessInstanceQuery()
                        .processDefinitionId(definition.getId())
                        .completed()
                        .count()
                > 0;
    }

    private void delete(String id) {
        if (engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(id)
                        .count()
                > 0) {
            engine.getRuntimeService()
                    .deleteProcessInstance(id, "the test tries something else", true, true, true, false);
        }
    }

    private Set<String> running() {
        Set<String> running = new LinkedHashSet<>();
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(instance -> running.add(instance.getId()));
        return running;
    }

    private List<String> where(Set<String> instances) {
        List<String> where = new ArrayList<>();
        for (String id : instances) {
            engine.getHistoryService()
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(id)
                    .unfinished()
                    .list()
                    .forEach(activity -> where.add(activity.getActivityType() + " " + activity.getActivityId()));
            engine.getManagementService()
                    .createJobQuery()
                    .processInstanceId(id)
                    .list()
                    .forEach(job -> where.add(String.valueOf(job.getExceptionMessage())));
        }
        return where;
    }

    private void start(ProcessDefinition definition, Map<String, Object> variables) {
        List<EventSubscription> starts = engine.getRuntimeService().createEventSubscriptionQuery().list().stream()
                .filter(subscription -> subscription.getProcessInstanceId() == null)
                .toList();
        try {
            engine.getRuntimeService().startProcessInstanceById(definition.getId(), "driven", variables);
            return;
        } catch (ProcessEngineException e) {
            if (!String.valueOf(e.getMessage()).contains("no default start activity")) {
                throw e;
            }
        }
        for (Job timer : engine.getManagementService()
                .createJobQuery()
                .processDefinitionId(definition.getId())
                .list()) {
            if (timer.getProcessInstanceId() == null) {
                engine.getManagementService().executeJob(timer.getId());
                return;
            }
        }
        for (EventSubscription subscription : starts) {
            switch (subscription.getEventType()) {
                case "message" -> {
                    engine.getRuntimeService()
                            .createMessageCorrelation(subscription.getEventName())
                            .setVariables(variables)
                            .correlateStartMessage();
                    return;
                }
                case "signal" -> {
                    engine.getRuntimeService().signalEventReceived(subscription.getEventName(), variables);
                    return;
                }
                case "conditional" -> {
                    engine.getRuntimeService()
                            .createConditionEvaluation()
                            .setVariables(variables)
                            .evaluateStartConditions();
                    return;
                }
                default -> {}
            }
        }
    }

    private boolean moved(int attempt, List<ModelFile> files, Map<String, Object> variables) {
        List<Move> moves = new ArrayList<>(List.of(
                () -> task(variables),
                () -> external(),
                () -> receive(),
                () -> event("message"),
                () -> event("signal"),
                () -> condition(files),
                () -> job(true)));
        // Each attempt lets another kind of thing happen first; steps that are due always do.
        for (int turn = 0; turn < attempt % moves.size(); turn++) {
            moves.add(moves.remove(0));
        }
        if (job(false)) {
            return true;
        }
        for (Move move : moves) {
            if (move.make()) {
                return true;
            }
        }
        return false;
    }

    /** Carries out a step, or a timer as if its time had come. */
    private boolean job(boolean timer) {
        List<Job> jobs = engine.getManagementService().createJobQuery().withRetriesLeft().list().stream()
                .filter(job -> job.getProcessInstanceId() != null)
                .filter(job -> timer == (job instanceof org.camunda.bpm.engine.impl.persistence.entity.TimerEntity))
                .sorted(Comparator.comparing(Job::getDuedate, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        if (jobs.isEmpty()) {
            return false;
        }
        Date due = jobs.get(0).getDuedate();
        if (due != null && due.toInstant().isAfter(ClockUtil.getCurrentTime().toInstant())) {
            ClockUtil.setCurrentTime(due);
        }
        try {
            engine.getManagementService().executeJob(jobs.get(0).getId());
        } catch (RuntimeException e) {
            engine.getManagementService().setJobRetries(jobs.get(0).getId(), 0);
        }
        return true;
    }

    private boolean task(Map<String, Object> variables) {
        List<Task> tasks = engine.getTaskService().createTaskQuery().active().list();
        if (tasks.isEmpty()) {
            return false;
        }
        engine.getTaskService().complete(tasks.get(0).getId(), new HashMap<>(variables));
        return true;
    }

    private boolean external() {
        List<String> topics = engine.getExternalTaskService().getTopicNames();
        var fetch = engine.getExternalTaskService().fetchAndLock(1, "driver");
        topics.forEach(topic -> fetch.topic(topic, TimeUnit.MINUTES.toMillis(1)));
        List<LockedExternalTask> locked = topics.isEmpty() ? List.of() : fetch.execute();
        locked.forEach(task -> engine.getExternalTaskService().complete(task.getId(), "driver"));
        return !locked.isEmpty();
    }

    /** Lets a receive task go on that waits for nothing that has a name. */
    private boolean receive() {
        for (String instance : running()) {
            Deque<ActivityInstance> open =
                    new ArrayDeque<>(List.of(engine.getRuntimeService().getActivityInstance(instance)));
            while (!open.isEmpty()) {
                ActivityInstance activity = open.pop();
                open.addAll(List.of(activity.getChildActivityInstances()));
                if (activity.getActivityType().equals("receiveTask")) {
                    String execution = activity.getExecutionIds()[0];
                    if (engine.getRuntimeService()
                                    .createEventSubscriptionQuery()
                                    .executionId(execution)
                                    .activityId(activity.getActivityId())
                                    .count()
                            == 0) {
                        engine.getRuntimeService().signal(execution);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean event(String type) {
        List<EventSubscription> waiting = subscriptions(type);
        if (waiting.isEmpty()) {
            return false;
        }
        EventSubscription first = waiting.get(0);
        if (type.equals("message")) {
            engine.getRuntimeService().messageEventReceived(first.getEventName(), first.getExecutionId());
        } else {
            engine.getRuntimeService().signalEventReceived(first.getEventName(), first.getExecutionId());
        }
        return true;
    }

    /** Conditions are looked at when a variable changes: values are tried until one of those that wait goes on. */
    private boolean condition(List<ModelFile> files) {
        for (EventSubscription waiting : subscriptions("conditional")) {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                try {
                    engine.getRuntimeService()
                            .setVariables(waiting.getProcessInstanceId(), TriedVariables.of(files, attempt));
                } catch (ProcessEngineException e) {
                    LOG.debugf(e, "A condition cannot be compared with what was tried.");
                }
                if (engine.getRuntimeService()
                                .createEventSubscriptionQuery()
                                .eventSubscriptionId(waiting.getId())
                                .count()
                        == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What running instances wait for. */
    private List<EventSubscription> subscriptions(String type) {
        return engine.getRuntimeService().createEventSubscriptionQuery().eventType(type).list().stream()
                .filter(subscription -> subscription.getExecutionId() != null)
                .toList();
    }
}
