package io.fixpoint.importing;

import io.fixpoint.importing.Query.Matching;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the elements of a vector: some of those of a series that a variable holds.
 *
 * @param allBut whether the names are those that are left out, and not those that are there
 * @param added labels that come from another series, each with the expression that reads it
 */
record Labels(Naming naming, String variable, boolean allBut, Set<String> names, Map<String, String> added) {

    /**
     * Which labels of Prometheus stand for what a series has besides labels.
     *
     * @param service the label that names the service
     * @param instance the label that names the instance
     */
    record Naming(String service, String instance) {}

    Labels {
        names = new TreeSet<>(names);
        added = new TreeMap<>(added);
    }

    /** All labels of a series. */
    static Labels all(Naming naming, String variable) {
        return new Labels(naming, variable, true, Set.of(), Map.of());
    }

    boolean has(String label) {
        return added.containsKey(label) || allBut != names.contains(label);
    }

    Labels only(Set<String> labels) {
        Set<String> left = new HashSet<>(labels);
        left.removeIf(label -> !has(label));
        Map<String, String> more = new TreeMap<>(added);
        more.keySet().retainAll(labels);
        left.removeAll(more.keySet());
        return new Labels(naming, variable, false, left, more);
    }

    Labels without(Set<String> labels) {
        Set<String> changed = new HashSet<>(names);
        if (allBut) {
            changed.addAll(labels);
        } else {
            changed.removeAll(labels);
        }
        Map<String, String> more = new TreeMap<>(added);
        more.keySet().removeAll(labels);
        return new Labels(naming, variable, allBut, changed, more);
    }

    /** What is left when the name of the metric no longer says what the value is. */
    Labels unnamed() {
        return without(Set.of(Query.NAME));
    }

    Labels with(Set<String> include, Labels other) {
        Labels left = without(include);
        Map<String, String> more = new TreeMap<>(left.added);
        for (String label : include) {
            String read = other.read(label);
            if (read != null) {
                more.put(label, read);
            }
        }
        return new Labels(naming, variable, left.allBut, left.names, more);
    }

    /** The expression that reads the label, or null if it is not there. */
    @Nullable
    String read(String label) {
        if (added.containsKey(label)) {
            return added.get(label);
        }
        if (!has(label)) {
            return null;
        }
        if (label.equals(Query.NAME)) {
            return variable + ".metric";
        }
        if (label.equals(naming.service)) {
            return variable + ".label(\"" + label + "\", " + variable + ".service)";
        }
        if (label.equals(naming.instance)) {
            return variable + ".label(\"" + label + "\", " + variable + ".instance)";
        }
        return variable + ".label(\"" + label + "\")";
    }

    private static String withoutText(Labels of, Set<String> names) {
        Set<String> plain = new TreeSet<>(names);
        plain.remove(Query.NAME);
        return plain.isEmpty()
                ? of.variable + ".labels"
                : of.variable + ".labelsWithout(\"" + String.join(", ", plain) + "\")";
    }

    /**
     * What must hold so that elements of the two vectors belong together; empty if they never do. Both are of one
     * service.
     */
    static Optional<List<String>> matched(Labels left, Labels right, Matching matching) {
        List<String> constraints = new ArrayList<>();
        Set<String> single = new TreeSet<>();
        if (matching.on()) {
            single.addAll(matching.labels());
        } else if (left.allBut && right.allBut) {
            single.addAll(left.names);
            single.addAll(right.names);
            single.addAll(left.added.keySet());
            single.addAll(right.added.keySet());
            single.addAll(matching.labels());
            constraints.add(withoutText(right, single) + " == " + withoutText(left, single));
            String instance = left.naming.instance;
            if (left.has(instance) && right.has(instance) && !single.contains(instance)) {
                // Where it is no label it is a property.
                constraints.add(right.variable + ".instance == " + left.variable + ".instance");
            }
        } else {
            single.addAll(left.names);
            single.addAll(right.names);
            single.addAll(left.added.keySet());
            single.addAll(right.added.keySet());
            single.add(left.naming.instance);
            single.add(left.naming.service);
            if (left.allBut || right.allBut) {
                // What only one side has must be empty.
                Set<String> known = new TreeSet<>(single);
                known.addAll(matching.labels());
                constraints.add(withoutText(left.allBut ? left : right, known) + ".isEmpty()");
            }
        }
        if (!matching.on()) {
            single.removeAll(matching.labels());
            single.remove(Query.NAME);
        }
        for (String label : single) {
            if (!equal(left, right, label, constraints)) {
                return Optional.empty();
            }
        }
        return Optional.of(constraints);
    }

    /** Adds what makes the label equal; false if it never is. */
    private static boolean equal(Labels left, Labels right, String label, List<String> constraints) {
        String one = left.read(label);
        String other = right.read(label);
        if (Objects.equals(one, other)) {
            return true;
        }
        if (one != null && other != null) {
            constraints.add(other + " == " + one);
            return true;
        }
        if (label.equals(left.naming.service) || label.equals(Query.NAME)) {
            return false;
        }
        constraints.add((one == null ? other : one) + " == \"\"");
        return true;
    }

    /** The calls that make an anomaly of its own of each element, after {@code Anomaly.of(name, variable)}. */
    String identity() {
        StringBuilder calls = new StringBuilder();
        boolean keepsInstance = allBut != names.contains(naming.instance) && !added.containsKey(naming.instance);
        if (!keepsInstance) {
            calls.append(".ofService()");
        }
        if (allBut) {
            Set<String> dropped = new TreeSet<>(names);
            dropped.addAll(added.keySet());
            dropped.remove(Query.NAME);
            calls.append(
                    dropped.isEmpty() ? ".byLabels()" : ".byLabelsWithout(\"" + String.join(", ", dropped) + "\")");
        } else {
            Set<String> plain = new TreeSet<>(names);
            plain.removeAll(Set.of(Query.NAME, naming.service, naming.instance));
            plain.forEach(label -> calls.append(".by(\"").append(label).append("\")"));
        }
        added.forEach((label, read) -> calls.append(".by(\"")
                .append(label)
                .append("\", ")
                .append(Translator.java(read))
                .append(")"));
        return calls.toString();
    }
}
