package io.fixpoint.recovery;

/** What the server may do by itself, the strictest first. */
public enum AutomationMode {
    /** Incidents are opened; no process is started. */
    OBSERVE,
    /** Processes are started; a person is asked before each repair or action. */
    APPROVAL,
    /** The same, and what would have been done without a person is shown. */
    DRY_RUN,
    /** What the rules say is done, if the guards let it. */
    AUTOMATIC;

    /** The one that allows less. */
    AutomationMode stricter(AutomationMode other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
