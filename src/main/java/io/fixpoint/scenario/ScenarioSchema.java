package io.fixpoint.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON schema of scenario files, for editors: the same shapes that the reader reads by. */
final class ScenarioSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LENGTH = "^[0-9]{1,9}(ms|s|m|h|d)$";

    private ScenarioSchema() {}

    static ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Fixpoint scenarios");
        schema.put("description", "Facts on a time line, and what rules must or must not conclude of them.");
        schema.putArray("type").add("array").add("null");
        schema.put("maxItems", ScenarioReader.MOST_SCENARIOS);
        schema.set("items", scenario());
        return schema;
    }

    private static ObjectNode scenario() {
        ObjectNode scenario = object("A scenario.");
        ObjectNode properties = scenario.putObject("properties");
        properties.set("name", text("A sentence that says what must be so.").put("pattern", "\\S"));
        properties.set("description", text("More about it."));
        properties.set(
                "start",
                JSON.createObjectNode()
                        .put("type", "string")
                        .put(
                                "pattern",
                                "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)$")
                        .put(
                                "description",
                                "When it begins, RFC 3339, in quotes; " + ScenarioReader.START + " unless stated."));
        properties.set(
                "tick",
                length("How often time is told where nothing else happens; 1s up to an hour unless stated.")
                        .put("pattern", "^(0*[1-9][0-9]{0,8}(s|m|h|d)|0*[1-9][0-9]{3,8}ms)$"));
        properties.set("given", array("What is so, and what happens when.").set("items", statement()));
        properties.set(
                "expect",
                array("What must be there or absent, and when.")
                        .put("minItems", 1)
                        .set("items", expectation()));
        required(scenario, List.of("name", "given", "expect"));
        return scenario;
    }

    private static ObjectNode array(String description) {
        return JSON.createObjectNode().put("type", "array").put("description", description);
    }

    private static ObjectNode statement() {
        ObjectNode statement = object("One thing that is so or happens.");
        ObjectNode properties = statement.putObject("properties");
        properties.set("from", length("When it begins; at the start unless stated."));
        properties.set("until", length("The last moment of it; to the end unless stated."));
        properties.set("every", positiveLength("How often it is repeated."));
        ArrayNode kinds = statement.putArray("oneOf");
        for (Given given : Given.values()) {
            properties.set(given.word(), shape(given));
            kinds.addObject().putArray("required").add(given.word());
        }
        ArrayNode rules = statement.putArray("allOf");
        for (Given given : Given.values()) {
            ObjectNode condition = rules.addObject();
            condition.putObject("if").putArray("required").add(given.word());
            ObjectNode then = condition.putObject("then");
            if (!given.mayRepeat()) {
                then.putObject("properties").put("every", false);
            } else if (given.manner == Given.Manner.OBSERVED) {
                then.putObject("dependentRequired").putArray("until").add("every");
            }
        }
        ObjectNode step = rules.addObject();
        ObjectNode stepped = step.putObject("if");
        stepped.putArray("required").add(Given.SAMPLE.word());
        ObjectNode sample = stepped.putObject("properties").putObject(Given.SAMPLE.word());
        sample.putArray("required").add("step");
        step.putObject("then").putArray("required").add("every");
        return statement;
    }

    private static ObjectNode shape(Given given) {
        ObjectNode node = shape(given.shape, false);
        if (given == Given.REPAIR) {
            ArrayNode either = node.putArray("oneOf");
            either.addObject().putArray("required").add("process");
            either.addObject().putArray("required").add("action");
        }
        return node;
    }

    private static ObjectNode expectation() {
        ObjectNode expectation = object("What must be there or absent, at a moment or all the time.");
        ObjectNode properties = expectation.putObject("properties");
        properties.set("at", length("The moment."));
        properties.set("from", length("The first moment of a time."));
        properties.set("until", length("The last moment of a time."));
        properties.set(
                "count",
                JSON.createObjectNode()
                        .put("type", "integer")
                        .put("minimum", 1)
                        .put("maximum", 100_000)
                        .put("description", "How many of it must be present; at least one unless stated."));
        properties.set("present", wanted("What must be there."));
        properties.set("absent", wanted("What must not be there."));
        ArrayNode times = expectation.putArray("oneOf");
        ObjectNode at = times.addObject();
        at.putArray("required").add("at");
        at.putObject("properties").put("from", false).put("until", false);
        ObjectNode during = times.addObject();
        during.putArray("required").add("until");
        ObjectNode none = during.putObject("properties").put("at", false);
        for (String side : List.of("present", "absent")) {
            ObjectNode asked = none.putObject(side).putObject("properties");
            for (Expected expected : Expected.values()) {
                if (expected.asked) {
                    asked.put(expected.word(), false);
                }
            }
        }
        ArrayNode sides = expectation.putArray("anyOf");
        sides.addObject().putArray("required").add("present");
        sides.addObject().putArray("required").add("absent");
        ObjectNode counted = expectation.putObject("if");
        counted.putArray("required").add("count");
        expectation.putObject("then").putObject("properties").put("absent", false);
        return expectation;
    }

    private static ObjectNode wanted(String description) {
        ObjectNode wanted = object(description);
        wanted.put("minProperties", 1);
        ObjectNode properties = wanted.putObject("properties");
        for (Expected expected : Expected.values()) {
            properties.set(expected.word(), shape(expected.shape, true));
        }
        return wanted;
    }

    private static ObjectNode shape(Shape shape, boolean expected) {
        ObjectNode node = object(shape.about());
        if (expected) {
            node.putArray("type").add("object").add("null");
        }
        ObjectNode properties = node.putObject("properties");
        for (Field field : shape.fields()) {
            properties.set(field.name(), field(field, expected));
        }
        if (!expected) {
            required(
                    node,
                    shape.fields().stream()
                            .filter(Field::required)
                            .map(Field::name)
                            .toList());
        }
        return node;
    }

    private static ObjectNode field(Field field, boolean expected) {
        Shape inner = field.inner();
        ObjectNode node = switch (field.type()) {
            case TEXT -> text(field.about());
            case NUMBER -> typed("number", field.about());
            case INTEGER ->
                typed("integer", field.about()).put("minimum", -999_999_999).put("maximum", 999_999_999);
            case TRUTH -> typed("boolean", field.about());
            case LENGTH -> length(field.about());
            case TEXTS -> {
                ObjectNode map = typed("object", field.about());
                map.set("additionalProperties", text("A text."));
                yield map;
            }
            case LIST -> {
                ObjectNode list = typed("array", field.about());
                list.set("items", text("A text."));
                yield list;
            }
            case WORD -> {
                ObjectNode word = JSON.createObjectNode().put("description", field.about());
                ArrayNode words = word.putArray("enum");
                field.words().forEach(words::add);
                if (expected) {
                    words.addNull();
                }
                yield word;
            }
            case PART -> inner == null ? object(field.about()) : shape(inner, expected);
        };
        if (expected && node.path("type").isTextual()) {
            String type = node.path("type").textValue();
            node.putArray("type").add(type).add("null");
        } else if (expected && field.type() == Field.Type.TEXT) {
            node.withArray("type").add("null");
        }
        return node;
    }

    private static ObjectNode object(String description) {
        return JSON.createObjectNode()
                .put("type", "object")
                .put("description", description)
                .put("additionalProperties", false);
    }

    private static ObjectNode typed(String type, String description) {
        return JSON.createObjectNode().put("type", type).put("description", description);
    }

    /** A scalar of any kind: {@code version: 2} is the text 2. */
    private static ObjectNode text(String description) {
        ObjectNode node = JSON.createObjectNode();
        node.putArray("type").add("string").add("number").add("boolean");
        return node.put("description", description);
    }

    private static ObjectNode length(String description) {
        return typed("string", description).put("pattern", LENGTH);
    }

    private static ObjectNode positiveLength(String description) {
        return typed("string", description).put("pattern", "^0*[1-9][0-9]{0,8}(ms|s|m|h|d)$");
    }

    private static void required(ObjectNode node, List<String> names) {
        if (!names.isEmpty()) {
            ArrayNode required = node.putArray("required");
            names.forEach(required::add);
        }
    }
}
