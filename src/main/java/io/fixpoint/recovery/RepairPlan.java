package io.fixpoint.recovery;

import io.fixpoint.fact.Repair;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;

/** Shows what a repair would do: the automated steps of its process, with their inputs. It carries nothing out. */
@ApplicationScoped
class RepairPlan {
    private static final int LONGEST_INPUT = 200;

    private final RecoveryEngine engine;

    RepairPlan(RecoveryEngine engine) {
        this.engine = engine;
    }

    /**
     * In a sentence or more.
     *
     * @param execution whose variables, {@code repair} among them, the inputs are computed from
     */
    String of(Repair repair, DelegateExecution execution) {
        if (repair.getProcess() == null) {
            return "It would carry out action " + repair.getAction() + " on " + repair.getTarget() + " with "
                    + new TreeMap<>(repair.getParameters());
        }
        RepositoryService repository = engine.engine().getRepositoryService();
        ProcessDefinition process = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(repair.getProcess())
                .latestVersion()
                .singleResult();
        if (process == null) {
            return "It would run process " + repair.getProcess() + ", which is not deployed";
        }
        List<String> steps = new ArrayList<>();
        for (ServiceTask task :
                inOrder(repository.getBpmnModelInstance(process.getId()).getModelElementsByType(ServiceTask.class))) {
            steps.add(steps.size() + 1 + ". " + step(task, execution));
        }
        return "It would run process " + process.getKey() + ", version " + process.getVersion() + ", on "
                + repair.getTarget() + (steps.isEmpty() ? "" : ": " + String.join("; ", steps));
    }

    private static List<ServiceTask> inOrder(Collection<ServiceTask> tasks) {
        return List.copyOf(tasks);
    }

    private String step(ServiceTask task, DelegateExecution execution) {
        String what = task.getCamundaDelegateExpression();
        if (what == null) {
            what = task.getCamundaTopic() == null ? "a step" : "a worker of topic " + task.getCamundaTopic();
        }
        Map<String, String> inputs = new TreeMap<>();
        if (task.getExtensionElements() != null) {
            task.getExtensionElements()
                    .getElementsQuery()
                    .filterByType(CamundaInputOutput.class)
                    .list()
                    .forEach(io -> io.getCamundaInputParameters().forEach(input -> add(inputs, input, execution)));
        }
        String name = task.getName() == null ? task.getId() : task.getName();
        return name + " by " + what.replace("${", "").replace("}", "") + " " + inputs;
    }

    private void add(Map<String, String> inputs, CamundaInputParameter input, DelegateExecution execution) {
        if (input.getValue() != null) {
            // A map or a list: people see that it is there.
            inputs.put(input.getCamundaName(), "…");
            return;
        }
        String text = input.getTextContent().strip();
        String value;
        try {
            Expression expression =
                    engine.configuration().getExpressionManager().createExpression(text);
            value = String.valueOf(expression.getValue(execution));
        } catch (ProcessEngineException e) {
            // It needs what an earlier step of the repair sets.
            value = text;
        }
        inputs.put(
                input.getCamundaName(),
                value.length() > LONGEST_INPUT ? value.substring(0, LONGEST_INPUT) + "…" : value);
    }
}
