package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
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
    private final SeriesRegister register;

    public FactReader(FactTimes times, SeriesRegister register) {
        this.times = times;
        this.register = register;
    }

    FactTimes times() {
        return times;
    }

    /** The sample, if its series is known and nothing else needs a closer look. */
    @Nullable
    Fact known(FactStream.SampleFields fields, FactTimes.Span span) {
        String service = fields.service;
        String metric = fields.metric;
        if (!fields.isSample() || service == null || metric == null) {
            return null;
        }
        Instant time = fields.time == null ? times.now() : Rfc3339.utc(fields.time);
        if (time == null || !span.holds(time.toEpochMilli()) || !isName(fields.unit) || !isName(fields.id)) {
            return null;
        }
        Labels labels = Labels.ofPairs(fields.labels, fields.labelsLength);
        KnownSeries series =
                labels == null ? null : register.find(new KnownSeries(service, fields.instance, metric, labels));
        return series == null ? null : series.sample(fields.value, fields.unit, time, fields.id);
    }

    private static boolean isName(@Nullable String text) {
        return text == null || (text.length() <= Fields.NAME_LENGTH && !text.isBlank() && Texts.isName(text));
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
        KnownSeries asked = new KnownSeries(
                fields.name("service"),
                fields.optionalName("instance"),
                fields.name("metric"),
                Labels.of(fields.texts("labels")));
        double value = fields.finite("value");
        String unit = fields.optionalName("unit");
        Instant time = time(fields);
        String id = fields.optionalName("id");
        return register.taken(asked).sample(value, unit, time, id);
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
