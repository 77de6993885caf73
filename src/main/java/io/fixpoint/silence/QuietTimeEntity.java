package io.fixpoint.silence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row of a silence or of a maintenance window. */
@Entity
@Table(name = "quiet_time")
class QuietTimeEntity {
    @Id
    String id;

    @Enumerated(EnumType.STRING)
    QuietTime.Kind kind;

    /** JSON: an object of matchers, or a list of services. */
    String covers;

    String reason;

    @Column(name = "starts_at")
    Instant startsAt;

    @Column(name = "ends_at")
    Instant endsAt;

    @Nullable
    String recurrence;

    @Column(name = "time_zone")
    String timeZone;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "changed_by")
    @Nullable
    String changedBy;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;
}
