package io.fixpoint.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule threw, or went on without end. */
public final class RuleFailedException extends RuntimeException {
    private final Stage stage;
    private final List<String> rules;

    /** @param rules the ids of the rules that did it: one, or several that share the condition; empty if it is not known */
    public RuleFailedException(Stage stage, List<String> rules, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.stage = stage;
        this.rules = List.copyOf(rules);
    }

    public Stage stage() {
        return stage;
    }

    /** The ids of the rules that did it; empty if it is not known. */
    public List<String> rules() {
        return rules;
    }
}
