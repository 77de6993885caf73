package io.fixpoint.rule;

import io.fixpoint.rule.RuleType.Declared;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an expression in a rule may name: variables, the properties of its pattern, types. */
final class Scope {
    private final @Nullable Scope outer;
    private final @Nullable RuleType self;
    private final Map<String, RuleType> variables = new HashMap<>();
    private final Map<String, Declared> declared;

    /** The outermost scope of a rule. */
    Scope(Map<String, Declared> declared) {
        this(null, null, declared);
    }

    private Scope(@Nullable Scope outer, @Nullable RuleType self, Map<String, Declared> declared) {
        this.outer = outer;
        this.self = self;
        this.declared = declared;
    }

    /** A scope within this one: what is bound there is not seen here. */
    Scope inner() {
        return new Scope(this, null, declared);
    }

    /** The constraints of a pattern: what is bound there is bound here. */
    Scope of(RuleType pattern) {
        Scope constraints = new Scope(this, pattern, declared);
        constraints.bindsOutside = true;
        return constraints;
    }

    private boolean bindsOutside;

    void bind(String name, RuleType type) {
        if (bindsOutside && outer != null) {
            outer.bind(name, type);
        } else {
            variables.put(name, type);
        }
    }

    Optional<RuleType> variable(String name) {
        RuleType type = variables.get(name);
        if (type != null) {
            return Optional.of(type);
        }
        return outer == null ? Optional.empty() : outer.variable(name);
    }

    Set<String> variableNames() {
        Set<String> names = new java.util.TreeSet<>(variables.keySet());
        if (outer != null) {
            names.addAll(outer.variableNames());
        }
        return names;
    }

    /** The fact that the constraints are about, if they are about one. */
    Optional<RuleType> self() {
        return Optional.ofNullable(self);
    }

    Map<String, Declared> declared() {
        return declared;
    }
}
