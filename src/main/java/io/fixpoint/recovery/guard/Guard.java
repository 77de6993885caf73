package io.fixpoint.recovery.guard;

/** What can keep the server from carrying a repair out by itself. */
public enum Guard {
    /** A person has frozen the service, or all. */
    FREEZE,
    /** A maintenance window covers the service: people are at work on it. */
    MAINTENANCE,
    /** Another recovery repairs the service. */
    LOCK,
    /** As many repairs of the service as may have begun within the hour. */
    BUDGET,
    /** The repair would touch more of the service than may be touched at a time. */
    SHARE,
    /** The automation switch says DRY_RUN: what would be done is shown. */
    DRY_RUN
}
