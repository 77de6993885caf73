package io.fixpoint.incident;

import io.fixpoint.triage.Triage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Lets triage look at incidents again when one has changed. */
@ApplicationScoped
class TriageBell {
    private final Triage triage;

    @Inject
    TriageBell(Triage triage) {
        this.triage = triage;
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) IncidentChanged change) {
        triage.incidentsChanged();
    }
}
