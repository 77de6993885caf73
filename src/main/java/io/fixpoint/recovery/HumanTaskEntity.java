package io.fixpoint.recovery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A human task's row: written with each change of the engine's task, and kept when that is gone. */
@Entity
@Table(name = "human_task")
class HumanTaskEntity {
    /** The due date of what is never due. */
    static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    @Id
    String task;

    @Column(name = "is_open")
    boolean open;

    /** The root instance. */
    String recovery;

    @Nullable
    String incident;

    String process;
    String element;

    @Nullable
    String assignee;

    int priority;

    @Column(name = "created_at")
    Instant createdAt;

    /** {@link #NEVER} if it is not due. */
    @Column(name = "due_at")
    Instant dueAt;

    /** When somebody first took it, or was given it. */
    @Column(name = "claimed_at")
    @Nullable
    Instant claimedAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    /** Null if it was withdrawn. */
    @Column(name = "completed_by")
    @Nullable
    String completedBy;

    @Nullable
    String outcome;

    /** JSON. */
    @Nullable
    String repair;
}
