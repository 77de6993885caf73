package io.fixpoint.silence;

import io.fixpoint.silence.QuietTime.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A silence or a maintenance window as a person asks for it; {@link DraftCheck} says what is wrong with it. */
record Draft(
        Kind kind,
        @Nullable Map<String, @Nullable String> matchers,
        @Nullable List<@Nullable String> services,
        @Nullable String reason,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable String recurrence,
        @Nullable String timeZone) {

    /** What a person sends to silence anomalies. {@code startsAt} is now unless stated. */
    record SilenceRequest(
            @Nullable Map<String, @Nullable String> matchers,
            @Nullable String reason,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable String recurrence,
            @Nullable String timeZone) {}

    /** What a person sends to plan maintenance. {@code startsAt} is now unless stated; no service is all services. */
    record MaintenanceWindowRequest(
            @Nullable List<@Nullable String> services,
            @Nullable String reason,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable String recurrence,
            @Nullable String timeZone) {}

    static Draft of(@Nullable SilenceRequest sent) {
        return sent == null
                ? new Draft(Kind.SILENCE, null, null, null, null, null, null, null)
                : new Draft(
                        Kind.SILENCE,
                        sent.matchers(),
                        null,
                        sent.reason(),
                        sent.startsAt(),
                        sent.endsAt(),
                        sent.recurrence(),
                        sent.timeZone());
    }

    static Draft of(@Nullable MaintenanceWindowRequest sent) {
        return sent == null
                ? new Draft(Kind.MAINTENANCE_WINDOW, null, null, null, null, null, null, null)
                : new Draft(
                        Kind.MAINTENANCE_WINDOW,
                        null,
                        sent.services(),
                        sent.reason(),
                        sent.startsAt(),
                        sent.endsAt(),
                        sent.recurrence(),
                        sent.timeZone());
    }
}
