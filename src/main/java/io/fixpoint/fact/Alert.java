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

    /** The service that it is about; {@code unmapped} if that could not be told. */
    public String getService() {
        return last.service();
    }

    /** The instance that it is about; null if it names none. */
    public @Nullable String getInstance() {
        return last.instance();
    }

    /** The name of the alert, such as {@code HighErrorRate}. */
    public String getName() {
        return last.name();
    }

    /** Whether it fires; false once its sender has said that it is resolved. */
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

    /** The sender's sentence for people. */
    public @Nullable String getSummary() {
        return last.summary();
    }

    /** What the sender knows the alert by through its life. */
    public String getFingerprint() {
        return last.fingerprint();
    }

    /** The labels that the sender gave it. */
    public Map<String, String> getLabels() {
        return last.labels();
    }

    /** When it began to fire, by its sender. */
    public ZonedDateTime getStartsAt() {
        return last.startsAt().atZone(ZoneOffset.UTC);
    }

    /** When it was last received, repeats included. */
    public ZonedDateTime getLastSeen() {
        return lastSeen.atZone(ZoneOffset.UTC);
    }

    /** Seconds since it was last seen, on the service's clock. */
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
