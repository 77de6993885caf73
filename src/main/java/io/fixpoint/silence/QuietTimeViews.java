package io.fixpoint.silence;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.silence.Schedule.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Silences and maintenance windows as the API shows them. */
final class QuietTimeViews {
    private QuietTimeViews() {}

    /**
     * A silence.
     *
     * @param startsAt of its first occurrence
     * @param endsAt of its first occurrence
     * @param endedAt when a person ended it
     * @param next the occurrence that is now, or else the next one; null if there is none any more
     */
    record SilenceView(
            String id,
            State state,
            Map<String, String> matchers,
            String reason,
            Instant startsAt,
            Instant endsAt,
            @Nullable String recurrence,
            String timeZone,
            @Nullable Instant endedAt,
            @Nullable Occurrence next,
            String createdBy,
            Instant createdAt,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {

        static SilenceView of(QuietTime one, Instant now) {
            Schedule schedule = one.schedule();
            return new SilenceView(
                    one.id(),
                    schedule.state(now),
                    one.matchers(),
                    one.reason(),
                    schedule.startsAt(),
                    schedule.endsAt(),
                    schedule.recurrence(),
                    schedule.zone().getId(),
                    schedule.endedAt(),
                    currentOrNext(schedule, now),
                    one.createdBy(),
                    one.createdAt(),
                    one.changedBy(),
                    one.changedAt());
        }
    }

    /**
     * A maintenance window.
     *
     * @param services none means all
     * @param startsAt of its first occurrence
     * @param endsAt of its first occurrence
     * @param endedAt when a person ended it
     * @param next the occurrence that is now, or else the next one; null if there is none any more
     */
    record MaintenanceWindowView(
            String id,
            State state,
            List<String> services,
            String reason,
            Instant startsAt,
            Instant endsAt,
            @Nullable String recurrence,
            String timeZone,
            @Nullable Instant endedAt,
            @Nullable Occurrence next,
            String createdBy,
            Instant createdAt,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {

        static MaintenanceWindowView of(QuietTime one, Instant now) {
            Schedule schedule = one.schedule();
            return new MaintenanceWindowView(
                    one.id(),
                    schedule.state(now),
                    one.services(),
                    one.reason(),
                    schedule.startsAt(),
                    schedule.endsAt(),
                    schedule.recurrence(),
                    schedule.zone().getId(),
                    schedule.endedAt(),
                    currentOrNext(schedule, now),
                    one.createdBy(),
                    one.createdAt(),
                    one.changedBy(),
                    one.changedAt());
        }
    }

    /**
     * What it would be.
     *
     * @param anomalies those standing now that it covers, whether or not it would be active now
     * @param incidents the ids of the incidents that they belong to
     * @param occurrences the next five; the first may have begun
     */
    record PreviewView(
            State state, List<CoveredView> anomalies, List<String> incidents, List<Occurrence> occurrences) {}

    /** @param incident the id of the incident that it belongs to */
    record CoveredView(
            @Nullable String id,
            String name,
            String service,
            @Nullable String instance,
            Severity severity,
            Anomaly.@Nullable Status status,
            @Nullable String incident) {

        static CoveredView of(Anomaly anomaly) {
            return new CoveredView(
                    anomaly.getId(),
                    anomaly.getName(),
                    anomaly.getService(),
                    anomaly.getInstance(),
                    anomaly.getSeverity(),
                    anomaly.getStatus(),
                    anomaly.getIncident());
        }
    }

    private static @Nullable Occurrence currentOrNext(Schedule schedule, Instant now) {
        List<Occurrence> next = schedule.upcoming(now, 1);
        return next.isEmpty() ? null : next.get(0);
    }
}
