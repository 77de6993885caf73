package io.fixpoint.rule;

/** The rules in force. */
public interface Rules {

    /** The number of the release in force. */
    int release();

    /** Whether the stage has any rule at all. */
    boolean isEmpty(Stage stage);

    /** A new, empty session over the rules of the stage. */
    RuleSession open(Stage stage);
}
