package io.fixpoint.incident;

/**
 * A CDI event, fired in the transaction that changed the incident; observe it after success.
 *
 * @param what happened, as in the timeline
 */
public record IncidentChanged(String incidentId, String service, String what) {}
