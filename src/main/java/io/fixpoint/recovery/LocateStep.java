package io.fixpoint.recovery;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Suspect;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.topology.Localization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** {@code ${locate}}: ranks the services where the fault may be; sets {@code suspects}, the likeliest first. */
@Named("locate")
@ApplicationScoped
class LocateStep implements JavaDelegate {
    private final Localization localization;
    private final Episodes episodes;
    private final RecoveryProgress progress;

    LocateStep(Localization localization, Episodes episodes, RecoveryProgress progress) {
        this.localization = localization;
        this.episodes = episodes;
        this.progress = progress;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Optional<String> incident = RecoveryListeners.incidentOf(execution);
        List<Suspect> suspects = incident.isPresent()
                ? localization.locate(episodes.ofIncident(incident.get()), episodes.standing())
                : List.of();
        if (suspects.isEmpty() && execution.getVariable(ModelNames.SERVICE) instanceof String service) {
            suspects = List.of(new Suspect(1, service, 1, "It was named when the recovery was started."));
        }
        execution.setVariable(
                ModelNames.SUSPECTS, suspects.stream().map(FactVariables::of).toList());
        if (incident.isPresent()) {
            progress.located(incident.get(), suspects);
        }
    }
}
