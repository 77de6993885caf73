package io.fixpoint.rule;

/** What names a rule: ids are unique in a stage only. */
public record RuleKey(Stage stage, String id) {}
