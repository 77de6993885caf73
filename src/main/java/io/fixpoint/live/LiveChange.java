package io.fixpoint.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something changed: enough to know what to read again.
 *
 * @param id of the incident, task, anomaly or recovery; null if it is any of them, or several
 * @param incidentId to which it belongs; null if that is not known
 * @param service of which it is; null if that is not known
 */
public record LiveChange(
        @JsonIgnore Kind kind,
        @Nullable String id,
        @Nullable String incidentId,
        Change change,
        @Nullable String service,
        Instant time) {

    /** What it is of. */
    public enum Kind {
        INCIDENT,
        TASK,
        ANOMALY,
        RECOVERY;

        /** The name of the events of a stream. */
        String event() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it changed. */
    public enum Change {
        CREATED,
        CHANGED,
        ENDED
    }
}
