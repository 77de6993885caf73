package io.fixpoint.recovery;

/** Names that models and the server share. */
final class ModelNames {
    /** Extension property: LOCATE, ANALYZE, REPAIR or VERIFY. */
    static final String STEP = "fixpoint:step";
    /** Extension property of a user task: the outcomes that it may be completed with, separated by commas. */
    static final String OUTCOMES = "fixpoint:outcomes";
    /** Extension property of a user task, {@code true}: when it waits, automation has done what it can. */
    static final String ESCALATES = "fixpoint:escalates";

    /** Extension property of a user task: the groups that may claim it as well, one after the other, if nobody comes. */
    static final String ESCALATE_TO = "fixpoint:escalateTo";
    /** Extension property of a user task: how long it waits before it goes to the next group; ISO 8601. */
    static final String ESCALATE_AFTER = "fixpoint:escalateAfter";
    /**
     * Extension property of a user task: {@code true}, nobody who asked for the recovery may complete it; or the ids of
     * tasks, separated by commas, whose completers may not either.
     */
    static final String FOUR_EYES = "fixpoint:fourEyes";
    /** The variable that holds who started the recovery by hand. */
    static final String STARTED_BY = "_startedBy";

    /** The XML namespace of Camunda's attributes and elements. */
    static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    /** The XML namespace of BPMN. */
    static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";

    static final String INCIDENT_ID = "incidentId";
    static final String INCIDENT = "incident";
    static final String SERVICE = "service";
    static final String SUSPECTS = "suspects";
    static final String CAUSE = "cause";
    static final String REPAIRS = "repairs";
    static final String REPAIR = "repair";
    static final String VERIFICATION = "verification";
    static final String OUTCOME = "outcome";

    /** The property of variable {@code repair} that says why guards turned it into an approval. */
    static final String HELD_BECAUSE = "heldBecause";

    private ModelNames() {}
}
