package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.BaseDescr;

/**
 * Follows which patterns of a detection rule are bound to one service. Detection is partitioned by service, so a rule
 * that joined two services would conclude by chance.
 */
final class ServiceJoins {
    /** What is of one service has one root. */
    private final Map<Object, Object> parents = new HashMap<>();

    private final List<BaseDescr> patterns = new ArrayList<>();

    /** The variables that hold a fact of a service, or the name of a service. */
    private final Map<String, Object> facts = new HashMap<>();

    private final Map<String, Object> names = new HashMap<>();
    private final Set<Object> named = new HashSet<>();
    private final Map<String, Holds> bound = new HashMap<>();

    void pattern(BaseDescr pattern) {
        patterns.add(pattern);
    }

    /** What a variable holds. */
    enum Holds {
        FACT,
        SERVICE_NAME,
        OTHER
    }

    /**
     * Notes what the variable holds.
     *
     * @param pattern where it is bound
     * @param branch whether it is bound in a branch of an {@code or}
     * @return false if it is bound a second time, so that nobody could tell which service is meant
     */
    boolean bind(String variable, Holds holds, Object pattern, boolean branch) {
        Holds before = bound.putIfAbsent(variable, holds);
        if (before != null && (before != holds || (!branch && holds != Holds.OTHER))) {
            return false;
        }
        if (holds == Holds.OTHER) {
            return true;
        }
        Object first = (holds == Holds.FACT ? facts : names).putIfAbsent(variable, pattern);
        if (first != null) {
            join(first, pattern);
        }
        return true;
    }

    Optional<Object> factOf(String variable) {
        return Optional.ofNullable(facts.get(variable));
    }

    Optional<Object> nameOf(String variable) {
        return Optional.ofNullable(names.get(variable));
    }

    void join(Object one, Object other) {
        Object first = root(one);
        Object second = root(other);
        if (!first.equals(second)) {
            parents.put(first, second);
        }
    }

    boolean joined(Object one, Object other) {
        return root(one).equals(root(other));
    }

    List<BaseDescr> patterns() {
        return patterns;
    }

    /**
     * Whether all patterns are of a service that the rule names, as in {@code service == "checkout"}. Then the rule is of
     * one service even if there is no fact of it.
     */
    boolean isOfNamedService() {
        return patterns.stream().allMatch(pattern -> named.stream().anyMatch(service -> joined(service, pattern)));
    }

    /** A service that is named by a text. */
    Object named(String text) {
        Object service = "the service " + text;
        named.add(service);
        return service;
    }

    /** The patterns that are not of the first pattern's service. */
    List<BaseDescr> strangers() {
        return patterns.stream()
                .filter(pattern -> !joined(patterns.get(0), pattern))
                .toList();
    }

    private Object root(Object node) {
        Object root = node;
        for (Object parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        return root;
    }
}
