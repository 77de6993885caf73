package io.fixpoint.recovery.action;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An action that was done, and whose output is used where its recovery comes to the element again. */
@Entity
@Table(name = "action_reuse")
class ActionReuseRow {
    /** The job that carried it out. */
    @Id
    @Column(name = "job_id")
    String key;

    @Column(name = "recovery_id")
    String recoveryId;

    String process;

    String element;

    @Column(name = "started_at")
    Instant startedAt;
}
