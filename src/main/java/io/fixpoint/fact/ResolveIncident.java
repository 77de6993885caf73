package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolve an incident that needs no recovery. */
public final class ResolveIncident extends Decision {
    private final Incident incident;
    private final @Nullable String reason;

    private ResolveIncident(Incident incident, @Nullable String reason) {
        this.incident = incident;
        this.reason = reason;
    }

    /** The incident is resolved. */
    public static ResolveIncident of(Incident incident) {
        return new ResolveIncident(incident, null);
    }

    /** A sentence for people: why it is over. */
    public ResolveIncident reason(String sentence) {
        return new ResolveIncident(incident, sentence);
    }

    /** The incident that is resolved. */
    public Incident getIncident() {
        return incident;
    }

    /** The rule's sentence for people. */
    public @Nullable String getReason() {
        return reason;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("resolve", incident.getId());
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(incident.getId(), reason);
    }
}
