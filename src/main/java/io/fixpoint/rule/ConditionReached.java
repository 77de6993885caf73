package io.fixpoint.rule;

/**
 * A condition of a rule, and whether facts ever met it, and ever did not, where the conditions before it held.
 *
 * @param rule the id of the rule
 * @param source its text
 */
public record ConditionReached(
        String stage, String rule, String file, int line, int column, String source, boolean met, boolean missed) {

    /** Whether both were seen. */
    public boolean reached() {
        return met && missed;
    }
}
