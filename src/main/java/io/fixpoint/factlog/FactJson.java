package io.fixpoint.factlog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.fact.Fact;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts as JSON, in the form that senders use. */
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
