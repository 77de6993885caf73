package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryViews.Outcome;
import io.fixpoint.incident.RecoveryViews.StepTime;
import io.fixpoint.incident.RecoveryViews.Used;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.recovery.action.JournalEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.NativeHistoricActivityInstanceQuery;
import org.camunda.bpm.engine.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/** What recoveries came to and what they took, read of many at once. */
@ApplicationScoped
class RecoveryResults {
    private static final int MOST_TOUCHED = 50;
    private static final int MOST_STEPS = 1000;

    private final RecoveryEngine engine;
    private final ParsedModels models;
    private final ActionJournal journal;
    private final HumanTaskStore tasks;

    RecoveryResults(RecoveryEngine engine, ParsedModels models, ActionJournal journal, HumanTaskStore tasks) {
        this.engine = engine;
        this.models = models;
        this.journal = journal;
        this.tasks = tasks;
    }

    Map<String, Outcome> outcomes(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<String> recoveries = List.copyOf(ids);
        ProcessEngine running = engine.engine();
        HistoryService history = running.getHistoryService();
        Map<String, HistoricProcessInstance> roots = named(
                        history.createNativeHistoricProcessInstanceQuery()
                                .sql("select p.*, d.NAME_, d.VERSION_ from ACT_HI_PROCINST p"
                                        + " join ACT_RE_PROCDEF d on d.ID_ = p.PROC_DEF_ID_"
                                        + " where p.PROC_INST_ID_ in " + places(recoveries)),
                        recoveries)
                .list()
                .stream()
                .collect(Collectors.toMap(HistoricProcessInstance::getId, Function.identity()));
        NativeHistoricActivityInstanceQuery activities = history.createNativeHistoricActivityInstanceQuery()
                .sql("select * from ACT_HI_ACTINST where ACT_TYPE_ <> 'multiInstanceBody' and ROOT_PROC_INST_ID_ in "
                        + places(recoveries) + " order by START_TIME_, SEQUENCE_COUNTER_");
        Map<String, List<HistoricActivityInstance>> passed = named(activities, recoveries).list().stream()
                .collect(Collectors.groupingBy(HistoricActivityInstance::getRootProcessInstanceId));
        Map<String, List<JournalEntry>> actions =
                journal.ofRecoveries(recoveries).stream().collect(Collectors.groupingBy(JournalEntry::recoveryId));
        Map<String, List<HumanTaskEntity>> asked =
                tasks.ofRecoveries(recoveries).stream().collect(Collectors.groupingBy(row -> row.recovery));
        Map<String, Long> retries = retries(history, recoveries);
        Map<String, Outcome> outcomes = new HashMap<>();
        roots.forEach((id, root) -> {
            List<HistoricActivityInstance> own = passed.getOrDefault(id, List.of());
            outcomes.put(
                    id,
                    new Outcome(
                            root.getProcessDefinitionVersion(),
                            state(running, root, own),
                            own.stream().limit(MOST_STEPS).map(this::step).toList(),
                            used(
                                    own,
                                    actions.getOrDefault(id, List.of()),
                                    asked.getOrDefault(id, List.of()),
                                    retries.getOrDefault(id, 0L))));
        });
        return outcomes;
    }

    private static String state(
            ProcessEngine engine, HistoricProcessInstance root, List<HistoricActivityInstance> activities) {
        if (root.getEndTime() != null) {
            return RecoveryPages.state(root, List.of(), false, activities).name();
        }
        RecoveryTree tree = RecoveryTree.of(engine, root.getId());
        return RecoveryPages.state(
                        root, tree.jobs(), !tree.failedExternalTasks().isEmpty(), activities)
                .name();
    }

    private StepTime step(HistoricActivityInstance activity) {
        Date end = activity.getEndTime();
        return new StepTime(
                activity.getActivityId(),
                activity.getActivityName(),
                models.element(activity.getProcessDefinitionId(), activity.getActivityId())
                        .map(RecoveryParsing::stepOf)
                        .orElse(null),
                activity.getStartTime().toInstant(),
                end == null ? null : end.toInstant());
    }

    private static Used used(
            List<HistoricActivityInstance> activities,
            List<JournalEntry> actions,
            List<HumanTaskEntity> asked,
            long retries) {
        long external = activities.stream()
                .filter(activity -> "externalTask".equals(activity.getActivityType()))
                .count();
        return new Used(
                actions.size() + external,
                actions.stream().mapToLong(JournalEntry::attempt).sum() + external,
                retries,
                asked.size(),
                sum(asked, row -> row.claimedAt),
                sum(asked, row -> row.createdAt),
                actions.stream()
                        .map(JournalEntry::inputs)
                        .distinct()
                        .limit(MOST_TOUCHED)
                        .toList());
    }

    /** The time of completed tasks, from what is given of each. */
    private static Duration sum(List<HumanTaskEntity> tasks, Function<HumanTaskEntity, @Nullable Instant> from) {
        Duration sum = Duration.ZERO;
        for (HumanTaskEntity task : tasks) {
            Instant begin = from.apply(task);
            if (begin != null && task.endedAt != null && task.completedBy != null) {
                sum = sum.plus(Duration.between(begin, task.endedAt));
            }
        }
        return sum;
    }

    private static Map<String, Long> retries(HistoryService history, List<String> recoveries) {
        return named(
                        history.createNativeHistoricActivityInstanceQuery()
                                .sql("select ID_, ROOT_PROC_INST_ID_ from ACT_HI_JOB_LOG where JOB_STATE_ = 1 and"
                                        + " ROOT_PROC_INST_ID_ in " + places(recoveries)),
                        recoveries)
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        HistoricActivityInstance::getRootProcessInstanceId, Collectors.counting()));
    }

    private static String places(List<String> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> "#{p" + i + "}")
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static <T extends NativeQuery<T, ?>> T named(T query, List<String> values) {
        T named = query;
        for (int i = 0; i < values.size(); i++) {
            named = named.parameter("p" + i, values.get(i));
        }
        return named;
    }
}
