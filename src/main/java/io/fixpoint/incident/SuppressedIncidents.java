package io.fixpoint.incident;

/** Whether people are to be told of an incident now. */
public interface SuppressedIncidents {

    /** Whether rules suppress the incident; joins the caller's transaction. */
    boolean contains(String incidentId);
}
