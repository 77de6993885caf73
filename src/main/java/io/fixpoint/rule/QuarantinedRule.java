package io.fixpoint.rule;

import java.time.Instant;

/**
 * A rule that is left out of the release in force.
 *
 * @param reason what it did, for people
 * @param rule where it is; without facts
 */
public record QuarantinedRule(Stage stage, String reason, Instant since, Match rule) {}
