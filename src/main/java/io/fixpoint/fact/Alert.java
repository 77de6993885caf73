package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert of another system as it stands now: firing, or resolved not long ago. Immutable; a change is a new object. */
public final class Alert {
    private final Fact.Alert last;
    private final Instant lastSeen;
    private final Duration age;
    private final boolean fresh;

    /**
     * @param last the last observation of the alert
     * @param lastSeen when it was last received, repeats included
     * @param age since it was last seen, on the service's clock
     */
    @HostOnly
    public Alert(Fact.Alert last, Instant lastSeen, Duration age, boolean fresh) {
        this.last = last;
        this.lastSeen = lastSeen;
        this.age = age;
        this.fresh = fresh;
    }

    public String getService() {
        return last.service();
    }

    public @Nullable String getInstance() {
        return last.instance();
    }

    public String getName() {
        return last.name();
    }

    public boolean isFiring() {
        return last.firing();
    }

    /** {@code firing} or {@code resolved}. */
    public String getStatus() {
        return last.firing() ? "firing" : "resolved";
    }

    /** Our severity for the sender's word; the word itself is {@code labels["severity"]}. */
    public Severity getSeverity() {
        return Severity.ofWord(last.severity());
    }

    public @Nullable String getSummary() {
        return last.summary();
    }

    public String getFingerprint() {
        return last.fingerprint();
    }

    public Map<String, String> getLabels() {
        return last.labels();
    }

    public ZonedDateTime getStartsAt() {
        return last.startsAt().atZone(ZoneOffset.UTC);
    }

    public ZonedDateTime getLastSeen() {
        return lastSeen.atZone(ZoneOffset.UTC);
    }

    public double getAgeSeconds() {
        return age.toMillis() / 1000.0;
    }

    /** In verification: sent and logged after the repair ended. Always true elsewhere. */
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public String toString() {
        return "alert " + last.name() + " of " + last.service();
    }
}
