package io.fixpoint.replay;

import io.fixpoint.fact.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What another course of events would have had other than this one, each list in order of time. */
public record Difference(
        List<AnomalyChange> anomalies,
        List<IncidentChange> incidents,
        List<RecoveryChange> recoveries,
        List<DecisionChange> decisions) {
    public Difference {
        anomalies = List.copyOf(anomalies);
        incidents = List.copyOf(incidents);
        recoveries = List.copyOf(recoveries);
        decisions = List.copyOf(decisions);
    }

    /** How the candidate differs. */
    public enum Change {
        NEW,
        GONE,
        EARLIER,
        LATER,
        SEVERITY,
        /** Cleared at the same time, but by something else. */
        CLEARED_BY
    }

    /** What of an episode is at another time. */
    public enum What {
        STARTED,
        FIRED,
        CLEARED
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return anomalies.isEmpty() && incidents.isEmpty() && recoveries.isEmpty() && decisions.isEmpty();
    }

    /**
     * A difference of an anomaly.
     *
     * @param what which of its times, for EARLIER and LATER
     * @param bySeconds how much earlier or later
     * @param live that time as recorded
     * @param candidate that time in the replay
     * @param fires whether it fires at all, in the course that has it
     * @param note what else there is to say
     */
    public record AnomalyChange(
            Change change,
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            @Nullable What what,
            @Nullable Double bySeconds,
            @Nullable Instant live,
            @Nullable Instant candidate,
            @Nullable Severity liveSeverity,
            @Nullable Severity candidateSeverity,
            boolean fires,
            List<String> rules,
            @Nullable String note) {}

    /** A difference of an incident that rules open. */
    public record IncidentChange(
            Change change,
            String correlationKey,
            String service,
            String title,
            @Nullable Double bySeconds,
            @Nullable Instant live,
            @Nullable Instant candidate,
            @Nullable Severity liveSeverity,
            @Nullable Severity candidateSeverity) {}

    /** A difference of a recovery that rules ask for. */
    public record RecoveryChange(
            Change change,
            String process,
            String incident,
            @Nullable String service,
            @Nullable Double bySeconds,
            @Nullable Instant live,
            @Nullable Instant candidate,
            List<String> rules) {}

    /** A difference of any decision; those that open incidents and start recoveries are here, too. */
    public record DecisionChange(
            Change change,
            String type,
            List<String> about,
            @Nullable Double bySeconds,
            @Nullable Instant live,
            @Nullable Instant candidate,
            List<String> rules) {}
}
