package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An episode as it is stored.
 *
 * @param anomaly what stands, or stood last; its highest severity
 * @param rules the ids of the rules that concluded it
 * @param startedReceived receipt of the record with which it started
 * @param goneAt since when the condition of a firing episode no longer holds
 * @param goneReceived receipt of the record with which that was so
 * @param clearedBy {@code condition}, {@code release}, {@code quarantine} or {@code retention}
 */
public record EpisodeRecord(
        String id,
        Anomaly anomaly,
        Anomaly.Status status,
        int release,
        List<String> rules,
        Instant startedAt,
        Instant startedReceived,
        @Nullable Instant firingAt,
        @Nullable Instant goneAt,
        @Nullable Instant goneReceived,
        @Nullable Instant clearedAt,
        @Nullable String clearedBy,
        @Nullable String incident) {
    public EpisodeRecord {
        rules = List.copyOf(rules);
    }

    /** The episode as the stages after detection know it. */
    public Anomaly known() {
        return known(incident);
    }

    /** The same, with the incident that it belongs to at another time. */
    public Anomaly known(@Nullable String ofIncident) {
        return anomaly.as(new Anomaly.Episode(id, status, startedAt, firingAt, clearedAt, ofIncident));
    }
}
