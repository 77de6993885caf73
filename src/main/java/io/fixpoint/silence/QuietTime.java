package io.fixpoint.silence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A silence or a maintenance window.
 *
 * @param matchers of a silence: what an anomaly must have, by the names that {@link io.fixpoint.fact.Silence} knows
 * @param services of a maintenance window; none means all
 */
record QuietTime(
        String id,
        Kind kind,
        Map<String, String> matchers,
        List<String> services,
        String reason,
        Schedule schedule,
        String createdBy,
        Instant createdAt,
        @Nullable String changedBy,
        @Nullable Instant changedAt) {

    enum Kind {
        SILENCE("silence"),
        MAINTENANCE_WINDOW("maintenance window");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What people call it. */
        String words() {
            return words;
        }
    }

    /** As triage rules see it. */
    SeenQuietTime seen(Instant now) {
        boolean active = schedule.state(now) == Schedule.State.ACTIVE;
        return new SeenQuietTime(kind == Kind.SILENCE, id, active, reason, matchers, services);
    }

    QuietTime ended(String by, Instant at) {
        return new QuietTime(id, kind, matchers, services, reason, schedule.ended(at), createdBy, createdAt, by, at);
    }
}
