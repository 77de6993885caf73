package io.fixpoint.fact;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened to a service, such as a deployment; present for its keep time. */
public final class Event {
    private final Fact.Event event;

    @HostOnly
    public Event(Fact.Event event) {
        this.event = event;
    }

    /** The service that it happened to. */
    public String getService() {
        return event.service();
    }

    /** The instance that it happened to; null if it names none. */
    public @Nullable String getInstance() {
        return event.instance();
    }

    /** What sort of event, such as {@code deployment}. */
    public String getKind() {
        return event.kind();
    }

    /** What its sender says about it, such as the version that was deployed. */
    public @Nullable String getMessage() {
        return event.message();
    }

    /** What its sender adds to it, by name. */
    public Map<String, String> getAttributes() {
        return event.attributes();
    }

    /** The labels that the sender gave it. */
    public Map<String, String> getLabels() {
        return event.labels();
    }

    /** When it happened. */
    public ZonedDateTime getTime() {
        return event.time().atZone(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return event.kind() + " of " + event.service() + (event.message() == null ? "" : " " + event.message()) + " at "
                + event.time();
    }
}
