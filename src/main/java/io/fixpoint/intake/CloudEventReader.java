package io.fixpoint.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.fact.Fact;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes facts of CloudEvents 1.0 (https://github.com/cloudevents/spec). One of type {@code io.fixpoint.sample}, {@code
 * .alert}, {@code .heartbeat} or {@code .event} holds that fact's fields as its data. Any other is an event of its kind:
 * an extension attribute, or a field of its data, with the name of a service label names the service.
 */
@ApplicationScoped
public class CloudEventReader {
    private static final String OURS = "io.fixpoint.";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final int ATTRIBUTE_LENGTH = 200;
    private static final int MOST_ATTRIBUTES = 16;

    private final FactReader facts;
    private final IntakeConfig config;

    public CloudEventReader(FactReader facts, IntakeConfig config) {
        this.facts = facts;
        this.config = config;
    }

    /**
     * Reads an event in structured mode.
     *
     * @throws RefusedException with the reason
     */
    Fact read(JsonNode event) {
        for (String attribute : REQUIRED) {
            if (!event.path(attribute).isTextual()
                    || event.path(attribute).textValue().isBlank()) {
                throw new RefusedException("The CloudEvent has no attribute '" + attribute + "'.");
            }
        }
        if (!event.path("specversion").textValue().startsWith("1.")) {
            throw new RefusedException(
                    "'specversion' is " + Fields.shown(event.path("specversion")) + "; CloudEvents 1.0 is understood.");
        }
        String type = event.path("type").textValue();
        ObjectNode fact = type.startsWith(OURS) ? ours(event, type.substring(OURS.length())) : foreign(event, type);
        // One id is one event of one source.
        fact.put(
                "id",
                cut(event.path("source").textValue() + "#" + event.path("id").textValue(), Fields.NAME_LENGTH));
        if (!fact.has("time") && event.hasNonNull("time")) {
            fact.set("time", event.get("time"));
        }
        return facts.read(fact);
    }

    private static ObjectNode ours(JsonNode event, String type) {
        if (!event.path("data").isObject()) {
            throw new RefusedException(
                    "The CloudEvent of type '" + OURS + type + "' needs the fields of a fact as 'data'.");
        }
        ObjectNode fact = event.get("data").deepCopy();
        fact.put("type", type);
        return fact;
    }

    private ObjectNode foreign(JsonNode event, String kind) {
        ObjectNode fact = JsonNodeFactory.instance.objectNode();
        fact.put("type", "event");
        fact.put("kind", kind);
        String service = first(config.serviceLabels(), event);
        if (service == null) {
            throw new RefusedException("The CloudEvent does not name its service: add one of the extension attributes "
                    + String.join(", ", config.serviceLabels()) + ", or a field of that name to its data.");
        }
        fact.put("service", service);
        String instance = first(config.instanceLabels(), event);
        if (instance != null) {
            fact.put("instance", instance);
        }
        String message = text(event.path("data").path("message"));
        if (message == null) {
            message = text(event.path("subject"));
        }
        if (message != null) {
            fact.put("message", cut(message, Fields.TEXT_LENGTH));
        }
        ObjectNode attributes = fact.putObject("attributes");
        attributes.put("source", cut(event.path("source").textValue(), ATTRIBUTE_LENGTH));
        if (event.hasNonNull("subject")) {
            attributes.put("subject", cut(event.path("subject").asText(), ATTRIBUTE_LENGTH));
        }
        for (Map.Entry<String, JsonNode> field : event.path("data").properties()) {
            String value = text(field.getValue());
            if (value != null
                    && attributes.size() < MOST_ATTRIBUTES
                    && field.getKey().length() <= ATTRIBUTE_LENGTH) {
                attributes.put(field.getKey(), cut(value, ATTRIBUTE_LENGTH));
            }
        }
        return fact;
    }

    private static @Nullable String first(List<String> names, JsonNode event) {
        for (String name : names) {
            String text = text(event.path(name.toLowerCase(Locale.ROOT)));
            if (text == null) {
                text = text(event.path("data").path(name));
            }
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() && !node.asText().isBlank() ? node.asText() : null;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
