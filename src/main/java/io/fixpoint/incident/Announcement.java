package io.fixpoint.incident;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CDI event: something that people should be told. Fired inside the transaction that made it so; notification writes
 * its delivery in the same transaction and sends it after.
 *
 * @param incidentId null for a task of a recovery without an incident
 * @param labels what identifies it: incident, service, severity, task
 */
public record Announcement(
        Kind kind,
        @Nullable String incidentId,
        String summary,
        Map<String, String> labels,
        Map<String, String> details) {

    /** Why people are told. */
    public enum Kind {
        INCIDENT_OPENED,
        INCIDENT_RESOLVED,
        TASK_WAITING,
        ESCALATED,
        /** A rule said so. */
        RULE
    }

    public Announcement {
        labels = Map.copyOf(labels);
        details = Map.copyOf(details);
    }
}
