package io.fixpoint.notification;

import io.fixpoint.incident.Announcement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivery as the API shows it. The receiver's address is left out: such addresses often hold a secret. */
record DeliveryView(
        String id,
        String channel,
        Announcement.Kind kind,
        @Nullable String incidentId,
        String summary,
        DeliveryEntity.State state,
        int attempts,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant deliveredAt,
        @Nullable String lastError) {
    static DeliveryView of(DeliveryEntity delivery) {
        return new DeliveryView(
                delivery.id,
                delivery.channel,
                delivery.kind,
                delivery.incident,
                delivery.summary,
                delivery.state,
                delivery.attempts,
                delivery.createdAt,
                delivery.state == DeliveryEntity.State.PENDING ? delivery.nextAt : null,
                delivery.lastAttemptAt,
                delivery.deliveredAt,
                delivery.lastError);
    }
}
