package io.fixpoint.rule;

/**
 * Whether a rule has fired.
 *
 * @param line where it begins, from 1
 */
public record RuleReached(String stage, String id, String name, String file, int line, boolean reached) {}
