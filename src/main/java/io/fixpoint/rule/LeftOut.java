package io.fixpoint.rule;

/** A rule that is left out of a release, as it is recorded for replays: {@code rule} is its id, {@code reason} why. */
public record LeftOut(Stage stage, String rule, String reason) {}
