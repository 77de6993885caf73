package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.recovery.action.JournalEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.migration.MigratingProcessInstanceValidationException;
import org.camunda.bpm.engine.migration.MigratingProcessInstanceValidationReport;
import org.camunda.bpm.engine.migration.MigrationInstruction;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.camunda.bpm.engine.migration.MigrationPlanBuilder;
import org.camunda.bpm.engine.migration.MigrationPlanValidationException;
import org.camunda.bpm.engine.migration.MigrationPlanValidationReport;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;

/**
 * Lets a recovery, or a process that it called, go on on another version of its process. It is checked first, and if
 * anything cannot go on, nothing is changed. Steps keep their jobs, so the action journal still knows what they did.
 */
@ApplicationScoped
class VersionMigrations {
    private final RecoveryEngine recoveryEngine;
    private final Recoveries recoveries;
    private final ActionJournal journal;
    private final RecoveryProgress progress;
    private final RecoveryQueue queue;
    private final RecoveryConfig config;

    VersionMigrations(
            RecoveryEngine recoveryEngine,
            Recoveries recoveries,
            ActionJournal journal,
            RecoveryProgress progress,
            RecoveryQueue queue,
            RecoveryConfig config) {
        this.recoveryEngine = recoveryEngine;
        this.recoveries = recoveries;
        this.journal = journal;
        this.progress = progress;
        this.queue = queue;
        this.config = config;
    }

    /**
     * What to migrate, and whereto.
     *
     * @param process one that runs in the recovery; null: that which is stalled, else the recovery itself
     * @param version null: the latest
     * @param elements the element of the new version for each of the old one that has another id there
     */
    record Migration(@Nullable String process, @Nullable Integer version, Map<String, String> elements) {}

    /**
     * Migrates, and has what is stalled tried again, but not where nobody knows whether an action was carried out.
     *
     * @throws ProblemException NOT_FOUND without such a recovery; CONFLICT if it has ended or runs that version already;
     *     INVALID, with a row for each element that cannot go on, if it cannot be done
     */
    @Transactional
    void migrate(String id, Migration migration, String person) {
        HistoricProcessInstance root = recoveries.toChange(id);
        if (root.getEndTime() != null) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Recovery '" + id + "' has ended already; there is nothing to migrate.");
        }
        RecoveryTree tree = RecoveryTree.of(engine(), id);
        String process = process(id, tree, migration.process());
        ProcessDefinition target = target(process, migration.version());
        Map<String, List<HistoricProcessInstance>> bySource = tree.running().stream()
                .map(instance -> Objects.requireNonNull(tree.instances().get(instance)))
                .filter(instance -> instance.getProcessDefinitionKey().equals(process)
                        && !instance.getProcessDefinitionId().equals(target.getId()))
                .collect(Collectors.groupingBy(
                        HistoricProcessInstance::getProcessDefinitionId, TreeMap::new, Collectors.toList()));
        if (bySource.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Process '" + process + "' of recovery '" + id + "' runs version " + target.getVersion()
                            + " already.");
        }
        Set<Integer> from = new TreeSet<>();
        Set<String> migrated = new TreeSet<>();
        bySource.forEach((source, instances) -> {
            List<String> ids =
                    instances.stream().map(HistoricProcessInstance::getId).toList();
            migrate(source, target, ids, migration.elements());
            instances.forEach(instance -> from.add(instance.getProcessDefinitionVersion()));
            migrated.addAll(ids);
        });
        tryAgain(id, migrated);
        if (root.getBusinessKey() != null) {
            progress.happened(
                    root.getBusinessKey(),
                    person,
                    "Continued process " + process + " on version " + target.getVersion(),
                    "It ran version " + from.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
    }

    private String process(String id, RecoveryTree tree, @Nullable String stated) {
        Set<String> running = tree.running().stream()
                .map(instance -> key(tree, instance))
                .collect(Collectors.toCollection(TreeSet::new));
        if (stated != null) {
            if (!running.contains(stated)) {
                throw invalid("process", "it is '" + stated + "'; what runs in recovery '" + id + "' is " + running);
            }
            return stated;
        }
        Set<String> stalled = Stream.concat(
                        tree.failedJobs().stream().map(Job::getProcessInstanceId),
                        tree.failedExternalTasks().stream().map(ExternalTask::getProcessInstanceId))
                .map(instance -> key(tree, instance))
                .collect(Collectors.toCollection(TreeSet::new));
        if (stalled.size() > 1) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Recovery '" + id + "' is stalled in several processes, " + stalled
                            + "; name one of them as 'process'.");
        }
        return stalled.isEmpty() ? key(tree, id) : stalled.iterator().next();
    }

    private static String key(RecoveryTree tree, String instance) {
        return Objects.requireNonNull(tree.instances().get(instance)).getProcessDefinitionKey();
    }

    private ProcessDefinition target(String process, @Nullable Integer version) {
        List<ProcessDefinition> versions = engine().getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .orderByProcessDefinitionVersion()
                .desc()
                .list();
        return versions.stream()
                .filter(definition -> version == null || definition.getVersion() == version)
                .findFirst()
                .orElseThrow(() -> invalid(
                        "version",
                        "it is " + version + "; deployed of process '" + process + "' are "
                                + versions.stream()
                                        .map(ProcessDefinition::getVersion)
                                        .toList()));
    }

    private void migrate(
            String source, ProcessDefinition target, List<String> instances, Map<String, String> elements) {
        RuntimeService runtime = engine().getRuntimeService();
        try {
            MigrationPlanBuilder builder =
                    runtime.createMigrationPlan(source, target.getId()).mapEqualActivities();
            for (Map.Entry<String, String> element : elements.entrySet()) {
                builder = builder.mapActivities(element.getKey(), element.getValue());
            }
            MigrationPlan plan = builder.build();
            runtime.newMigration(plan).processInstanceIds(instances).execute();
        } catch (MigrationPlanValidationException e) {
            throw refused(rows(e.getValidationReport()));
        } catch (MigratingProcessInstanceValidationException e) {
            throw refused(rows(e.getValidationReport()));
        } catch (ProcessEngineException e) {
            throw refused(List.of(row(null, String.valueOf(e.getMessage()))));
        }
    }

    private static List<Map<String, String>> rows(MigrationPlanValidationReport report) {
        List<Map<String, String>> rows = new ArrayList<>();
        report.getInstructionReports()
                .forEach(one -> one.getFailures()
                        .forEach(failure ->
                                rows.add(row(one.getMigrationInstruction().getSourceActivityId(), failure))));
        return rows;
    }

    private static List<Map<String, String>> rows(MigratingProcessInstanceValidationReport report) {
        List<Map<String, String>> rows = new ArrayList<>();
        report.getFailures().forEach(failure -> rows.add(row(null, failure)));
        report.getActivityInstanceReports()
                .forEach(one -> one.getFailures()
                        .forEach(failure -> rows.add(
                                row(element(one.getMigrationInstruction(), one.getSourceScopeId()), failure))));
        report.getTransitionInstanceReports()
                .forEach(one -> one.getFailures()
                        .forEach(failure -> rows.add(
                                row(element(one.getMigrationInstruction(), one.getSourceScopeId()), failure))));
        return rows;
    }

    private static String element(@Nullable MigrationInstruction instruction, String scope) {
        return instruction == null ? scope : instruction.getSourceActivityId();
    }

    private static Map<String, String> row(@Nullable String element, String detail) {
        return element == null ? Map.of("detail", detail) : Map.of("element", element, "detail", detail);
    }

    private static ProblemException refused(List<Map<String, String>> rows) {
        return new ProblemException(
                ProblemType.INVALID,
                "It cannot go on on that version, and nothing was changed: "
                        + rows.stream()
                                .map(row -> row.getOrDefault("element", "the process") + ": " + row.get("detail"))
                                .collect(Collectors.joining("; ")),
                rows);
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                ProblemType.INVALID,
                "It cannot be migrated: " + field + ": " + detail + ".",
                List.of(Map.of("field", field, "detail", detail)));
    }

    private void tryAgain(String id, Set<String> instances) {
        RecoveryTree tree = RecoveryTree.of(engine(), id);
        for (ExternalTask task : tree.failedExternalTasks()) {
            if (instances.contains(task.getProcessInstanceId())) {
                engine().getExternalTaskService()
                        .setRetries(task.getId(), config.jobs().tries());
            }
        }
        for (Job job : tree.failedJobs()) {
            boolean unknown = journal.find(job.getId())
                    .filter(JournalEntry::unknownOutcome)
                    .isPresent();
            if (instances.contains(job.getProcessInstanceId()) && !unknown) {
                engine().getManagementService()
                        .setJobRetries(job.getId(), config.jobs().tries());
            }
        }
        queue.lookAgain(id, "");
    }

    private ProcessEngine engine() {
        return recoveryEngine.engine();
    }
}
