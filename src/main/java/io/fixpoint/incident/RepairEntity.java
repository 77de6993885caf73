package io.fixpoint.incident;

import io.fixpoint.fact.Repair;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

/** One attempt at a repair. */
@Entity
@Table(name = "repair_attempt")
class RepairEntity {
    /** The name of what people do. */
    static final String BY_HAND = "by hand";

    @Id
    String id;

    @Generated
    @Column(insertable = false, updatable = false)
    Long number;

    String incident;
    String recovery;

    /** The incident's service; the repair's own is the target. */
    String service;

    @Nullable
    String process;

    @Nullable
    String action;

    /** What is done, in a word: the process, else the action, else {@link #BY_HAND}. */
    String name;

    String target;

    @Enumerated(EnumType.STRING)
    Repair.Kind kind;

    @Enumerated(EnumType.STRING)
    Repair.Mode mode;

    /** JSON. */
    @Nullable
    String parameters;

    @Nullable
    String undo;

    @Nullable
    String reason;

    /** Why guards turned it into an approval: JSON; null if they did not. */
    @Column(name = "held_because")
    @Nullable
    String heldBecause;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    RecoveryProgress.@Nullable RepairOutcome outcome;

    @Column(name = "outcome_reason")
    @Nullable
    String outcomeReason;

    /** Whether verification found that it helped; null if it was not verified. */
    @Nullable
    Boolean verified;

    @Column(name = "verified_at")
    @Nullable
    Instant verifiedAt;

    @Column(name = "verified_reason")
    @Nullable
    String verifiedReason;

    /** Whether its undo succeeded; null if it was not undone. */
    @Nullable
    Boolean undone;

    @Column(name = "undone_at")
    @Nullable
    Instant undoneAt;

    @Column(name = "undone_reason")
    @Nullable
    String undoneReason;
}
