package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;

/**
 * The last door: whoever gives the engine new files, and by whatever call, {@link ProcessCheck} sees them before anything
 * of them is read or stored.
 */
final class CheckedDeployments implements Deployer {
    private final Supplier<Set<String>> steps;

    /** @param steps the beans that a model may name as automated steps */
    CheckedDeployments(Supplier<Set<String>> steps) {
        this.steps = steps;
    }

    /**
     * Lets new files pass that have no error.
     *
     * @throws ProcessEngineException with every error, if there is one
     */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew() || deployment.getResources() == null) {
            // What was deployed before was checked then; what is dangerous in it is refused as it is parsed.
            return;
        }
        List<ModelFile> files = deployment.getResources().values().stream()
                .map(resource -> new ModelFile(resource.getName(), resource.getBytes()))
                .toList();
        List<ProcessProblem> errors = ProcessCheck.check(files, steps.get(), deployed()).stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new ProcessEngineException("Deployment refused:\n"
                    + errors.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n")));
        }
    }

    private static Set<String> deployed() {
        return Context.getProcessEngineConfiguration()
                .getRepositoryService()
                .createProcessDefinitionQuery()
                .latestVersion()
                .list()
                .stream()
                .map(ProcessDefinition::getKey)
                .collect(Collectors.toSet());
    }
}
