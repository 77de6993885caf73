package io.fixpoint.rest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.jspecify.annotations.Nullable;

/** A POST that was begun under a key, and what it answered; {@code status} is null until it has. */
@Entity
@Table(name = "idempotency_key")
class IdempotencyKeyEntity {
    /** Hash of person, path and key, so that a key of any length fits. */
    @Id
    String id;

    String person;

    String path;

    @Column(name = "request_hash")
    String requestHash;

    @Column(name = "created_at")
    Instant createdAt;

    @Nullable
    Integer status;

    @Nullable
    String location;

    @Column(name = "content_type")
    @Nullable
    String contentType;

    @Column(length = Length.LONG32)
    @Nullable
    String body;
}
