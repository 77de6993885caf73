package io.fixpoint.replay;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import io.fixpoint.triage.TriageRound.SeenIncident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An incident that rules would have opened. */
public final class RehearsedIncident {
    final String id;
    long number;
    final String title;
    final String service;
    final Set<String> services = new TreeSet<>();
    final String correlationKey;
    final Instant openedAt;
    final List<String> recoveries = new ArrayList<>();
    Severity found;
    Instant detectedAt;
    Status status = Status.OPEN;
    Severity severity;
    Severity worst;
    Priority priority;
    boolean suppressed;

    @Nullable
    Severity ruled;

    /** What a person said of it. */
    @Nullable
    Severity stated;

    /** The recorded incident that it is, as it was last. */
    @Nullable
    SeenIncident recorded;

    /** Whether rules see the recorded incident. */
    boolean seen;

    /** Whether it was opened by a person, or before the replay began. */
    boolean adopted;

    @Nullable
    Instant resolvedAt;

    @Nullable
    String assignee;

    RehearsedIncident(
            String id,
            long number,
            String title,
            String service,
            String correlationKey,
            Severity severity,
            Priority priority,
            Instant detectedAt,
            Instant openedAt) {
        this.id = id;
        this.number = number;
        this.title = title;
        this.service = service;
        this.services.add(service);
        this.correlationKey = correlationKey;
        this.found = severity;
        this.severity = severity;
        this.worst = severity;
        this.priority = priority;
        this.detectedAt = detectedAt;
        this.openedAt = openedAt;
    }

    /** Unique within the rehearsal. */
    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    /** The service of the anomaly that opened it. */
    public String service() {
        return service;
    }

    /** The services of all its anomalies, by name. */
    public List<String> services() {
        return List.copyOf(services);
    }

    public String correlationKey() {
        return correlationKey;
    }

    public Status status() {
        return status;
    }

    public Severity severity() {
        return severity;
    }

    /** The worst that it ever was. */
    public Severity worst() {
        return worst;
    }

    public Priority priority() {
        return priority;
    }

    public boolean suppressed() {
        return suppressed;
    }

    /** When the first of its anomalies began, by its service's clock. */
    public Instant detectedAt() {
        return detectedAt;
    }

    public Instant openedAt() {
        return openedAt;
    }

    public @Nullable Instant resolvedAt() {
        return resolvedAt;
    }

    /** The keys of the processes that would have been started for it, in order. */
    public List<String> recoveries() {
        return List.copyOf(recoveries);
    }

    boolean isOpen() {
        return status != Status.RESOLVED && status != Status.CLOSED;
    }

    /** As it was recorded, under its id in the rehearsal. */
    Incident fact() {
        return new Incident(
                id,
                number,
                title,
                status,
                severity,
                priority,
                service,
                services,
                correlationKey,
                detectedAt,
                openedAt,
                recorded == null ? assignee : recorded.assignee());
    }
}
