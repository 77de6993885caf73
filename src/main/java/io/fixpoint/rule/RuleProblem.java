package io.fixpoint.rule;

import java.util.Locale;
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

    RuleProblem asWarning() {
        return new RuleProblem(Severity.WARNING, file, line, column, rule, detail);
    }

    /** {@code file:line:column: error: rule "name": detail}, as compilers write it and editors make it a link. */
    @Override
    public String toString() {
        String place = file + (line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "");
        return place + ": " + severity.name().toLowerCase(Locale.ROOT) + ": "
                + (rule == null ? "" : "rule \"" + rule + "\": ") + detail;
    }
}
