package io.fixpoint.rule;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a rule.
 *
 * @param line from 1; 0 if the whole file is meant
 * @param column from 1; 0 if the whole line is meant
 * @param detail what is wrong and what to write instead
 */
public record RuleProblem(
        Severity severity,
        String file,
        int line,
        int column,
        @Nullable String rule,
        String detail) {

    /** An ERROR keeps the rules from being published. */
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (rule == null ? "" : "rule \"" + rule + "\": ") + detail;
    }
}
