package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryViews;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.recovery.RecoveryView.Called;
import io.fixpoint.recovery.RecoveryView.Passed;
import io.fixpoint.recovery.RecoveryView.Stalled;
import io.fixpoint.recovery.RecoveryView.State;
import io.fixpoint.recovery.RecoveryView.Waits;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.recovery.action.JournalEntry;
import io.fixpoint.recovery.guard.RunningRecoveries;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.jspecify.annotations.Nullable;

/** Recoveries as people see them: where each stands, what it went through, what it used. */
@ApplicationScoped
public class RecoveryPages implements RecoveryViews, RunningRecoveries {
    private static final Set<String> SCOPES = Set.of("multiInstanceBody");

    private final RecoveryEngine recoveryEngine;
    private final RecoveryResults results;
    private final ActionJournal journal;
    private final RecoveryQueue queue;
    private final RecoveryListStore lists;

    RecoveryPages(
            RecoveryEngine recoveryEngine,
            RecoveryResults results,
            ActionJournal journal,
            RecoveryQueue queue,
            RecoveryListStore lists) {
        this.lists = lists;
        this.queue = queue;
        this.recoveryEngine = recoveryEngine;
        this.results = results;
        this.journal = journal;
    }

    /** A page of recoveries, the latest first. */
    @Transactional
    Page<io.fixpoint.recovery.RecoveryView> list(
            @Nullable State state, @Nullable String process, @Nullable String incidentId, PageQuery query) {
        PageQuery.Sort sort = query.sort("startedAt");
        RecoveryListStore.Listed listed = lists.list(
                state,
                process,
                incidentId,
                sort.descending(),
                query.offset(),
                query.pageSize(),
                ClockUtil.getCurrentTime().toInstant());
        if (listed.recoveries().isEmpty()) {
            return Page.of(List.of(), listed.total(), query);
        }
        Map<String, HistoricProcessInstance> roots = engine()
                .getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceIds(Set.copyOf(listed.recoveries()))
                .list()
                .stream()
                .collect(Collectors.toMap(HistoricProcessInstance::getId, root -> root));
        Places places = queue.places();
        return Page.of(
                listed.recoveries().stream()
                        .map(roots::get)
                        .filter(Objects::nonNull)
                        .map(root -> view(root, places))
                        .toList(),
                listed.total(),
                query);
    }

    /** The recovery of this id. */
    @Transactional
    io.fixpoint.recovery.RecoveryView get(String id) {
        HistoricProcessInstance instance = engine().getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(id)
                .singleResult();
        if (instance == null) {
            throw ProblemException.notFound("recovery", id);
        }
        return view(instance, queue.places());
    }

    /** Whether it has come to its end. */
    @Transactional
    boolean hasEnded(String id) {
        return engine().getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(id)
                        .count()
                == 0;
    }

    @Override
    @Transactional
    public boolean runs(String recoveryId) {
        return !hasEnded(recoveryId);
    }

    private io.fixpoint.recovery.RecoveryView view(HistoricProcessInstance root, Places places) {
        RecoveryTree tree = RecoveryTree.of(engine(), root.getId());
        List<HistoricActivityInstance> activities = activities(tree);
        List<Job> jobs = root.getEndTime() == null ? tree.jobs() : List.of();
        List<ExternalTask> ofWorkers = root.getEndTime() == null ? tree.failedExternalTasks() : List.of();
        List<Stalled> stalled = Stream.concat(
                        jobs.stream()
                                .filter(job -> job.getRetries() <= 0)
                                .map(job -> new Stalled(
                                        element(job),
                                        job.getExceptionMessage(),
                                        job.getRetries(),
                                        unknownOutcome(job))),
                        ofWorkers.stream()
                                .map(task -> new Stalled(task.getActivityId(), task.getErrorMessage(), 0, false)))
                .toList();
        Set<String> active = new LinkedHashSet<>();
        if (root.getEndTime() == null) {
            activities.stream()
                    .filter(activity -> activity.getEndTime() == null)
                    .forEach(activity -> active.add(activity.getActivityId()));
            jobs.stream().filter(job -> !isTimer(job)).forEach(job -> active.add(element(job)));
        }
        return new io.fixpoint.recovery.RecoveryView(
                root.getId(),
                root.getProcessDefinitionKey(),
                root.getProcessDefinitionVersion(),
                root.getBusinessKey(),
                state(root, jobs, !ofWorkers.isEmpty(), activities),
                root.getStartTime().toInstant(),
                instant(root.getEndTime()),
                List.copyOf(active),
                history(tree, activities),
                ShownVariables.of(engine(), root.getId()),
                stalled,
                called(tree, activities),
                waitsFor(root, jobs, places));
    }

    static State state(
            HistoricProcessInstance root,
            List<Job> jobs,
            boolean workersFailed,
            List<HistoricActivityInstance> activities) {
        if (root.getEndTime() != null) {
            if (!HistoricProcessInstance.STATE_COMPLETED.equals(root.getState())) {
                return State.CANCELLED;
            }
            boolean error = activities.stream()
                    .anyMatch(activity -> activity.getRootProcessInstanceId().equals(activity.getProcessInstanceId())
                            && "errorEndEvent".equals(activity.getActivityType()));
            return error ? State.FAILED : State.COMPLETED;
        }
        if (isSuspended(root)) {
            return State.WAITING;
        }
        if (workersFailed || jobs.stream().anyMatch(job -> job.getRetries() <= 0)) {
            return State.STALLED;
        }
        Instant now = ClockUtil.getCurrentTime().toInstant();
        boolean due = jobs.stream()
                .filter(job -> !isHeldBack(job))
                .anyMatch(job -> !isTimer(job)
                        || job.getDuedate() == null
                        || !job.getDuedate().toInstant().isAfter(now));
        return due ? State.ACTIVE : State.WAITING;
    }

    /** A recovery is suspended as long as it waits for its turn. */
    private static boolean isSuspended(HistoricProcessInstance root) {
        return HistoricProcessInstance.STATE_SUSPENDED.equals(root.getState());
    }

    /** Also while it asks again: until it goes on, it waits. */
    private static boolean isHeldBack(Job job) {
        return !isTimer(job)
                && job.getRetries() > 0
                && job.getExceptionMessage() != null
                && job.getExceptionMessage().startsWith(HeldBackException.BEGINNING);
    }

    private static @Nullable Waits waitsFor(HistoricProcessInstance root, List<Job> jobs, Places places) {
        if (root.getEndTime() == null && isSuspended(root)) {
            return places.of(root.getId())
                    .map(place -> new Waits(place.position(), place.reason()))
                    .orElse(null);
        }
        return jobs.stream()
                .filter(RecoveryPages::isHeldBack)
                .findFirst()
                .map(job -> new Waits(null, job.getExceptionMessage()))
                .orElse(null);
    }

    private static List<Called> called(RecoveryTree tree, List<HistoricActivityInstance> activities) {
        List<Called> called = new ArrayList<>();
        for (HistoricActivityInstance activity : activities) {
            HistoricProcessInstance instance = activity.getCalledProcessInstanceId() == null
                    ? null
                    : tree.instances().get(activity.getCalledProcessInstanceId());
            if (instance != null) {
                called.add(new Called(
                        instance.getId(),
                        instance.getProcessDefinitionKey(),
                        instance.getProcessDefinitionVersion(),
                        activity.getActivityId(),
                        activity.getProcessInstanceId(),
                        instance.getStartTime().toInstant(),
                        instant(instance.getEndTime())));
            }
        }
        return called;
    }

    private List<HistoricActivityInstance> activities(RecoveryTree tree) {
        List<HistoricActivityInstance> activities = new ArrayList<>();
        for (String id : tree.instances().keySet()) {
            activities.addAll(engine().getHistoryService()
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(id)
                    .orderPartiallyByOccurrence()
                    .asc()
                    .list());
        }
        activities.removeIf(activity -> SCOPES.contains(activity.getActivityType()));
        // Stable: within one instant the order of occurrence in its process remains.
        activities.sort(Comparator.comparing(HistoricActivityInstance::getStartTime));
        return activities;
    }

    private List<Passed> history(RecoveryTree tree, List<HistoricActivityInstance> activities) {
        Map<String, String> outcomes = outcomes(tree);
        List<Passed> history = new ArrayList<>();
        for (HistoricActivityInstance activity : activities) {
            HistoricProcessInstance instance = tree.instances().get(activity.getProcessInstanceId());
            String decided = activity.getTaskId() == null ? null : outcomes.get(activity.getTaskId());
            String outcome;
            if (activity.getEndTime() == null) {
                outcome = null;
            } else if (activity.isCanceled()) {
                outcome = "CANCELLED";
            } else {
                outcome = decided == null ? "COMPLETED" : decided;
            }
            history.add(new Passed(
                    activity.getActivityId(),
                    activity.getActivityName(),
                    activity.getActivityType(),
                    activity.getStartTime().toInstant(),
                    instant(activity.getEndTime()),
                    outcome,
                    instance == null ? "" : instance.getProcessDefinitionKey(),
                    instance == null ? 0 : instance.getProcessDefinitionVersion()));
        }
        return history;
    }

    /** What people decided, by task. */
    private Map<String, String> outcomes(RecoveryTree tree) {
        Map<String, String> outcomes = new HashMap<>();
        for (String id : tree.instances().keySet()) {
            for (HistoricVariableInstance variable : engine().getHistoryService()
                    .createHistoricVariableInstanceQuery()
                    .processInstanceId(id)
                    .variableName(HumanTasks.DECIDED)
                    .list()) {
                if (variable.getTaskId() != null && variable.getValue() instanceof String outcome) {
                    outcomes.put(variable.getTaskId(), outcome);
                }
            }
        }
        return outcomes;
    }

    private String element(Job job) {
        return RecoveryTree.element(engine(), job);
    }

    private boolean unknownOutcome(Job job) {
        return journal.find(job.getId()).filter(JournalEntry::unknownOutcome).isPresent();
    }

    private static boolean isTimer(Job job) {
        return job instanceof TimerEntity;
    }

    @Override
    @Transactional
    public List<RecoveryViews.RecoveryView> ofIncident(String incidentId) {
        List<HistoricProcessInstance> roots = engine().getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(incidentId)
                .rootProcessInstances()
                .orderByProcessInstanceStartTime()
                .asc()
                .list();
        Places places = queue.places();
        return roots.stream()
                .map(root -> {
                    RecoveryTree tree = RecoveryTree.of(engine(), root.getId());
                    boolean running = root.getEndTime() == null;
                    List<Job> jobs = running ? tree.jobs() : List.of();
                    State state = state(
                            root, jobs, running && !tree.failedExternalTasks().isEmpty(), activities(tree));
                    Waits waitsFor = waitsFor(root, jobs, places);
                    return new RecoveryViews.RecoveryView(
                            root.getId(),
                            root.getProcessDefinitionKey(),
                            root.getProcessDefinitionVersion(),
                            state.name(),
                            waitsFor == null ? null : waitsFor.reason());
                })
                .toList();
    }

    @Override
    @Transactional
    public Map<String, Outcome> outcomes(Collection<String> recoveryIds) {
        return results.outcomes(recoveryIds);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private ProcessEngine engine() {
        return recoveryEngine.engine();
    }
}
