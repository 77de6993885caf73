package io.fixpoint.factlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.fact.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts as JSON, in the form that senders use: complete, so that reading gives back an equal fact. */
public final class FactJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FactJson() {}

    /** The word for the fact's type: {@code sample}, {@code alert}, {@code heartbeat} or {@code event}. */
    public static String type(Fact fact) {
        if (fact instanceof Fact.Sample) {
            return "sample";
        } else if (fact instanceof Fact.Alert) {
            return "alert";
        } else if (fact instanceof Fact.Heartbeat) {
            return "heartbeat";
        }
        return "event";
    }

    /** The fact as a JSON object. */
    public static ObjectNode tree(Fact fact) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("type", type(fact));
        node.put("service", fact.service());
        put(node, "instance", fact.instance());
        if (fact instanceof Fact.Sample sample) {
            node.put("metric", sample.metric());
            node.put("value", sample.value());
            put(node, "unit", sample.unit());
        } else if (fact instanceof Fact.Alert alert) {
            node.put("name", alert.name());
            node.put("status", alert.firing() ? "firing" : "resolved");
            put(node, "severity", alert.severity());
            put(node, "summary", alert.summary());
            node.put("startsAt", alert.startsAt().toString());
            put(node, "endsAt", alert.endsAt() == null ? null : alert.endsAt().toString());
            node.put("fingerprint", alert.fingerprint());
        } else if (fact instanceof Fact.Heartbeat heartbeat) {
            node.put("interval", heartbeat.interval().toString());
        } else if (fact instanceof Fact.Event event) {
            node.put("kind", event.kind());
            put(node, "message", event.message());
            node.set("attributes", texts(event.attributes()));
            node.put("keep", event.keep().toString());
        }
        node.put("time", fact.time().toString());
        node.set("labels", texts(fact.labels()));
        put(node, "id", fact.id());
        return node;
    }

    /** The fact as one line. */
    static String line(Fact fact) {
        return tree(fact).toString();
    }

    /** The fact of a line that {@link #line} wrote. */
    static Fact fact(String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The fact log holds a line that is no JSON: " + line, e);
        }
        String service = required(node, "service");
        String instance = text(node, "instance");
        Instant time = Instant.parse(required(node, "time"));
        Map<String, String> labels = texts(node.path("labels"));
        String id = text(node, "id");
        String type = required(node, "type");
        return switch (type) {
            case "sample" ->
                new Fact.Sample(
                        service,
                        instance,
                        required(node, "metric"),
                        node.path("value").doubleValue(),
                        text(node, "unit"),
                        time,
                        labels,
                        id);
            case "alert" ->
                new Fact.Alert(
                        service,
                        instance,
                        required(node, "name"),
                        required(node, "status").equals("firing"),
                        text(node, "severity"),
                        text(node, "summary"),
                        Instant.parse(required(node, "startsAt")),
                        node.hasNonNull("endsAt") ? Instant.parse(required(node, "endsAt")) : null,
                        required(node, "fingerprint"),
                        time,
                        labels,
                        id);
            case "heartbeat" ->
                new Fact.Heartbeat(service, instance, Duration.parse(required(node, "interval")), time, labels, id);
            case "event" ->
                new Fact.Event(
                        service,
                        instance,
                        required(node, "kind"),
                        text(node, "message"),
                        texts(node.path("attributes")),
                        Duration.parse(required(node, "keep")),
                        time,
                        labels,
                        id);
            default -> throw new IllegalStateException("The fact log holds a fact of the unknown type '" + type + "'.");
        };
    }

    private static void put(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }

    private static ObjectNode texts(Map<String, String> map) {
        ObjectNode node = MAPPER.createObjectNode();
        map.forEach(node::put);
        return node;
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().textValue()));
        return map;
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).textValue() : null;
    }

    private static String required(JsonNode node, String field) {
        String text = text(node, field);
        if (text == null) {
            throw new IllegalStateException("The fact log holds a fact without '" + field + "': " + node);
        }
        return text;
    }
}
