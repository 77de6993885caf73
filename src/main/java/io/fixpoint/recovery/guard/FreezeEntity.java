package io.fixpoint.recovery.guard;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A freeze; {@code service} is empty for all services. */
@Entity
@Table(name = "repair_freeze")
class FreezeEntity {
    @Id
    String id;

    String service;
    String reason;

    @Column(name = "until_at")
    Instant until;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "lifted_by")
    @Nullable
    String liftedBy;

    @Column(name = "lifted_at")
    @Nullable
    Instant liftedAt;
}
