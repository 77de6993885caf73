package io.fixpoint.rule;

import org.jspecify.annotations.Nullable;

/** A rule threw, or went on without end. */
public final class RuleFailedException extends RuntimeException {
    private final @Nullable String rule;

    public RuleFailedException(@Nullable String rule, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.rule = rule;
    }

    /** The rule's id, if it is known. */
    public @Nullable String rule() {
        return rule;
    }
}
