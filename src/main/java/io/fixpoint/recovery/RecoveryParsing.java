package io.fixpoint.recovery;

import io.fixpoint.incident.RecoveryProgress.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.bpmn.behavior.CallActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.behavior.MultiInstanceActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.core.model.CallableElement;
import org.camunda.bpm.engine.impl.core.model.CallableElementParameter;
import org.camunda.bpm.engine.impl.core.variable.mapping.value.ConstantValueProvider;
import org.camunda.bpm.engine.impl.core.variable.mapping.value.ParameterValueProvider;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.jspecify.annotations.Nullable;

/**
 * What the server adds to every model: each automated step in transactions of its own, before and after, so that what
 * comes later never repeats it; business key and variables for called processes; the tale that a recovery tells its
 * incident.
 */
class RecoveryParsing extends AbstractBpmnParseListener {
    private static final String STEP_OF_ACTIVITY = "fixpointStep";
    private static final String OUTCOMES_OF_ACTIVITY = "fixpointOutcomes";
    private static final String FOUR_EYES_OF_ACTIVITY = "fixpointFourEyes";

    private final RecoveryListeners listeners;

    RecoveryParsing(RecoveryListeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public void parseProcess(Element element, ProcessDefinitionEntity definition) {
        definition.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) listeners::started);
        definition.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) listeners::ended);
    }

    @Override
    public void parseMultiInstanceLoopCharacteristics(Element element, Element loop, ActivityImpl activity) {
        if (activity.getActivityBehavior() instanceof MultiInstanceActivityBehavior behavior) {
            LimitedLoop.put(behavior);
        }
    }

    @Override
    public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        automated(element, activity);
    }

    @Override
    public void parseSendTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        automated(element, activity);
    }

    @Override
    public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        automated(element, activity);
    }

    @Override
    public void parseIntermediateThrowEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
        if (element.element("messageEventDefinition") != null) {
            inTransactionsOfItsOwn(activity);
        }
        step(element, activity);
    }

    private void automated(Element element, ActivityImpl activity) {
        if ("external".equals(element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "type"))) {
            // The worker's call is the transaction; what follows must not undo it.
            activity.setAsyncAfter(true, true);
        } else {
            inTransactionsOfItsOwn(activity);
        }
        step(element, activity);
    }

    /** The step that a parsed element is. */
    static @Nullable Step stepOf(ActivityImpl activity) {
        return activity.getProperty(STEP_OF_ACTIVITY) instanceof Step step ? step : null;
    }

    /** The outcomes that a human task may be completed with. */
    static List<String> outcomesOf(ActivityImpl activity) {
        return activity.getProperty(OUTCOMES_OF_ACTIVITY) instanceof List<?> outcomes
                ? outcomes.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static void inTransactionsOfItsOwn(ActivityImpl activity) {
        activity.setAsyncBefore(true, true);
        activity.setAsyncAfter(true, true);
    }

    @Override
    public void parseCallActivity(Element element, ScopeImpl scope, ActivityImpl activity) {
        inTransactionsOfItsOwn(activity);
        if (activity.getActivityBehavior() instanceof CallActivityBehavior behavior) {
            CallableElement called = behavior.getCallableElement();
            if (called.getBusinessKeyValueProvider() == null) {
                called.setBusinessKeyValueProvider(new BusinessKey());
            }
            if (called.getInputs().isEmpty()) {
                CallableElementParameter all = new CallableElementParameter();
                all.setAllVariables(true);
                called.addInput(all);
            } else {
                // However few variables the author passes on, what happens inside is told to the incident.
                CallableElementParameter incident = new CallableElementParameter();
                incident.setSourceValueProvider(new ConstantValueProvider(ModelNames.INCIDENT_ID));
                incident.setTarget(ModelNames.INCIDENT_ID);
                called.addInput(incident);
            }
        }
        step(element, activity);
        if (stepOf(activity) == Step.REPAIR) {
            activity.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) listeners::repairCalled);
        }
    }

    @Override
    public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        if (activity.getActivityBehavior() instanceof UserTaskActivityBehavior behavior) {
            boolean escalates = Boolean.parseBoolean(property(element, ModelNames.ESCALATES));
            behavior.getTaskDefinition()
                    .addBuiltInTaskListener(
                            TaskListener.EVENTNAME_CREATE, task -> listeners.taskWaiting(task, escalates));
            behavior.getTaskDefinition().addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, listeners::taskGone);
            behavior.getTaskDefinition().addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, listeners::taskGone);
            recorded(behavior.getTaskDefinition());
            escalation(element)
                    .ifPresent(plan -> behavior.getTaskDefinition()
                            .addTimeoutTaskListener(TaskEscalation.TIMER, task -> listeners.taskOverdue(task, plan)));
        }
        String fourEyes = property(element, ModelNames.FOUR_EYES);
        if (fourEyes != null) {
            activity.setProperty(FOUR_EYES_OF_ACTIVITY, words(fourEyes));
        }
        String outcomes = property(element, ModelNames.OUTCOMES);
        if (outcomes != null) {
            activity.setProperty(OUTCOMES_OF_ACTIVITY, words(outcomes));
        }
        step(element, activity);
    }

    private void recorded(TaskDefinition task) {
        TaskRecord record = listeners.tasks();
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, record::created);
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_UPDATE, record::changed);
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, record::completed);
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, record::withdrawn);
    }

    /**
     * To whom a human task goes by itself if nobody comes.
     *
     * @throws IllegalArgumentException if its properties are wrong, saying how
     */
    static Optional<TaskEscalation.Plan> escalation(Element task) {
        return TaskEscalation.Plan.of(
                property(task, ModelNames.ESCALATE_TO), property(task, ModelNames.ESCALATE_AFTER));
    }

    /** {@code fixpoint:fourEyes} of a human task: empty if anybody may complete it who may claim it. */
    static List<String> fourEyesOf(ActivityImpl activity) {
        return activity.getProperty(FOUR_EYES_OF_ACTIVITY) instanceof List<?> words
                ? words.stream()
                        .map(String::valueOf)
                        .filter(word -> !word.equals("false"))
                        .toList()
                : List.of();
    }

    private static List<String> words(String listed) {
        return Arrays.stream(listed.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Override
    public void parseTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        step(element, activity);
    }

    @Override
    public void parseManualTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        step(element, activity);
    }

    @Override
    public void parseReceiveTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        step(element, activity);
    }

    @Override
    public void parseSubProcess(Element element, ScopeImpl scope, ActivityImpl activity) {
        step(element, activity);
    }

    @Override
    public void parseTransaction(Element element, ScopeImpl scope, ActivityImpl activity) {
        step(element, activity);
    }

    private void step(Element element, ActivityImpl activity) {
        step(element.attribute("id"), property(element, ModelNames.STEP)).ifPresent(step -> {
            boolean alone = activity.isAsyncBefore();
            activity.setProperty(STEP_OF_ACTIVITY, step);
            activity.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener)
                    execution -> listeners.entered(execution, step, alone));
        });
    }

    /** The step that an element is: by its property, else by the word that its id begins with. */
    static Optional<Step> step(@Nullable String id, @Nullable String property) {
        boolean stated = property != null && !property.isBlank();
        String text = stated ? property : id;
        if (text == null) {
            return Optional.empty();
        }
        String upper = text.strip().toUpperCase(Locale.ROOT);
        for (Step step : Step.values()) {
            if (stated ? upper.equals(step.name()) : upper.startsWith(step.name())) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String property(Element element, String name) {
        Element extensions = element.element("extensionElements");
        Element properties =
                extensions == null ? null : extensions.elementNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "properties");
        if (properties == null) {
            return null;
        }
        return properties.elementsNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "property").stream()
                .filter(property -> name.equals(property.attribute("name")))
                .map(property -> property.attribute("value"))
                .findFirst()
                .orElse(null);
    }

    /** The caller's business key. */
    private static final class BusinessKey implements ParameterValueProvider {
        @Override
        public @Nullable Object getValue(VariableScope scope) {
            return scope instanceof ExecutionEntity execution ? execution.getProcessBusinessKey() : null;
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }
}
