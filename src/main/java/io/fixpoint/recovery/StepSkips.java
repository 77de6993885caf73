package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.recovery.action.JournalEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.bpmn.behavior.BoundaryEventActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.behavior.EventSubProcessStartEventActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.behavior.MultiInstanceActivityBehavior;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstanceModificationBuilder;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.jspecify.annotations.Nullable;

/**
 * Lets a stalled recovery go on at another element: of the process that stalled, or of one that called it. What was done
 * in the part that it goes through again is not done a second time.
 */
@ApplicationScoped
class StepSkips {
    private final RecoveryEngine recoveryEngine;
    private final Recoveries recoveries;
    private final ParsedModels models;
    private final ActionJournal journal;
    private final RecoveryProgress progress;
    private final RecoveryQueue queue;

    StepSkips(
            RecoveryEngine recoveryEngine,
            Recoveries recoveries,
            ParsedModels models,
            ActionJournal journal,
            RecoveryProgress progress,
            RecoveryQueue queue) {
        this.recoveryEngine = recoveryEngine;
        this.recoveries = recoveries;
        this.models = models;
        this.journal = journal;
        this.progress = progress;
        this.queue = queue;
    }

    /**
     * Where to, and why.
     *
     * @param process whose element is meant, where both the process that stalled and one that called it have it
     * @param from the stalled step, where there are several
     */
    record Skip(
            String element,
            @Nullable String process,
            @Nullable String from,
            String reason) {}

    /** A step of a process instance: the stalled one, or the call activity below which it is. */
    private record Left(
            String instanceId,
            String definitionId,
            String element,
            @Nullable String calledInstance) {}

    /**
     * Skips.
     *
     * @throws ProblemException NOT_FOUND without such a recovery; CONFLICT if nothing is stalled, or it is not clear what,
     *     or it cannot be left; INVALID if there is no such element, or it cannot be entered
     */
    @Transactional
    void skip(String id, Skip skip, String person) {
        String incident = recoveries.toChange(id).getBusinessKey();
        RecoveryTree tree = RecoveryTree.of(engine(), id);
        StalledStep stalled = stalled(id, tree, skip.from());
        Left left = left(stalled, tree, skip);
        mayBeLeft(left);
        mayBeEntered(left.definitionId(), skip.element());

        Set<String> again = new TreeSet<>();
        Optional<Instant> before = lastEntered(left.instanceId(), skip.element());
        boolean same = left.calledInstance() == null && left.element().equals(skip.element());
        Optional<JournalEntry> own = Optional.ofNullable(stalled.jobId()).flatMap(journal::find);
        if (own.filter(JournalEntry::unknownOutcome).isPresent() && (same || before.isPresent())) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "It is not known whether the action of step '" + stalled.element() + "' was carried out, and '"
                            + skip.element() + "' leads to it again. Find out, and say it with /retry.");
        }
        own.filter(StepSkips::isDone).ifPresent(entry -> {
            journal.notAgain(entry, stalled.process());
            again.add(entry.key());
        });
        before.ifPresent(since -> notAgain(id, since, left.instanceId(), again));

        move(left, stalled, skip.element());
        queue.lookAgain(id, "");
        if (incident != null) {
            progress.happened(
                    incident,
                    person,
                    "Skipped the stalled step '" + stalled.element() + "', on to '" + skip.element() + "'",
                    skip.reason());
        }
    }

    private StalledStep stalled(String id, RecoveryTree tree, @Nullable String from) {
        List<StalledStep> failed = StalledStep.of(engine(), tree);
        if (failed.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Recovery '" + id + "' is not stalled; there is nothing to skip.");
        }
        Set<String> elements =
                new TreeSet<>(failed.stream().map(StalledStep::element).toList());
        List<StalledStep> meant = failed.stream()
                .filter(step -> from == null || from.equals(step.element()))
                .toList();
        if (meant.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "from is '" + from + "', which is not stalled; stalled are " + elements + ".",
                    List.of(row("from", "it is none of " + elements)));
        }
        if (meant.size() > 1) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Recovery '" + id + "' is stalled at several steps, " + elements
                            + "; name one of them as 'from', or try them again.");
        }
        return meant.get(0);
    }

    /** The process that has the element, from the stalled one up to the recovery itself, and the step that it leaves. */
    private Left left(StalledStep stalled, RecoveryTree tree, Skip skip) {
        List<String> looked = new ArrayList<>();
        HistoricProcessInstance instance = tree.instances().get(stalled.instanceId());
        String called = null;
        while (instance != null) {
            looked.add(instance.getProcessDefinitionKey());
            boolean meant = skip.process() == null || skip.process().equals(instance.getProcessDefinitionKey());
            if (meant
                    && models.element(instance.getProcessDefinitionId(), skip.element())
                            .isPresent()) {
                String element = called == null
                        ? stalled.element()
                        : call(instance.getId(), called).getActivityId();
                return new Left(instance.getId(), instance.getProcessDefinitionId(), element, called);
            }
            called = instance.getId();
            instance = instance.getSuperProcessInstanceId() == null
                    ? null
                    : tree.instances().get(instance.getSuperProcessInstanceId());
        }
        String detail = "there is no element '" + skip.element() + "' in "
                + (skip.process() == null ? looked : "'" + skip.process() + "', or it is none of " + looked);
        throw new ProblemException(
                ProblemType.INVALID, "It cannot be skipped: " + detail + ".", List.of(row("element", detail)));
    }

    private void mayBeLeft(Left left) {
        models.element(left.definitionId(), left.element())
                .filter(StepSkips::inMultiInstance)
                .ifPresent(element -> {
                    throw new ProblemException(
                            ProblemType.CONFLICT,
                            "Step '" + left.element()
                                    + "' is one of many (multi-instance), and the engine cannot tell which"
                                    + " of them goes on elsewhere. Try it again, or skip in the process that called it.");
                });
    }

    private void mayBeEntered(String definitionId, String id) {
        ActivityImpl element = models.element(definitionId, id).orElseThrow();
        String problem = null;
        if (inMultiInstance(element) || element.getActivityBehavior() instanceof MultiInstanceActivityBehavior) {
            problem = "it is one of many (multi-instance)";
        } else if (element.getActivityBehavior() instanceof BoundaryEventActivityBehavior) {
            problem = "it is a boundary event, which is reached from its activity only; name what comes after it";
        } else if (element.getActivityBehavior() instanceof EventSubProcessStartEventActivityBehavior) {
            problem = "it is the start of an event sub-process; name what comes after it";
        } else if (element.isCompensationHandler()) {
            problem = "it is a compensation handler";
        }
        if (problem != null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Nothing can go on at '" + id + "': " + problem + ".",
                    List.of(row("element", problem)));
        }
    }

    private static boolean inMultiInstance(ActivityImpl element) {
        ScopeImpl scope = element.getFlowScope();
        while (scope instanceof ActivityImpl activity) {
            if (activity.getActivityBehavior() instanceof MultiInstanceActivityBehavior) {
                return true;
            }
            scope = activity.getFlowScope();
        }
        return false;
    }

    private void move(Left left, StalledStep stalled, String to) {
        boolean sameScope = models.element(left.definitionId(), left.element())
                .map(ActivityImpl::getFlowScope)
                .filter(scope -> scope instanceof ActivityImpl)
                .equals(models.element(left.definitionId(), to)
                        .map(ActivityImpl::getFlowScope)
                        .filter(scope -> scope instanceof ActivityImpl));
        boolean embedded = models.element(left.definitionId(), left.element())
                .filter(element -> element.getFlowScope() instanceof ActivityImpl)
                .isPresent();
        ProcessInstanceModificationBuilder change =
                engine().getRuntimeService().createProcessInstanceModification(left.instanceId());
        if (sameScope && embedded) {
            // Else the sub-process would end with its last step, and begin anew.
            change.startBeforeActivity(to);
            leave(change, left, stalled);
        } else {
            leave(change, left, stalled);
            change.startBeforeActivity(to);
        }
        change.execute();
    }

    private void leave(ProcessInstanceModificationBuilder change, Left left, StalledStep stalled) {
        if (left.calledInstance() != null) {
            change.cancelActivityInstance(
                    call(left.instanceId(), left.calledInstance()).getId());
            return;
        }
        ActivityInstance tree = engine().getRuntimeService().getActivityInstance(left.instanceId());
        Optional<TransitionInstance> transition = transitions(tree).stream()
                .filter(one -> one.getExecutionId().equals(stalled.executionId()))
                .findFirst();
        if (transition.isPresent()) {
            change.cancelTransitionInstance(transition.get().getId());
            return;
        }
        ActivityInstance active = activities(tree).stream()
                .filter(one -> one.getActivityId().equals(left.element())
                        && Arrays.asList(one.getExecutionIds()).contains(stalled.executionId()))
                .findFirst()
                .orElseThrow(
                        () -> new ProblemException(
                                ProblemType.CONFLICT,
                                "'" + left.element()
                                        + "' is the timer or event of another step, which goes on; it can only be tried again."));
        change.cancelActivityInstance(active.getId());
    }

    private static List<ActivityInstance> activities(ActivityInstance tree) {
        List<ActivityInstance> all = new ArrayList<>();
        for (ActivityInstance child : tree.getChildActivityInstances()) {
            all.add(child);
            all.addAll(activities(child));
        }
        return all;
    }

    private static List<TransitionInstance> transitions(ActivityInstance tree) {
        List<TransitionInstance> all = new ArrayList<>(Arrays.asList(tree.getChildTransitionInstances()));
        for (ActivityInstance child : tree.getChildActivityInstances()) {
            all.addAll(transitions(child));
        }
        return all;
    }

    /** The call activity that waits for the instance. */
    private HistoricActivityInstance call(String caller, String called) {
        return engine()
                .getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(caller)
                .list()
                .stream()
                .filter(activity -> called.equals(activity.getCalledProcessInstanceId()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("instance " + caller + " did not call instance " + called));
    }

    /** When the instance came to the element last; empty if it never did. */
    private Optional<Instant> lastEntered(String instanceId, String element) {
        return engine()
                .getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instanceId)
                .activityId(element)
                .orderByHistoricActivityInstanceStartTime()
                .desc()
                .listPage(0, 1)
                .stream()
                .findFirst()
                .map(activity -> activity.getStartTime().toInstant());
    }

    /** What the instance, and those that it called, did since then. */
    private void notAgain(String recovery, Instant since, String instanceId, Set<String> again) {
        List<JournalEntry> done = journal.ofRecovery(recovery).stream()
                .filter(StepSkips::isDone)
                .filter(entry -> !entry.startedAt().isBefore(since))
                .toList();
        for (String instance : RecoveryTree.of(engine(), instanceId).instances().keySet()) {
            for (HistoricActivityInstance activity : engine().getHistoryService()
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(instance)
                    .list()) {
                done.stream()
                        .filter(entry -> entry.executionId().equals(activity.getExecutionId())
                                && entry.element().equals(activity.getActivityId()))
                        .filter(entry -> again.add(entry.key()))
                        .forEach(entry -> journal.notAgain(entry, activity.getProcessDefinitionKey()));
            }
        }
    }

    private static boolean isDone(JournalEntry entry) {
        return entry.state() == JournalEntry.State.DONE;
    }

    private static Map<String, String> row(String field, String detail) {
        return Map.of("field", field, "detail", detail);
    }

    private ProcessEngine engine() {
        return recoveryEngine.engine();
    }
}
