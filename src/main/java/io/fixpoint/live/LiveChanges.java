package io.fixpoint.live;

import io.fixpoint.detection.AnomalySink;
import io.fixpoint.incident.IncidentChanged;
import io.fixpoint.incident.TimelineTail;
import io.fixpoint.live.LiveChange.Change;
import io.fixpoint.live.LiveChange.Kind;
import io.fixpoint.node.SharedState;
import io.fixpoint.recovery.RecoveryChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Hears of every change, on this server as it is committed, on another one by the timeline that they share. */
@ApplicationScoped
public class LiveChanges implements AnomalySink, SharedState {
    private final LiveEvents events = new LiveEvents();
    private final TimelineTail timeline;
    private final Clock clock;

    @Inject
    LiveChanges(TimelineTail timeline, Clock clock) {
        this.timeline = timeline;
        this.clock = clock;
    }

    LiveEvents events() {
        return events;
    }

    void incident(@Observes(during = TransactionPhase.AFTER_SUCCESS) IncidentChanged change) {
        Change how = "opened".equals(change.what())
                ? Change.CREATED
                : "closed".equals(change.what()) ? Change.ENDED : Change.CHANGED;
        add(Kind.INCIDENT, change.incidentId(), change.incidentId(), how, change.service());
    }

    void recovery(@Observes(during = TransactionPhase.AFTER_SUCCESS) RecoveryChanged change) {
        add(
                change.kind() == RecoveryChanged.Kind.TASK ? Kind.TASK : Kind.RECOVERY,
                change.id(),
                null,
                Change.valueOf(change.change().name()),
                null);
    }

    /** Which, is in the list of anomalies. */
    @Override
    public void anomaliesChanged() {
        add(Kind.ANOMALY, null, null, Change.CHANGED, null);
    }

    /** What happened to incidents on another server, and with it to their recoveries, tasks and anomalies. */
    @Override
    public void refresh() {
        for (String incident : timeline.changed()) {
            add(Kind.INCIDENT, incident, incident, Change.CHANGED, null);
            for (Kind kind : new Kind[] {Kind.RECOVERY, Kind.TASK, Kind.ANOMALY}) {
                add(kind, null, null, Change.CHANGED, null);
            }
        }
    }

    private void add(
            Kind kind, @Nullable String id, @Nullable String incident, Change change, @Nullable String service) {
        events.add(new LiveChange(
                kind, id, incident, change, service, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }
}
