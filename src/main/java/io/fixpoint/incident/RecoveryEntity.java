package io.fixpoint.incident;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A recovery of an incident, as the incident knows it. */
@Entity
@Table(name = "incident_recovery")
class RecoveryEntity {
    @Id
    String recovery;

    String incident;
    String process;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    /** Whether it waits for its turn, or waited when it ended. */
    boolean waiting;

    /** Whether a verification found the incident recovered; null while it runs. */
    @Nullable
    Boolean recovered;

    @Nullable
    String summary;

    /** Of the process; null until the result is kept. */
    @Nullable
    Integer version;

    /** As the API's {@code recoveries}; null until the result is kept. */
    @Nullable
    String state;

    /** What it went through: JSON, a list of {@link RecoveryViews.StepTime}. */
    @Nullable
    String steps;

    /** What it used: JSON, a {@link RecoveryViews.Used}. */
    @Nullable
    String resources;

    /** Whether its result is kept here, so that the engine's history of it is no longer needed. */
    boolean kept;
}
