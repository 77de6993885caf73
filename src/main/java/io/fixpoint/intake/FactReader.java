package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.fact.Fact;
import io.fixpoint.problem.NearNames;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a fact of the JSON object of our own format, or says why it is none. */
@ApplicationScoped
public class FactReader {
    private static final List<String> TYPES = List.of("sample", "alert", "heartbeat", "event");
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    private static final Duration USUAL_KEEP = Duration.ofHours(1);

    private static final List<String> SAMPLE_FIELDS =
            List.of("type", "service", "instance", "metric", "value", "unit", "time", "labels", "id");
    private static final List<String> ALERT_FIELDS = List.of(
            "type",
            "service",
            "instance",
            "name",
            "status",
            "severity",
            "summary",
            "startsAt",
            "endsAt",
            "fingerprint",
            "time",
            "labels",
            "id");
    private static final List<String> HEARTBEAT_FIELDS =
            List.of("type", "service", "instance", "interval", "time", "labels", "id");
    private static final List<String> EVENT_FIELDS =
            List.of("type", "service", "instance", "kind", "message", "attributes", "keep", "time", "labels", "id");

    private final FactTimes times;

    public FactReader(FactTimes times) {
        this.times = times;
    }

    /** @throws RefusedException with the reason */
    Fact read(JsonNode node) {
        if (!node.isObject()) {
            throw new RefusedException("A fact is a JSON object; this is " + Fields.shown(node) + ".");
        }
        Fields fields = new Fields(node);
        String type = fields.name("type");
        return switch (type) {
            case "sample" -> sample(fields);
            case "alert" -> alert(fields);
            case "heartbeat" -> heartbeat(fields);
            case "event" -> event(fields);
            default ->
                throw new RefusedException("There is no fact of type '" + type + "'." + NearNames.question(type, TYPES)
                        + " The types are " + String.join(", ", TYPES) + ".");
        };
    }

    private Fact sample(Fields fields) {
        fields.only("sample", SAMPLE_FIELDS);
        return new Fact.Sample(
                fields.name("service"),
                fields.optionalName("instance"),
                fields.name("metric"),
                fields.finite("value"),
                fields.optionalName("unit"),
                time(fields),
                fields.texts("labels"),
                fields.optionalName("id"));
    }

    private Fact alert(Fields fields) {
        fields.only("alert", ALERT_FIELDS);
        String status = fields.name("status");
        if (!status.equals("firing") && !status.equals("resolved")) {
            throw new RefusedException("'status' is '" + status + "'; it must be firing or resolved.");
        }
        String service = Objects.requireNonNullElse(fields.optionalName("service"), Fact.UNMAPPED);
        String instance = fields.optionalName("instance");
        String name = fields.name("name");
        Map<String, String> labels = fields.texts("labels");
        Instant time = time(fields);
        String fingerprint = fields.optionalName("fingerprint");
        return new Fact.Alert(
                service,
                instance,
                name,
                status.equals("firing"),
                fields.optionalName("severity"),
                fields.text("summary"),
                Objects.requireNonNullElse(fields.time("startsAt"), time),
                fields.time("endsAt"),
                fingerprint != null ? fingerprint : fingerprint(service, instance, name, labels),
                time,
                labels,
                fields.optionalName("id"));
    }

    private Fact heartbeat(Fields fields) {
        fields.only("heartbeat", HEARTBEAT_FIELDS);
        Duration interval = fields.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL);
        if (interval == null) {
            throw new RefusedException("'interval' is missing: by when is the next heartbeat due, such as \"PT30S\"?");
        }
        return new Fact.Heartbeat(
                fields.name("service"),
                fields.optionalName("instance"),
                interval,
                time(fields),
                fields.texts("labels"),
                fields.optionalName("id"));
    }

    private Fact event(Fields fields) {
        fields.only("event", EVENT_FIELDS);
        return new Fact.Event(
                fields.name("service"),
                fields.optionalName("instance"),
                fields.name("kind"),
                fields.text("message"),
                fields.texts("attributes"),
                Objects.requireNonNullElse(
                        fields.duration("keep", Duration.ofSeconds(1), times.retention()), USUAL_KEEP),
                time(fields),
                fields.texts("labels"),
                fields.optionalName("id"));
    }

    private Instant time(Fields fields) {
        Instant time = fields.time("time");
        return time == null ? times.now() : times.checked("'time'", time);
    }

    /** What identifies an alert whose sender gives no fingerprint. */
    static String fingerprint(String service, @Nullable String instance, String name, Map<String, String> labels) {
        String identity = service + '\0' + instance + '\0' + name + '\0' + new TreeMap<>(labels);
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
