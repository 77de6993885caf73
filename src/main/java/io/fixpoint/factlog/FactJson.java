package io.fixpoint.factlog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.fact.Fact;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

    /** The fact of a line that {@link #line} wrote. Read as a stream: a replay reads millions of them. */
    static Fact fact(String line) {
        Map<String, String> texts = new HashMap<>(16);
        Map<String, String> labels = Map.of();
        Map<String, String> attributes = Map.of();
        double value = 0;
        try (JsonParser parser = MAPPER.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                switch (parser.nextToken()) {
                    case START_OBJECT -> {
                        Map<String, String> read = texts(parser);
                        labels = field.equals("labels") ? read : labels;
                        attributes = field.equals("attributes") ? read : attributes;
                    }
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value = parser.getDoubleValue();
                    case VALUE_NULL -> texts.remove(field);
                    default -> texts.put(field, parser.getText());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The fact log holds a line that is no JSON: " + line, e);
        }
        return fact(new Line(line, texts), value, labels, attributes);
    }

    /** The texts of a line. */
    private record Line(String line, Map<String, String> texts) {
        @Nullable
        String text(String field) {
            return texts.get(field);
        }

        String required(String field) {
            String text = texts.get(field);
            if (text == null) {
                throw new IllegalStateException("The fact log holds a fact without '" + field + "': " + line);
            }
            return text;
        }
    }

    private static Fact fact(Line line, double value, Map<String, String> labels, Map<String, String> attributes) {
        String service = line.required("service");
        String instance = line.text("instance");
        Instant time = Instant.parse(line.required("time"));
        String id = line.text("id");
        String type = line.required("type");
        return switch (type) {
            case "sample" ->
                new Fact.Sample(service, instance, line.required("metric"), value, line.text("unit"), time, labels, id);
            case "alert" ->
                new Fact.Alert(
                        service,
                        instance,
                        line.required("name"),
                        line.required("status").equals("firing"),
                        line.text("severity"),
                        line.text("summary"),
                        Instant.parse(line.required("startsAt")),
                        line.text("endsAt") == null ? null : Instant.parse(line.required("endsAt")),
                        line.required("fingerprint"),
                        time,
                        labels,
                        id);
            case "heartbeat" ->
                new Fact.Heartbeat(service, instance, Duration.parse(line.required("interval")), time, labels, id);
            case "event" ->
                new Fact.Event(
                        service,
                        instance,
                        line.required("kind"),
                        line.text("message"),
                        attributes,
                        Duration.parse(line.required("keep")),
                        time,
                        labels,
                        id);
            default -> throw new IllegalStateException("The fact log holds a fact of the unknown type '" + type + "'.");
        };
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            map.put(field, parser.getText());
        }
        return map;
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
}
