package io.fixpoint.recovery;

import io.fixpoint.recovery.RecoveryChanged.Change;
import io.fixpoint.recovery.RecoveryChanged.Kind;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.camunda.bpm.engine.impl.history.event.HistoricActivityInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricIncidentEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricProcessInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricTaskInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;

/** Tells of what the engine writes into its history: that a recovery or a human task changed. */
@Singleton
final class ToldHistory implements HistoryEventHandler {
    private final Event<RecoveryChanged> changes;

    @Inject
    ToldHistory(Event<RecoveryChanged> changes) {
        this.changes = changes;
    }

    @Override
    public void handleEvent(HistoryEvent event) {
        if (event instanceof HistoricTaskInstanceEventEntity task && task.getTaskId() != null) {
            changes.fire(new RecoveryChanged(Kind.TASK, task.getTaskId(), change(event)));
        } else if (event instanceof HistoricProcessInstanceEventEntity
                || event instanceof HistoricActivityInstanceEventEntity
                || event instanceof HistoricIncidentEventEntity) {
            String recovery = event.getRootProcessInstanceId() == null
                    ? event.getProcessInstanceId()
                    : event.getRootProcessInstanceId();
            if (recovery != null) {
                boolean whole = event instanceof HistoricProcessInstanceEventEntity
                        && recovery.equals(event.getProcessInstanceId());
                changes.fire(new RecoveryChanged(Kind.RECOVERY, recovery, whole ? change(event) : Change.CHANGED));
            }
        }
    }

    private static Change change(HistoryEvent event) {
        if (event.isEventOfType(HistoryEventTypes.TASK_INSTANCE_CREATE)
                || event.isEventOfType(HistoryEventTypes.PROCESS_INSTANCE_START)) {
            return Change.CREATED;
        }
        return event.isEventOfType(HistoryEventTypes.TASK_INSTANCE_COMPLETE)
                        || event.isEventOfType(HistoryEventTypes.TASK_INSTANCE_DELETE)
                        || event.isEventOfType(HistoryEventTypes.PROCESS_INSTANCE_END)
                ? Change.ENDED
                : Change.CHANGED;
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
        events.forEach(this::handleEvent);
    }
}
