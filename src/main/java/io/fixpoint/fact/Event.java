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

    public String getService() {
        return event.service();
    }

    public @Nullable String getInstance() {
        return event.instance();
    }

    /** What sort of event, such as {@code deployment}. */
    public String getKind() {
        return event.kind();
    }

    public @Nullable String getMessage() {
        return event.message();
    }

    public Map<String, String> getAttributes() {
        return event.attributes();
    }

    public Map<String, String> getLabels() {
        return event.labels();
    }

    public ZonedDateTime getTime() {
        return event.time().atZone(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return event.kind() + " of " + event.service() + (event.message() == null ? "" : " " + event.message()) + " at "
                + event.time();
    }
}
