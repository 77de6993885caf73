package io.fixpoint.rule;

import java.util.Set;

/** The rules in force. Thread-safe. */
public interface Rules {

    /** The number of the release in force. */
    int release();

    /**
     * Ascending with every change of the rules in force, by a release or by a quarantine. Who owns a session reads it
     * before {@link #open} and opens another session when it has changed.
     */
    long version();

    /** The rules that are left out of the release in force because they failed, by id. */
    default Set<String> leftOut() {
        return Set.of();
    }

    /** Whether the stage has any rule at all. */
    boolean isEmpty(Stage stage);

    /** A new, empty session over the rules of the stage; its firings are counted. */
    RuleSession open(Stage stage);

    /**
     * Leaves the rule that failed out of the rules in force until another release or a restart, and logs why. The caller
     * throws its session away and opens another one.
     *
     * @return whether the rules in force are without it now; false if it is not known which rule failed, and opening
     *     another session may fail in the same way
     */
    boolean quarantine(RuleFailedException failure);
}
