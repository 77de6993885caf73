package io.fixpoint.recovery;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.TaskActivityBehavior;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** A model as the server runs it, but what it calls is recorded, and each flow that it takes is told. */
final class SimulatedParsing extends RecoveryParsing {
    private final Supplier<RecordedOutcomes> outcomes;
    private final Consumer<String> taken;

    SimulatedParsing(RecoveryListeners listeners, Supplier<RecordedOutcomes> outcomes, Consumer<String> taken) {
        super(listeners);
        this.outcomes = outcomes;
        this.taken = taken;
    }

    @Override
    public void parseCallActivity(Element element, ScopeImpl scope, ActivityImpl activity) {
        super.parseCallActivity(element, scope, activity);
        activity.setActivityBehavior(new RecordedCall(outcomes));
    }

    @Override
    public void parseSequenceFlow(Element element, ScopeImpl scope, TransitionImpl transition) {
        transition.addBuiltInListener(
                ExecutionListener.EVENTNAME_TAKE, (ExecutionListener) execution -> taken.accept(transition.getId()));
    }

    /** A called process that ends as it is recorded, without being run. */
    private static final class RecordedCall extends TaskActivityBehavior {
        private final Supplier<RecordedOutcomes> outcomes;

        RecordedCall(Supplier<RecordedOutcomes> outcomes) {
            this.outcomes = outcomes;
        }

        @Override
        public void performExecution(ActivityExecution execution) throws Exception {
            executeWithErrorPropagation(execution, () -> {
                outcomes.get().play(execution);
                leave(execution);
                return null;
            });
        }
    }
}
