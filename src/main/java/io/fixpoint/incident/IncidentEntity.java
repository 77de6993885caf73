package io.fixpoint.incident;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

/** An incident's row. Only {@link IncidentLifecycle} changes its status. */
@Entity
@Table(name = "incident")
class IncidentEntity {
    @Id
    String id;

    @Generated
    @Column(insertable = false, updatable = false)
    Long number;

    @Version
    long version;

    String title;

    @Enumerated(EnumType.STRING)
    Incident.Status status;

    @Enumerated(EnumType.STRING)
    RecoveryProgress.@Nullable Step step;

    @Column(name = "step_since")
    @Nullable
    Instant stepSince;

    /** What counts: what a person stated, else what rules state, else what was found. */
    @Enumerated(EnumType.STRING)
    Severity severity;

    /** The worst of its anomalies, ever. */
    @Enumerated(EnumType.STRING)
    @Column(name = "severity_found")
    Severity severityFound;

    @Enumerated(EnumType.STRING)
    @Column(name = "severity_ruled")
    @Nullable
    Severity severityRuled;

    @Enumerated(EnumType.STRING)
    @Column(name = "severity_stated")
    @Nullable
    Severity severityStated;

    @Enumerated(EnumType.STRING)
    Priority priority;

    @Enumerated(EnumType.STRING)
    @Column(name = "priority_ruled")
    @Nullable
    Priority priorityRuled;

    boolean suppressed;

    @Column(name = "suppressed_reason")
    @Nullable
    String suppressedReason;

    String service;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "incident_service", joinColumns = @JoinColumn(name = "incident"))
    @Column(name = "service")
    @BatchSize(size = 100)
    Set<String> services = new TreeSet<>();

    @Column(name = "correlation_key")
    String correlationKey;

    /** The {@link IncidentTextEntity} that a search finds it by. */
    @Column(name = "text_id")
    @Nullable
    Long textId;

    /** A person's name, or {@code rule:} and its id. */
    @Column(name = "opened_by")
    String openedBy;

    @Nullable
    String assignee;

    @Column(name = "merged_into")
    @Nullable
    String mergedInto;

    /** Whether it was, ever. */
    boolean reopened;

    /** JSON. */
    @Nullable
    String suspects;

    /** JSON. */
    @Nullable
    String cause;

    @Column(name = "resolved_by")
    @Nullable
    String resolvedBy;

    @Nullable
    String resolution;

    @Column(name = "detected_at")
    Instant detectedAt;

    @Column(name = "opened_at")
    Instant openedAt;

    @Column(name = "acknowledged_at")
    @Nullable
    Instant acknowledgedAt;

    @Column(name = "recovering_at")
    @Nullable
    Instant recoveringAt;

    @Column(name = "escalated_at")
    @Nullable
    Instant escalatedAt;

    @Column(name = "resolved_at")
    @Nullable
    Instant resolvedAt;

    @Column(name = "closed_at")
    @Nullable
    Instant closedAt;

    boolean isOpen() {
        return status != Incident.Status.RESOLVED && status != Incident.Status.CLOSED;
    }

    /** As rules see it. */
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
                assignee);
    }
}
