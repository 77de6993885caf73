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
            return variable + ".service";
        }
        if (label.equals(naming.instance)) {
            return variable + ".instance";
        }
        return variable + ".label(\"" + label + "\")";
    }

    /** The labels as Prometheus matches them: without the name. */
    private Set<String> plain(Set<String> labels) {
        Set<String> plain = new TreeSet<>(labels);
        plain.removeAll(Set.of(Query.NAME, naming.service, naming.instance));
        return plain;
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
            Set<String> apart = new TreeSet<>(left.names);
            apart.addAll(right.names);
            apart.addAll(left.added.keySet());
            apart.addAll(right.added.keySet());
            apart.addAll(matching.labels());
            Set<String> dropped = left.plain(apart);
            constraints.add(
                    dropped.isEmpty()
                            ? right.variable + ".labels == " + left.variable + ".labels"
                            : right.variable + ".labelsWithout(\"" + String.join(", ", dropped) + "\") == "
                                    + left.variable + ".labelsWithout(\"" + String.join(", ", dropped) + "\")");
            single.addAll(apart);
            single.add(left.naming.instance);
            single.add(left.naming.service);
        } else {
            Labels open = left.allBut ? left : right;
            Labels closed = left.allBut ? right : left;
            if (open.allBut) {
                Set<String> known = new TreeSet<>(open.names);
                known.addAll(closed.names);
                known.addAll(matching.labels());
                known.addAll(open.added.keySet());
                constraints.add(
                        open.variable + ".labelsWithout(\"" + String.join(", ", open.plain(known)) + "\").isEmpty()");
                single.addAll(known);
            } else {
                single.addAll(open.names);
                single.addAll(closed.names);
                single.addAll(open.added.keySet());
            }
            single.addAll(closed.added.keySet());
            single.add(left.naming.instance);
            single.add(left.naming.service);
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
        boolean service = label.equals(left.naming.service);
        boolean instance = label.equals(left.naming.instance);
        if (one != null && other != null) {
            if (!service || !one.endsWith(".service") || !other.endsWith(".service")) {
                constraints.add(other + " == " + one);
            }
            return true;
        }
        String there = one == null ? Objects.requireNonNull(other) : one;
        if (service || label.equals(Query.NAME)) {
            return false;
        }
        constraints.add(there + (instance && there.endsWith(".instance") ? " == null" : " == \"\""));
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
            Set<String> dropped = plain(names);
            dropped.addAll(plain(added.keySet()));
            calls.append(
                    dropped.isEmpty() ? ".byLabels()" : ".byLabelsWithout(\"" + String.join(", ", dropped) + "\")");
        } else {
            plain(names).forEach(label -> calls.append(".by(\"").append(label).append("\")"));
        }
        added.forEach((label, read) -> calls.append(".by(\"")
                .append(label)
                .append("\", ")
                .append(Translator.java(read))
                .append(")"));
        return calls.toString();
    }
}
