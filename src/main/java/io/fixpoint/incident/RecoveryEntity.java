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
}
