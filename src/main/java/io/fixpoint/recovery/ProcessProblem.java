package io.fixpoint.recovery;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a model or form.
 *
 * @param element id of the element, if it has one
 * @param line from 1; 0 if the whole file is meant
 * @param detail what is wrong and what to write instead
 */
public record ProcessProblem(
        Severity severity, String file, @Nullable String element, int line, String detail) {

    /** An ERROR keeps the model from being deployed. */
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + (element == null ? "" : "element '" + element + "': ") + detail;
    }
}
