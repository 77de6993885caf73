package io.fixpoint.recovery.action;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.model.bpmn.instance.ExtensionElements;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.jspecify.annotations.Nullable;

/**
 * An automated action behind a service task. It runs in a job of its own and goes through the journal; what it answers
 * is variable {@value #RESPONSE}; that it did not succeed is the BPMN error {@link ActionFailedException#CODE}.
 */
public abstract class JournaledAction implements JavaDelegate {
    /** The variable that holds what the action answered. */
    public static final String RESPONSE = "response";

    /** Extension property of an element: doing it twice does no harm. */
    public static final String REPEATABLE = "fixpoint:repeatable";

    private final String name;
    private final ActionJournal journal;

    JournaledAction(String name, ActionJournal journal) {
        this.name = name;
        this.journal = journal;
    }

    /** An action that is ready: what it will do, for people, and how. */
    record Prepared(String summary, boolean harmless, Supplier<Map<String, @Nullable Object>> run) {}

    /**
     * Reads the inputs; carries nothing out.
     *
     * @throws NotDoneException if an input is missing or wrong
     */
    abstract Prepared prepare(Inputs inputs, Origin origin);

    /** Where an action comes from, for its receiver. */
    record Origin(String key, String recoveryId, @Nullable String incidentId) {}

    @Override
    public void execute(DelegateExecution execution) {
        String key = jobOf(execution);
        Object incident = execution.getVariable("incidentId");
        Origin origin = new Origin(key, recovery(execution), incident == null ? null : String.valueOf(incident));
        Prepared prepared = prepare(
                new Inputs(
                        execution::getVariableLocal,
                        parameter -> written(execution.getBpmnModelElementInstance(), parameter)),
                origin);
        ActionCall call = new ActionCall(
                key,
                execution.getId(),
                origin.recoveryId(),
                origin.incidentId(),
                process(execution),
                execution.getCurrentActivityId(),
                name,
                prepared.harmless() || repeatable(execution.getBpmnModelElementInstance()),
                prepared.summary());
        Map<String, @Nullable Object> response;
        try {
            response = journal.once(call, prepared.run());
        } catch (ActionFailedException e) {
            throw new BpmnError(ActionFailedException.CODE, e.getMessage());
        }
        execution.setVariable(RESPONSE, response);
    }

    /** One job carries out one action: its id is the key, so it must not be that of an earlier element. */
    private String jobOf(DelegateExecution execution) {
        CommandContext context = Context.getCommandContext();
        JobEntity job = context == null ? null : context.getCurrentJob();
        String element = execution.getCurrentActivityId();
        boolean listener = execution.getEventName() != null;
        if (job == null || listener || !element.equals(job.getActivityId())) {
            throw new IllegalStateException(
                    "Action " + name + " of " + element
                            + " does not run in a job of its own: it belongs on a service task that is asynchronous (asyncBefore), not on a listener.");
        }
        return job.getId();
    }

    private static String process(DelegateExecution execution) {
        return execution instanceof ExecutionEntity entity
                ? entity.getProcessDefinition().getKey()
                : execution.getProcessDefinitionId();
    }

    private static String recovery(DelegateExecution execution) {
        String root = execution instanceof ExecutionEntity entity ? entity.getRootProcessInstanceId() : null;
        return root == null ? execution.getProcessInstanceId() : root;
    }

    private static String written(@Nullable FlowElement element, String parameter) {
        ExtensionElements extensions = element == null ? null : element.getExtensionElements();
        if (extensions == null) {
            return "";
        }
        return extensions.getElementsQuery().filterByType(CamundaInputOutput.class).list().stream()
                .map(CamundaInputOutput::getCamundaInputParameters)
                .flatMap(Collection::stream)
                .filter(input -> parameter.equals(input.getCamundaName()))
                .map(CamundaInputParameter::getRawTextContent)
                .collect(Collectors.joining());
    }

    private static boolean repeatable(@Nullable FlowElement element) {
        ExtensionElements extensions = element == null ? null : element.getExtensionElements();
        if (extensions == null) {
            return false;
        }
        return extensions.getElementsQuery().filterByType(CamundaProperties.class).list().stream()
                .map(CamundaProperties::getCamundaProperties)
                .flatMap(Collection::stream)
                .anyMatch(property -> repeatable(property));
    }

    private static boolean repeatable(CamundaProperty property) {
        return REPEATABLE.equals(property.getCamundaName()) && "true".equals(property.getCamundaValue());
    }
}
