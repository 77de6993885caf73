package io.fixpoint.triage;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.LeftOut;
import io.fixpoint.silence.SeenQuietTime;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A round of triage that carried something out, with what it saw that neither the log nor detection tells: what a replay
 * follows, and what it is compared with. Episodes are named by what they are, since their ids are random.
 *
 * @param sequence in the order of the rounds; 0 until it is stored
 * @param detection the commit of detection whose episodes and events it saw: it ran after the record of its position
 * @param at when, by the server's clock
 * @param release of the rules
 * @param leftOut rules in quarantine
 * @param topology the version of the topology
 * @param quietTimes every silence and maintenance window that was not over; null if these are those of the round before
 * @param consumed the transitions that it took, each as {@link #transition}
 * @param before incidents that looked other than the round before left them: people and recoveries changed them
 * @param gone the ids of incidents that rules see no more
 * @param joined episodes that belong to another incident than the round before saw: the incident's id, or "", by name
 * @param decided what it decided once, whether or not it was new
 * @param standing every state that stands after it; null if these are those of the round before
 * @param after incidents that look other after it: what became of its decisions
 */
public record TriageRound(
        long sequence,
        Episodes.Progress detection,
        Instant at,
        int release,
        List<LeftOut> leftOut,
        long topology,
        @Nullable List<SeenQuietTime> quietTimes,
        List<String> consumed,
        List<SeenIncident> before,
        List<String> gone,
        Map<String, String> joined,
        List<Decided> decided,
        @Nullable List<Decided> standing,
        List<SeenIncident> after) {

    /** An incident as triage rules see it. */
    public record SeenIncident(
            String id,
            long number,
            String title,
            Incident.Status status,
            Severity severity,
            Priority priority,
            String service,
            List<String> services,
            String correlationKey,
            Instant detected,
            Instant opened,
            @Nullable String assignee) {

        /** The incident as it was, under an id. */
        public Incident as(String named) {
            return new Incident(
                    named,
                    number,
                    title,
                    status,
                    severity,
                    priority,
                    service,
                    Set.copyOf(services),
                    correlationKey,
                    detected,
                    opened,
                    assignee);
        }

        static SeenIncident of(Incident incident) {
            return new SeenIncident(
                    incident.getId(),
                    incident.getNumber(),
                    incident.getTitle(),
                    incident.getStatus(),
                    incident.getSeverity(),
                    incident.getPriority(),
                    incident.getService(),
                    List.copyOf(new TreeSet<>(incident.getServices())),
                    incident.getCorrelationKey(),
                    incident.getDetected().toInstant(),
                    incident.getOpened().toInstant(),
                    incident.getAssignee());
        }
    }

    /** Of the record that it followed. */
    public long position() {
        return detection.position();
    }

    TriageRound numbered(long number) {
        return new TriageRound(
                number,
                detection,
                at,
                release,
                leftOut,
                topology,
                quietTimes,
                consumed,
                before,
                gone,
                joined,
                decided,
                standing,
                after);
    }

    /** What an episode is called in rounds: its identity and its start. */
    public static String name(Anomaly episode) {
        ZonedDateTime started = episode.getStartedAt();
        return identity(episode) + Decided.SINCE + (started == null ? "?" : started.toInstant());
    }

    /** What an anomaly is called whenever it stands. */
    public static String identity(Anomaly anomaly) {
        return anomaly.getName() + " of " + anomaly.getService()
                + (anomaly.getInstance() == null ? "" : "/" + anomaly.getInstance())
                + (anomaly.getLabels().isEmpty() ? "" : new TreeMap<>(anomaly.getLabels()));
    }

    /** What a transition of an episode is called. */
    public static String transition(Anomaly episode, Anomaly.Status status) {
        return name(episode) + " " + status;
    }
}
