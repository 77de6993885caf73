package io.fixpoint.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One thing that happened; never rewritten. */
@Entity
@Immutable
@Table(name = "incident_timeline")
class TimelineEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String incident;
    Instant at;
    String actor;
    String what;

    @Nullable
    String detail;

    /** JSON. */
    @Nullable
    String data;
}
