package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work on the anomaly as a part of the incident. */
public final class JoinIncident extends Decision {
    private final Anomaly anomaly;
    private final Incident incident;

    private JoinIncident(Anomaly anomaly, Incident incident) {
        this.anomaly = anomaly;
        this.incident = incident;
    }

    /** The anomaly becomes one of the incident. */
    public static JoinIncident of(Anomaly anomaly, Incident incident) {
        return new JoinIncident(anomaly, incident);
    }

    /** The anomaly that joins. */
    public Anomaly getAnomaly() {
        return anomaly;
    }

    /** The incident that it joins. */
    public Incident getIncident() {
        return incident;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("join", incident.getId(), episodeOf(anomaly));
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(anomaly, incident.getId());
    }
}
