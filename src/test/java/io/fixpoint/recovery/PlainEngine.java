package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The engine without the server: the shipped processes, our expressions, variables and parsing, and the test's beans.
 * Nothing runs by itself: jobs run when the test says so, on the test's clock.
 */
public final class PlainEngine implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PlainEngine.class);
    private static final int MOST_JOBS = 500;

    private final ProcessEngine engine;

    /** For processes that are started without an incident. */
    public PlainEngine(Map<String, Object> beans, List<String> models) throws IOException {
        this(beans, new RecordedProgress(), models);
    }

    /**
     * @param beans steps and settings by name
     * @param models file names in the folder of processes; all forms come along
     */
    public PlainEngine(Map<String, Object> beans, RecoveryProgress progress, List<String> models) throws IOException {
        // From now on time stands still until the test lets it pass.
        ClockUtil.setCurrentTime(Date.from(Instant.now()));
        Map<Object, Object> named = new HashMap<>(beans);
        engine = new MemoryEngine(
                        named,
                        beans.entrySet().stream()
                                .filter(bean -> bean.getValue() instanceof JavaDelegate)
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet()),
                        new RecoveryParsing(new RecoveryListeners(
                                progress,
                                announcement -> {},
                                new NoProgress(),
                                new NoProgress(),
                                new UnrecordedTasks(),
                                new TaskEscalation(progress, announcement -> {}))))
                .buildProcessEngine();
        DeploymentBuilder deployment = engine.getRepositoryService().createDeployment();
        for (String model : models) {
            add(deployment, Path.of("processes", model));
        }
        for (String form : List.of("approve-repair.form", "repair-by-hand.form", "take-over.form")) {
            add(deployment, Path.of("processes", "forms", form));
        }
        deployment.deploy();
    }

    private static void add(DeploymentBuilder deployment, Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            deployment.addInputStream(String.valueOf(file.getFileName()), content);
        }
    }

    public ProcessEngine engine() {
        return engine;
    }

    /** Starts a process with the variables that the server gives every recovery. */
    public String start(String process, Map<String, @Nullable Object> variables) {
        Map<String, @Nullable Object> all = new HashMap<>();
        for (String name : List.of("incident", "suspects", "cause", "repairs", "repair", "verification", "outcome")) {
            all.put(name, null);
        }
        all.put("incidentId", "incident-1");
        all.put("service", "orders");
        all.putAll(variables);
        return engine.getRuntimeService()
                .startProcessInstanceByKey(process, "incident-1", all)
                .getId();
    }

    /** Carries out all steps and timers that are due, and what follows from them. A step that fails is tried again. */
    public void run() {
        for (int count = 0; count < MOST_JOBS; count++) {
            List<Job> due =
                    engine.getManagementService().createJobQuery().executable().listPage(0, 1);
            if (due.isEmpty()) {
                return;
            }
            try {
                engine.getManagementService().executeJob(due.get(0).getId());
            } catch (RuntimeException e) {
                LOG.debugf(e, "A step failed; the engine has counted it, and the test looks at what is left.");
            }
        }
        throw new IllegalStateException("The process does not come to rest.");
    }

    /** Lets the time pass and carries out what is due then. */
    public void pass(Duration time) {
        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(time)));
        run();
    }

    /** The tasks that wait, by element. */
    public List<String> tasks() {
        return engine.getTaskService().createTaskQuery().list().stream()
                .map(Task::getTaskDefinitionKey)
                .toList();
    }

    /** Completes the only task that waits. */
    public void complete(String outcome, Map<String, Object> variables) {
        Task task = engine.getTaskService().createTaskQuery().singleResult();
        Map<String, Object> all = new HashMap<>(variables);
        all.put("outcome", outcome);
        engine.getTaskService().complete(task.getId(), all);
        run();
    }

    /** The end event that the instance came to; null while it runs. */
    public @Nullable String end(String id) {
        return engine.getHistoryService().createHistoricActivityInstanceQuery().processInstanceId(id).list().stream()
                .filter(activity -> activity.getActivityType().endsWith("EndEvent"))
                .filter(activity -> engine.getHistoryService()
                                .createHistoricProcessInstanceQuery()
                                .processInstanceId(id)
                                .finished()
                                .count()
                        == 1)
                .map(activity -> activity.getActivityId())
                .filter(element -> !element.equals("escalated"))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        engine.close();
        ClockUtil.reset();
    }
}
