package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The priority of an incident for as long as this stands; the most urgent of several counts. */
public final class SetPriority extends Decision {
    private final String incident;
    private final Priority priority;

    private SetPriority(String incident, Priority priority) {
        this.incident = incident;
        this.priority = priority;
    }

    /** The incident has this priority while it stands. */
    public static SetPriority of(Incident incident, Priority priority) {
        return new SetPriority(incident.getId(), priority);
    }

    /** The id of the incident. */
    public String getIncident() {
        return incident;
    }

    /** The priority that is set. */
    public Priority getPriority() {
        return priority;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("priority", incident, priority.name());
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(incident, priority);
    }
}
