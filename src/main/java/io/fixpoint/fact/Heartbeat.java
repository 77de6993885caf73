package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The signs of life of one instance as they stand now. Immutable; a change is a new object. */
public final class Heartbeat {
    private final Fact.Heartbeat last;
    private final Instant lastSeen;
    private final Duration age;
    private final boolean missing;
    private final boolean fresh;

    /**
     * @param age since the last heartbeat, on the service's clock
     * @param missing whether the next one is overdue
     */
    @HostOnly
    public Heartbeat(Fact.Heartbeat last, Instant lastSeen, Duration age, boolean missing, boolean fresh) {
        this.last = last;
        this.lastSeen = lastSeen;
        this.age = age;
        this.missing = missing;
        this.fresh = fresh;
    }

    /** The service that shows that it lives. */
    public String getService() {
        return last.service();
    }

    /** The instance that shows that it lives; null if it names none. */
    public @Nullable String getInstance() {
        return last.instance();
    }

    /** The labels that the sender gave it. */
    public Map<String, String> getLabels() {
        return last.labels();
    }

    /** Seconds within which the next one is due, as its sender promised. */
    public double getIntervalSeconds() {
        return last.interval().toMillis() / 1000.0;
    }

    /** When the last one was received. */
    public ZonedDateTime getLastSeen() {
        return lastSeen.atZone(ZoneOffset.UTC);
    }

    /** Seconds since the last one, on the service's clock. */
    public double getAgeSeconds() {
        return age.toMillis() / 1000.0;
    }

    /** No heartbeat for longer than its interval and the tolerance that the server grants. */
    public boolean isMissing() {
        return missing;
    }

    /** In verification: sent and logged after the repair ended. Always true elsewhere. */
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public String toString() {
        return "heartbeat of " + last.service() + (last.instance() == null ? "" : "/" + last.instance());
    }
}
