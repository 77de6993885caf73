package io.fixpoint.rule;

import java.util.List;

/** The rules in force. Thread-safe. */
public interface Rules {

    /** The number of the release in force. */
    int release();

    /**
     * Ascending with every change of the rules in force, by a release or by a quarantine. Who owns a session reads it
     * before {@link #open} and opens another session when it has changed.
     */
    long version();

    /** Whether the stage has any rule at all. */
    boolean isEmpty(Stage stage);

    /**
     * What the rules in force read of the series, those in quarantine too. They change with a release
     * only.
     */
    SampleWindows sampleWindows();

    /** A new, empty session over the rules of the stage; its firings are counted. */
    RuleSession open(Stage stage);

    /**
     * Leaves the rules that failed out of the rules in force, until a release has another text of them or a person lifts
     * that, and logs why. The caller throws its session away and opens another one.
     *
     * @return whether the rules in force are without them now; false if it is not known which rule failed, and opening
     *     another session may fail in the same way
     */
    boolean quarantine(RuleFailedException failure);

    /** The rules that are left out of the release in force now; {@link #version} changes with them. */
    default List<QuarantinedRule> leftOut() {
        return List.of();
    }
}
