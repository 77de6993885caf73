package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The severity of an incident for as long as this stands; the worst of several counts. */
public final class SetSeverity extends Decision {
    private final String incident;
    private final Severity severity;

    private SetSeverity(String incident, Severity severity) {
        this.incident = incident;
        this.severity = severity;
    }

    /** The incident has this severity while it stands. */
    public static SetSeverity of(Incident incident, Severity severity) {
        return new SetSeverity(incident.getId(), severity);
    }

    /** The id of the incident. */
    public String getIncident() {
        return incident;
    }

    /** The severity that is set. */
    public Severity getSeverity() {
        return severity;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("severity", incident, severity.name());
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(incident, severity);
    }
}
