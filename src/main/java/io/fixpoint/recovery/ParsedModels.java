package io.fixpoint.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;

/** The elements of deployed models, as the engine parsed them and the server marked them. */
@ApplicationScoped
class ParsedModels {
    private final RecoveryEngine engine;

    ParsedModels(RecoveryEngine engine) {
        this.engine = engine;
    }

    /** The element of the deployed model; empty if the model has none of this id. */
    Optional<ActivityImpl> element(String definitionId, String elementId) {
        ProcessEngineConfigurationImpl configuration = engine.configuration();
        return Optional.ofNullable(configuration
                .getCommandExecutorTxRequired()
                .execute(context -> configuration
                        .getDeploymentCache()
                        .findDeployedProcessDefinitionById(definitionId)
                        .findActivity(elementId)));
    }

    /** {@code fixpoint:fourEyes} of a human task; empty if anybody may complete it who may claim it. */
    List<String> fourEyes(String definitionId, String elementId) {
        return element(definitionId, elementId).map(RecoveryParsing::fourEyesOf).orElse(List.of());
    }

    /** The outcomes that a human task may be completed with; empty if its model names none. */
    List<String> outcomes(String definitionId, String elementId) {
        return element(definitionId, elementId).map(RecoveryParsing::outcomesOf).orElse(List.of());
    }
}
