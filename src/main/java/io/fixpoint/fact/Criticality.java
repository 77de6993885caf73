package io.fixpoint.fact;

/** How much fault tolerance a service is owed; the default repair mode of its repairs follows from it. */
public enum Criticality {
    LOW,
    MEDIUM,
    HIGH
}
