package io.fixpoint.recovery;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.DefaultIncidentHandler;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;

/** A step that failed as often as it may: the recovery is stalled, and a person is asked, in the same transaction. */
final class StalledRecoveries extends DefaultIncidentHandler {
    private final RecoveryListeners listeners;

    /** @param type the kind of step: a job of the server's, or an external task */
    StalledRecoveries(String type, RecoveryListeners listeners) {
        super(type);
        this.listeners = listeners;
    }

    @Override
    public Incident handleIncident(IncidentContext context, String message) {
        Incident incident = super.handleIncident(context, message);
        if (context.getExecutionId() != null) {
            ExecutionEntity execution =
                    Context.getCommandContext().getExecutionManager().findExecutionById(context.getExecutionId());
            if (execution != null) {
                listeners.stalled(execution, context.getActivityId(), message);
            }
        }
        return incident;
    }
}
