package io.fixpoint.fact;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An incident as it stands now. */
public final class Incident {
    /** Where an incident stands; its moves are in the incident package's transition table. */
    public enum Status {
        OPEN,
        RECOVERING,
        ESCALATED,
        RESOLVED,
        CLOSED
    }

    private final String id;
    private final long number;
    private final String title;
    private final Status status;
    private final Severity severity;
    private final Priority priority;
    private final String service;
    private final Set<String> services;
    private final String correlationKey;
    private final Instant detected;
    private final Instant opened;
    private final @Nullable String assignee;

    /** @param detected when the first of its anomalies began, by its service's clock */
    @HostOnly
    public Incident(
            String id,
            long number,
            String title,
            Status status,
            Severity severity,
            Priority priority,
            String service,
            Set<String> services,
            String correlationKey,
            Instant detected,
            Instant opened,
            @Nullable String assignee) {
        this.id = id;
        this.number = number;
        this.title = title;
        this.status = status;
        this.severity = severity;
        this.priority = priority;
        this.service = service;
        this.services = Set.copyOf(services);
        this.correlationKey = correlationKey;
        this.detected = detected;
        this.opened = opened;
        this.assignee = assignee;
    }

    /** What it is known by; an anomaly names it as its {@code incident}. */
    public String getId() {
        return id;
    }

    /** Its number for people, ascending. */
    public long getNumber() {
        return number;
    }

    /** What people call it. */
    public String getTitle() {
        return title;
    }

    /** Where it stands. */
    public Status getStatus() {
        return status;
    }

    /** Neither resolved nor closed. */
    public boolean isOpen() {
        return status != Status.RESOLVED && status != Status.CLOSED;
    }

    /** How bad it is. */
    public Severity getSeverity() {
        return severity;
    }

    /** How soon it is due. */
    public Priority getPriority() {
        return priority;
    }

    /** The service of the anomaly that opened it. */
    public String getService() {
        return service;
    }

    /** The services of all its anomalies. */
    public Set<String> getServices() {
        return services;
    }

    /** Anomalies with this key are worked on as this one incident while it is open. */
    public String getCorrelationKey() {
        return correlationKey;
    }

    /** When the first of its anomalies began, by the clock of its service. */
    public ZonedDateTime getDetected() {
        return detected.atZone(ZoneOffset.UTC);
    }

    /** When it was opened. */
    public ZonedDateTime getOpened() {
        return opened.atZone(ZoneOffset.UTC);
    }

    /** Who works on it; null if nobody does. */
    public @Nullable String getAssignee() {
        return assignee;
    }

    @Override
    public String toString() {
        return "incident " + number + " " + title;
    }
}
