package io.fixpoint.scenario;

import io.fixpoint.fact.Lengths;
import io.fixpoint.problem.NearNames;
import io.fixpoint.rule.RuleProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads fields of YAML by their shapes, and collects what is wrong with them. */
final class FieldReader {
    private static final int MOST_PROBLEMS = 100;

    private final String file;
    private final List<RuleProblem> problems = new ArrayList<>();

    FieldReader(String file) {
        this.file = file;
    }

    /** A field with its places. */
    record Entry(Node key, Node value) {}

    List<RuleProblem> problems() {
        return problems;
    }

    void problem(Node node, String detail) {
        problem(line(node), node.getStartMark().getColumn() + 1, detail);
    }

    void problem(int line, int column, String detail) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new RuleProblem(RuleProblem.Severity.ERROR, file, line, column, null, detail));
        }
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The fields of a mapping; null if it is none. An unknown field is told with the near ones. */
    @Nullable
    Map<String, Entry> entries(Node node, String what, List<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            problem(node, what + " has fields: " + String.join(", ", known));
            return null;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problem(key, what + " has names for its fields");
            } else if (!known.contains(scalar.getValue())) {
                problem(
                        key,
                        what + " has no field '" + scalar.getValue() + "'."
                                + NearNames.question(scalar.getValue(), known) + " Its fields are "
                                + String.join(", ", known));
            } else if (entries.putIfAbsent(scalar.getValue(), new Entry(key, tuple.getValueNode())) != null) {
                problem(key, "'" + scalar.getValue() + "' is stated twice");
            }
        }
        return entries;
    }

    List<Node> list(@Nullable Entry entry, String what) {
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof SequenceNode list) {
            return list.getValue();
        }
        problem(entry.value(), what);
        return List.of();
    }

    /** What is stated of something; a field without a value is refused. */
    Map<String, Object> given(Node node, Shape shape) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Entry> entries = entries(node, "'" + shape.name() + "'", shape.names());
        if (entries == null) {
            return values;
        }
        entries.forEach((name, entry) -> {
            Field field = shape.field(name).orElseThrow();
            if (isNull(entry.value())) {
                problem(entry.value(), "'" + name + "' has no value: state one or leave it out");
            } else {
                Object value = value(field, entry.value(), false);
                if (value != null) {
                    values.put(name, value);
                }
            }
        });
        for (Field field : shape.fields()) {
            if (field.required() && !entries.containsKey(field.name())) {
                problem(node, "'" + shape.name() + "' needs '" + field.name() + "'");
            }
        }
        return values;
    }

    /** What is expected of something: all of it if nothing is stated; null for a field that must have no value. */
    Map<String, @Nullable Object> expected(Node node, Shape shape) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (isNull(node)) {
            return values;
        }
        Map<String, Entry> entries = entries(node, "'" + shape.name() + "'", shape.names());
        if (entries == null) {
            return values;
        }
        entries.forEach((name, entry) -> {
            Field field = shape.field(name).orElseThrow();
            values.put(name, isNull(entry.value()) ? null : value(field, entry.value(), true));
        });
        return values;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && Tag.NULL.equals(scalar.getTag());
    }

    private @Nullable Object value(Field field, Node node, boolean expected) {
        String name = "'" + field.name() + "'";
        Shape inner = field.inner();
        return switch (field.type()) {
            case TEXTS -> texts(node, name);
            case LIST -> texts(node, name + " is a list of texts", node instanceof SequenceNode list ? list : null);
            case PART -> inner == null ? null : expected ? expected(node, inner) : given(node, inner);
            default -> {
                if (node instanceof ScalarNode scalar) {
                    yield scalar(field, scalar, name);
                }
                problem(node, name + " is " + words(field));
                yield null;
            }
        };
    }

    private @Nullable Object scalar(Field field, ScalarNode scalar, String name) {
        return switch (field.type()) {
            case NUMBER -> number(scalar, name);
            case INTEGER -> whole(scalar, name);
            case TRUTH -> truth(scalar, name);
            case LENGTH -> length(scalar, name);
            case WORD -> word(scalar, field, name);
            default -> scalar.getValue();
        };
    }

    private @Nullable Boolean truth(ScalarNode scalar, String name) {
        String text = scalar.getValue();
        if (Tag.BOOL.equals(scalar.getTag()) && (text.equals("true") || text.equals("false"))) {
            return text.equals("true");
        }
        problem(scalar, name + " is '" + text + "'; it must be true or false");
        return null;
    }

    private @Nullable String word(ScalarNode scalar, Field field, String name) {
        String text = scalar.getValue();
        if (field.words().contains(text)) {
            return text;
        }
        problem(
                scalar,
                name + " is '" + text + "'; it must be one of " + String.join(", ", field.words()) + "."
                        + NearNames.question(text, field.words()));
        return null;
    }

    private static String words(Field field) {
        return switch (field.type()) {
            case NUMBER -> "a number";
            case INTEGER -> "a whole number";
            case TRUTH -> "true or false";
            case LENGTH -> "a length of time such as 90s, 2m or 1h";
            case WORD -> "one of " + String.join(", ", field.words());
            default -> "a text";
        };
    }

    private @Nullable Double number(ScalarNode scalar, String name) {
        boolean numeric = Tag.INT.equals(scalar.getTag()) || Tag.FLOAT.equals(scalar.getTag());
        try {
            double number = numeric ? Double.parseDouble(scalar.getValue()) : Double.NaN;
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // YAML has more ways to write a number than people expect: told below.
        }
        problem(scalar, name + " is '" + scalar.getValue() + "'; it must be a finite number");
        return null;
    }

    private @Nullable Long whole(ScalarNode scalar, String name) {
        if (Tag.INT.equals(scalar.getTag()) && scalar.getValue().matches("-?\\d{1,9}")) {
            return Long.valueOf(scalar.getValue());
        }
        problem(scalar, name + " is '" + scalar.getValue() + "'; it must be a whole number");
        return null;
    }

    private @Nullable Duration length(ScalarNode scalar, String name) {
        try {
            return Lengths.parse(scalar.getValue());
        } catch (IllegalArgumentException e) {
            problem(scalar, name + ": " + e.getMessage());
            return null;
        }
    }

    private @Nullable Map<String, String> texts(Node node, String name) {
        if (!(node instanceof MappingNode mapping)) {
            problem(node, name + " has names and texts: {zone: a}");
            return null;
        }
        Map<String, String> texts = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key
                    && tuple.getValueNode() instanceof ScalarNode value
                    && !isNull(value)) {
                if (texts.put(key.getValue(), value.getValue()) != null) {
                    problem(key, "'" + key.getValue() + "' is stated twice");
                }
            } else {
                problem(tuple.getKeyNode(), name + " has names and texts: {zone: a}");
            }
        }
        return texts;
    }

    private @Nullable List<String> texts(Node node, String what, @Nullable SequenceNode list) {
        if (list == null) {
            problem(node, what);
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Node item : list.getValue()) {
            if (item instanceof ScalarNode scalar && !isNull(scalar)) {
                texts.add(scalar.getValue());
            } else {
                problem(item, what);
            }
        }
        return texts;
    }

    @Nullable
    String text(Map<String, Entry> entries, String name) {
        ScalarNode scalar = scalar(entries, name, "a text");
        return scalar == null ? null : scalar.getValue();
    }

    @Nullable
    Duration length(Map<String, Entry> entries, String name) {
        ScalarNode scalar = scalar(entries, name, "a length of time such as 90s, 2m or 1h");
        return scalar == null ? null : length(scalar, "'" + name + "'");
    }

    @Nullable
    Long whole(Map<String, Entry> entries, String name) {
        ScalarNode scalar = scalar(entries, name, "a whole number");
        return scalar == null ? null : whole(scalar, "'" + name + "'");
    }

    private @Nullable ScalarNode scalar(Map<String, Entry> entries, String name, String what) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        if (entry.value() instanceof ScalarNode scalar && !isNull(scalar)) {
            return scalar;
        }
        problem(entry.value(), "'" + name + "' is " + what);
        return null;
    }
}
