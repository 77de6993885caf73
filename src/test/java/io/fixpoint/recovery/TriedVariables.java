package io.fixpoint.recovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values for the variables that a model reads: what its conditions compare with, and what stands where a type is needed. */
final class TriedVariables {
    /** What an expression calls of which nothing else is known. */
    static final String CALLED = "called-by-expression";

    private static final String COMPARISON =
            "\\s*(?:==|!=|<=|>=|<|>|eq|ne|lt|gt|le|ge)\\s*('[^']*'|\"[^\"]*\"|-?[\\d.]+|true|false|null)";
    private static final Pattern COMPARED = Pattern.compile("([A-Za-z_]\\w*)" + COMPARISON);
    /** {@code order.price < 3} and {@code orders[1].price < 3}. */
    private static final Pattern NESTED = Pattern.compile("([A-Za-z_]\\w*)(\\[\\d+])?\\.(\\w+)(?:" + COMPARISON + ")?");

    private TriedVariables() {}

    /** A value for each name in the models' expressions; another set of them for each attempt. */
    static Map<String, Object> of(List<ModelFile> files, int attempt) {
        Map<String, List<Object>> candidates = new LinkedHashMap<>();
        Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
        for (ModelFile file : files) {
            ModelElement root;
            try {
                root = ModelElement.read(file.content());
            } catch (ModelElement.UnreadableException e) {
                throw new IllegalStateException(e);
            }
            root.all().forEach(element -> {
                element.attributes()
                        .forEach(attribute -> collect(attribute.value(), attribute.name(), candidates, objects));
                collect(element.text(), element.name(), candidates, objects);
                String collection = element.extension("collection");
                if (element.name().equals("multiInstanceLoopCharacteristics") && collection != null) {
                    if (!ExpressionGrammar.isExpression(collection)) {
                        candidates
                                .computeIfAbsent(collection, name -> new ArrayList<>())
                                .add(0, List.of("a", "b"));
                    }
                }
            });
        }
        Map<String, Object> values = new LinkedHashMap<>();
        int index = 0;
        for (Map.Entry<String, List<Object>> entry : candidates.entrySet()) {
            List<Object> possible = new ArrayList<>(entry.getValue());
            possible.addAll(List.of(true, 1, "PT1S", false, List.of("a", "b"), 100, "x"));
            // The first names change slowest, so that different combinations are tried.
            int place = (attempt / (index == 0 ? 1 : 2)) % possible.size();
            values.put(entry.getKey(), possible.get(place));
            index++;
        }
        return values;
    }

    private static void collect(
            String text, String where, Map<String, List<Object>> candidates, Map<String, Map<String, Object>> objects) {
        if (!ExpressionGrammar.isExpression(text)
                || ExpressionGrammar.problem(text).isPresent()) {
            return;
        }
        for (String name : ExpressionGrammar.names(text)) {
            List<Object> values = candidates.computeIfAbsent(name, unknown -> new ArrayList<>());
            switch (where) {
                case "loopCardinality" -> values.add(2);
                case "collection" -> values.add(List.of("a", "b"));
                case "timeDuration" -> values.add("PT1S");
                case "dueDate", "followUpDate", "timeDate" -> values.add("2030-01-01T00:00:00");
                case "calledElement" -> values.add(CALLED);
                case "priority", "jobPriority", "taskPriority" -> values.add(7);
                default -> {}
            }
        }
        Matcher nested = NESTED.matcher(text);
        while (nested.find()) {
            Object value = nested.group(4) == null ? (Object) true : literal(nested.group(4));
            // One object with all the properties that the model reads, whichever comes first.
            Map<String, Object> object = objects.computeIfAbsent(nested.group(1), unknown -> new LinkedHashMap<>());
            if (object.isEmpty()) {
                candidates
                        .computeIfAbsent(nested.group(1), unknown -> new ArrayList<>())
                        .add(0, nested.group(2) == null ? object : Collections.nCopies(3, object));
            }
            object.putIfAbsent(nested.group(3), value == null ? 1 : value);
        }
        Matcher compared = COMPARED.matcher(text);
        while (compared.find()) {
            List<Object> values = candidates.computeIfAbsent(compared.group(1), unknown -> new ArrayList<>());
            String literal = compared.group(2);
            Object value = literal(literal);
            if (value instanceof Integer number) {
                values.addAll(List.of(number, number + 1, number - 1));
            } else if (value != null) {
                values.add(value);
            }
        }
    }

    private static @Nullable Object literal(String text) {
        if (text.startsWith("'") || text.startsWith("\"")) {
            return text.substring(1, text.length() - 1);
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> (int) Double.parseDouble(text);
        };
    }
}
