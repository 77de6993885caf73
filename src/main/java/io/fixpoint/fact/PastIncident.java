package io.fixpoint.fact;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** One repair of an incident that has ended, so that analysis can prefer what helped before. */
public final class PastIncident {
    private final String id;
    private final String service;
    private final @Nullable String cause;
    private final @Nullable String repair;
    private final boolean recovered;
    private final Instant ended;

    @HostOnly
    public PastIncident(
            String id,
            String service,
            @Nullable String cause,
            @Nullable String repair,
            boolean recovered,
            Instant ended) {
        this.id = id;
        this.service = service;
        this.cause = cause;
        this.repair = repair;
        this.recovered = recovered;
        this.ended = ended;
    }

    /** What the incident is known by. */
    public String getId() {
        return id;
    }

    /** The service that the repair was done to. */
    public String getService() {
        return service;
    }

    /** The kind of its cause. */
    public @Nullable String getCause() {
        return cause;
    }

    /** The process of the repair. */
    public @Nullable String getRepair() {
        return repair;
    }

    /** Whether this repair was verified to have helped. */
    public boolean isRecovered() {
        return recovered;
    }

    /** When the repair ended. */
    public ZonedDateTime getEnded() {
        return ended.atZone(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return "repair " + repair + " of " + service + (recovered ? ", which helped" : ", which did not help");
    }
}
