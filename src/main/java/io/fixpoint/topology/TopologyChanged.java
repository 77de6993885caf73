package io.fixpoint.topology;

/** A CDI event, fired after the change is committed: another topology is in force. */
public record TopologyChanged(long version) {}
