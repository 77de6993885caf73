package io.fixpoint.incident;

/** A CDI event, fired in the transaction: people are not to be told of the incident, or are again. */
public record IncidentSuppressed(String incidentId, boolean suppressed) {}
