package io.fixpoint.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.jspecify.annotations.Nullable;

/** A change by a person; {@code status} is null until it is known what came of it. */
@Entity
@Table(name = "audit")
class AuditEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Instant at;
    String person;

    @Nullable
    String address;

    @Column(name = "known_by")
    String knownBy;

    String action;
    String object;

    @Column(name = "before_json", length = Length.LONG32)
    @Nullable
    String before;

    @Column(name = "after_json", length = Length.LONG32)
    @Nullable
    String after;

    @Nullable
    Integer status;
}
