package io.fixpoint.fact;

import java.util.List;

/** What a triage rule concludes. The server carries it out, once by its {@link #key()}, or applies it while it stands. */
public abstract sealed class Decision extends ValueObject
        permits OpenIncident, JoinIncident, StartRecovery, Notify, ResolveIncident, SetSeverity, SetPriority, Suppress {

    /** Type, target and parameters, and the ids of what it rests on: the same decision has the same key for ever. */
    @HostOnly
    public abstract List<String> key();

    static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** The id of the anomaly's episode; a conclusion of detection that is no episode yet has none. */
    static String episodeOf(Anomaly anomaly) {
        String id = anomaly.getId();
        if (id == null) {
            throw new IllegalArgumentException(
                    "the anomaly '" + anomaly + "' is not an episode yet; decide in a triage rule");
        }
        return id;
    }
}
