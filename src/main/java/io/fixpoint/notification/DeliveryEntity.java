package io.fixpoint.notification;

import io.fixpoint.incident.Announcement;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

/** One message to one channel. */
@Entity
@Table(name = "notification_delivery")
class DeliveryEntity {
    /** Where it stands. */
    enum State {
        /** To be sent. */
        PENDING,
        /** Held back while its incident is suppressed. */
        HELD,
        DELIVERED,
        /** Not delivered in time; nobody tries any more. */
        GIVEN_UP
    }

    @Id
    String id;

    @Generated
    @Column(insertable = false, updatable = false)
    Long number;

    String channel;

    @Enumerated(EnumType.STRING)
    Announcement.Kind kind;

    @Nullable
    String incident;

    String summary;
    String payload;

    @Enumerated(EnumType.STRING)
    State state;

    int attempts;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "next_at")
    Instant nextAt;

    @Column(name = "last_attempt_at")
    @Nullable
    Instant lastAttemptAt;

    @Column(name = "delivered_at")
    @Nullable
    Instant deliveredAt;

    @Column(name = "last_error")
    @Nullable
    String lastError;
}
