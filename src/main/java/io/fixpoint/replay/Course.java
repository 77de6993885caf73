package io.fixpoint.replay;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rules made of a span of the log: what was recorded, or what a replay came to. Nothing in it hangs on random ids.
 *
 * @param episodes that stood at some time in the span, as they were at its end
 * @param incidents that were opened in it by rules
 * @param recoveries that rules asked for
 * @param decisions all of them, with those that opened and started
 * @param notes what a reader has to know of it
 */
public record Course(
        List<Episode> episodes,
        List<OpenedIncident> incidents,
        List<Recovery> recoveries,
        List<Taken> decisions,
        List<String> notes) {
    public Course {
        episodes = List.copyOf(episodes);
        incidents = List.copyOf(incidents);
        recoveries = List.copyOf(recoveries);
        decisions = List.copyOf(decisions);
        notes = List.copyOf(notes);
    }

    /**
     * An episode.
     *
     * @param severity the worst that it was
     * @param status at the end of the span
     * @param startedAt on its service's clock, as the others
     */
    public record Episode(
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Severity severity,
            Anomaly.Status status,
            Instant startedAt,
            @Nullable Instant firingAt,
            @Nullable Instant clearedAt,
            @Nullable String clearedBy,
            List<String> rules) {

        /** Whether it fired at some time. */
        boolean fired() {
            return firingAt != null;
        }

        /** What makes it one anomaly. */
        List<Object> identity() {
            return List.of(name, service, instance == null ? "" : instance, labels);
        }
    }

    /**
     * An incident.
     *
     * @param severity the worst that it was
     */
    public record OpenedIncident(
            String correlationKey, String service, String title, Severity severity, Instant openedAt) {}

    /**
     * A recovery that rules asked for.
     *
     * @param incident its correlation key
     */
    public record Recovery(
            String process, String incident, @Nullable String service, Instant at, List<String> rules) {}

    /**
     * A decision.
     *
     * @param about its type, its target and its parameters
     */
    public record Taken(String type, List<String> about, Instant at, List<String> rules) {}
}
