package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Start a recovery process for an incident. */
public final class StartRecovery extends Decision {
    private final Incident incident;
    private final String process;

    private StartRecovery(Incident incident, String process) {
        this.incident = incident;
        this.process = process;
    }

    /** Unless stated the process is {@code recovery}. */
    public static StartRecovery of(Incident incident) {
        return new StartRecovery(incident, "recovery");
    }

    /** The process that recovers the incident. */
    public StartRecovery process(String key) {
        return new StartRecovery(incident, key);
    }

    /** The incident that is recovered. */
    public Incident getIncident() {
        return incident;
    }

    /** The process that recovers it. */
    public String getProcess() {
        return process;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("start", incident.getId(), process);
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(incident.getId(), process);
    }
}
