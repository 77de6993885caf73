package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EngineProfile.class)
class RecoveryEngineTest {
    @Inject
    RecoveryEngine engine;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryPages pages;

    @Inject
    RecordedProgress progress;

    @BeforeEach
    void begin() {
        engine.start();
        progress.forget();
        progress.open("incident-1", "checkout");
    }

    @Test
    void processWithAHumanTaskIsStartedFollowedAndCancelled() {
        deploy("look", Models.oneHumanTask("look"));
        String id = recoveries.start("look", "incident-1").recoveryId().orElseThrow();
        RecoveryView view = pages.get(id);
        assertThat(view.state()).isEqualTo(RecoveryView.State.WAITING);
        assertThat(view.activeElements()).containsExactly("Step");
        assertThat(view.incidentId()).isEqualTo("incident-1");
        assertThat(view.variables()).containsEntry("incidentId", "incident-1").containsKey("repair");
        assertThat(view.variables().get("incident"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("service", "checkout");
        recoveries.cancel(id, "not needed", "ada");
        assertThat(pages.get(id).state()).isEqualTo(RecoveryView.State.CANCELLED);
        assertThat(progress.told()).contains("recoveryEnded false The recovery was cancelled by ada: not needed");
    }

    @Test
    void variablesAreJsonAndCannotBeChanged() {
        deploy("look-json", Models.oneHumanTask("look-json"));
        String id = recoveries.start(
                "look-json", null, "checkout", Map.of("list", List.of(Map.of("name", "a"), 2, true)), "ada");
        Object list = engine.engine().getRuntimeService().getVariable(id, "list");
        assertThat(list).isEqualTo(List.of(Map.of("name", "a"), 2, true));
        assertThatThrownBy(() -> ((List<?>) list).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(engine.engine()
                        .getRuntimeService()
                        .createVariableInstanceQuery()
                        .variableName("list")
                        .singleResult()
                        .getTypedValue()
                        .getType()
                        .getName())
                .isEqualTo("object");
        assertThatThrownBy(() ->
                        engine.engine().getRuntimeService().setVariable(id, "java", java.time.LocalDate.of(2026, 1, 1)))
                .isInstanceOf(ProcessEngineException.class);
    }

    private void deploy(String id, String model) {
        engine.engine()
                .getRepositoryService()
                .createDeployment()
                .name(id)
                .addString(id + ".bpmn", model)
                .deploy();
    }
}
