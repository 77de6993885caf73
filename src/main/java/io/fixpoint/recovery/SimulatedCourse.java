package io.fixpoint.recovery;

import io.fixpoint.fact.Lengths;
import io.fixpoint.recovery.ProcessScenario.StepOutcome;
import io.fixpoint.recovery.RecordedOutcomes.FailedStepException;
import io.fixpoint.recovery.RecoveryView.State;
import io.fixpoint.recovery.Simulation.Passed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * One simulation: what can happen next happens, the earliest first, on the simulation's own time. Steps of the server
 * take none; people, workers and messages take what is recorded; a timer what its model says.
 */
final class SimulatedCourse {
    private static final int MOST_MOVES = 2_000;
    private static final String WORKER = "simulation";

    private final ProcessEngine engine;
    private final RecordedOutcomes outcomes;
    private final Duration until;
    private final Map<String, Duration> due = new HashMap<>();
    private final Map<String, StepOutcome> planned = new HashMap<>();
    private final Map<String, Duration> reached = new LinkedHashMap<>();
    private Duration now = Duration.ZERO;
    private @Nullable String instance;

    SimulatedCourse(ProcessEngine engine, RecordedOutcomes outcomes, Duration until) {
        this.engine = engine;
        this.outcomes = outcomes;
        this.until = until;
    }

    /** Something that will happen. */
    private record Move(Duration at, Runnable happen) {}

    /**
     * Runs the process until it ends, or nothing more can happen in time.
     *
     * @return what went wrong; null if nothing did
     */
    @Nullable
    String run(String key, Map<String, @Nullable Object> variables) {
        try {
            instance = engine.getRuntimeService()
                    .startProcessInstanceByKey(key, variables)
                    .getProcessInstanceId();
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
        for (int count = 0; count < MOST_MOVES; count++) {
            look();
            if (ended()) {
                return null;
            }
            Optional<Job> step = jobs().stream()
                    .filter(job -> !(job instanceof TimerEntity) && job.getRetries() > 0)
                    .findFirst();
            if (step.isPresent()) {
                carryOut(step.get());
                continue;
            }
            Optional<Move> next = moves().stream()
                    .filter(move -> move.at().compareTo(until) <= 0)
                    .min(Comparator.comparing(Move::at));
            if (next.isEmpty()) {
                return failure();
            }
            now = next.get().at();
            try {
                next.get().happen().run();
            } catch (RuntimeException e) {
                return String.valueOf(e.getMessage());
            }
        }
        return "it made " + MOST_MOVES + " moves and did not come to an end";
    }

    private void carryOut(Job job) {
        try {
            engine.getManagementService().executeJob(job.getId());
        } catch (RuntimeException e) {
            if (!isRecorded(e)) {
                // The same will go wrong at the next try: what is wrong is in the model or the scenario.
                engine.getManagementService().setJobRetries(job.getId(), 0);
            }
        }
    }

    private static boolean isRecorded(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedStepException) {
                return true;
            }
        }
        return false;
    }

    private List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (Task task : engine.getTaskService().createTaskQuery().active().list()) {
            StepOutcome outcome =
                    planned.computeIfAbsent(task.getId(), id -> outcomes.next(task.getTaskDefinitionKey()));
            if (outcome != null) {
                moves.add(new Move(at(task.getId(), Simulator.after(outcome)), () -> complete(task, outcome)));
            }
        }
        for (ExternalTask task : engine.getExternalTaskService()
                .createExternalTaskQuery()
                .withRetriesLeft()
                .list()) {
            StepOutcome outcome =
                    planned.computeIfAbsent(task.getId(), id -> outcomes.nextOrDone(task.getActivityId()));
            moves.add(new Move(at(task.getId(), Simulator.after(outcome)), () -> work(task, outcome)));
        }
        for (EventSubscription event :
                engine.getRuntimeService().createEventSubscriptionQuery().list()) {
            if (event.getExecutionId() != null
                    && (event.getEventType().equals("message")
                            || event.getEventType().equals("signal"))) {
                StepOutcome outcome =
                        planned.computeIfAbsent(event.getId(), id -> outcomes.next(event.getActivityId()));
                if (outcome != null) {
                    moves.add(new Move(at(event.getId(), Simulator.after(outcome)), () -> receive(event, outcome)));
                }
            }
        }
        for (Job timer : jobs()) {
            if (timer instanceof TimerEntity && timer.getRetries() > 0) {
                moves.add(new Move(at(timer.getId(), length(timer)), () -> fire(timer)));
            }
        }
        return moves;
    }

    /** When something ends that began when it was first seen. */
    private Duration at(String id, Duration length) {
        return due.computeIfAbsent(id, none -> now.plus(length));
    }

    private static Duration length(Job timer) {
        if (timer.getDuedate() == null) {
            return Duration.ZERO;
        }
        Duration length = Duration.between(
                ((JobEntity) timer).getCreateTime().toInstant(),
                timer.getDuedate().toInstant());
        // The engine's clock is read a little after the timer is made.
        Duration seconds = Duration.ofSeconds(Math.round(length.toMillis() / 1000.0));
        return seconds.isNegative() ? Duration.ZERO : seconds;
    }

    private void complete(Task task, StepOutcome outcome) {
        Map<String, @Nullable Object> variables = values(outcome);
        variables.put(ModelNames.OUTCOME, outcome.outcome());
        engine.getTaskService().complete(task.getId(), variables);
    }

    private void work(ExternalTask task, StepOutcome outcome) {
        engine.getExternalTaskService()
                .lock(task.getId(), WORKER, Duration.ofDays(1).toMillis());
        if (outcome.failure() != null) {
            engine.getExternalTaskService().handleFailure(task.getId(), WORKER, outcome.failure(), 0, 0);
        } else if (outcome.error() != null) {
            engine.getExternalTaskService()
                    .handleBpmnError(
                            task.getId(), WORKER, outcome.error(), String.valueOf(outcome.message()), values(outcome));
        } else {
            engine.getExternalTaskService().complete(task.getId(), WORKER, values(outcome));
        }
    }

    private void receive(EventSubscription event, StepOutcome outcome) {
        if (event.getEventType().equals("message")) {
            engine.getRuntimeService()
                    .messageEventReceived(event.getEventName(), event.getExecutionId(), values(outcome));
        } else {
            engine.getRuntimeService()
                    .signalEventReceived(event.getEventName(), event.getExecutionId(), values(outcome));
        }
    }

    private void fire(Job timer) {
        // One that repeats keeps its id.
        due.remove(timer.getId());
        carryOut(timer);
    }

    private static Map<String, @Nullable Object> values(StepOutcome outcome) {
        Map<String, @Nullable Object> values = new HashMap<>();
        if (outcome.variables() != null) {
            values.putAll(outcome.variables());
        }
        return values;
    }

    private List<Job> jobs() {
        return engine.getManagementService().createJobQuery().active().list().stream()
                .filter(job -> job.getProcessInstanceId() != null)
                .toList();
    }

    private boolean ended() {
        return engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .count()
                == 0;
    }

    /** Notes when elements were reached. */
    private void look() {
        for (HistoricActivityInstance activity : activities()) {
            reached.putIfAbsent(activity.getId(), now);
        }
    }

    private List<HistoricActivityInstance> activities() {
        return engine
                .getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instance)
                .orderPartiallyByOccurrence()
                .asc()
                .list()
                .stream()
                .filter(activity -> !activity.getActivityType().equals("multiInstanceBody"))
                .toList();
    }

    private @Nullable String failure() {
        for (Job job : jobs()) {
            if (job.getRetries() <= 0) {
                return String.valueOf(job.getExceptionMessage());
            }
        }
        return engine.getExternalTaskService().createExternalTaskQuery().noRetriesLeft().list().stream()
                .map(ExternalTask::getErrorMessage)
                .findFirst()
                .orElse(null);
    }

    /** What became of it; the problem is what {@link #run} gave. */
    Simulation result(List<String> flows, @Nullable String problem) {
        String id = instance;
        if (id == null) {
            return new Simulation(State.STALLED, List.of(), List.of(), flows, Map.of(), List.of(), problem);
        }
        List<HistoricActivityInstance> activities = activities();
        List<Passed> path = activities.stream()
                .map(activity -> new Passed(
                        activity.getActivityId(),
                        activity.getActivityName(),
                        activity.getActivityType(),
                        Lengths.text(reached.getOrDefault(activity.getId(), now))))
                .toList();
        boolean ended = ended();
        boolean error = activities.stream()
                .anyMatch(activity -> activity.getActivityType().equals("errorEndEvent"));
        State state =
                ended ? (error ? State.FAILED : State.COMPLETED) : problem == null ? State.WAITING : State.STALLED;
        List<String> at = activities.stream()
                .filter(activity ->
                        ended ? activity.getActivityType().endsWith("EndEvent") : activity.getEndTime() == null)
                .map(HistoricActivityInstance::getActivityId)
                .distinct()
                .toList();
        return new Simulation(
                state,
                ended ? at : waiting(at),
                path,
                flows,
                ShownVariables.of(engine, id),
                List.copyOf(outcomes.assumed()),
                problem);
    }

    /** A step that has not begun, because it failed, is where it stands, too. */
    private List<String> waiting(List<String> begun) {
        List<String> at = new ArrayList<>(begun);
        for (Job job : jobs()) {
            if (job.getRetries() <= 0) {
                String element = engine.getManagementService()
                        .createJobDefinitionQuery()
                        .jobDefinitionId(job.getJobDefinitionId())
                        .singleResult()
                        .getActivityId();
                if (!at.contains(element)) {
                    at.add(element);
                }
            }
        }
        return at;
    }
}
