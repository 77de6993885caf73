package io.fixpoint.fact;

/** The order of recovery: P1 first. */
public enum Priority {
    P1,
    P2,
    P3,
    P4,
    P5;

    /** The priority of an incident for which no rule states one: from its severity and the service's criticality. */
    public static Priority of(Severity severity, Criticality criticality) {
        int level = switch (severity) {
            case CRITICAL -> 1;
            case MAJOR -> 2;
            case MINOR -> 3;
            case WARNING -> 4;
            case INFO -> 5;
        };
        int shift = switch (criticality) {
            case HIGH -> -1;
            case MEDIUM -> 0;
            case LOW -> 1;
        };
        return values()[Math.max(1, Math.min(5, level + shift)) - 1];
    }
}
