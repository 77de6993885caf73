package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** While this stands, people are not told of the incident. */
public final class Suppress extends Decision {
    private final String incident;
    private final @Nullable String reason;

    private Suppress(String incident, @Nullable String reason) {
        this.incident = incident;
        this.reason = reason;
    }

    /** People are not told of the incident while it stands. */
    public static Suppress of(Incident incident) {
        return new Suppress(incident.getId(), null);
    }

    /** A sentence for people: why they are not told. */
    public Suppress reason(String sentence) {
        return new Suppress(incident, sentence);
    }

    /** The id of the incident. */
    public String getIncident() {
        return incident;
    }

    /** The rule's sentence for people. */
    public @Nullable String getReason() {
        return reason;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("suppress", incident);
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(incident, reason);
    }
}
