package io.fixpoint.silence;

/** A CDI event, fired after the change is committed: a silence or a maintenance window was made, changed or ended. */
public record QuietTimesChanged() {}
