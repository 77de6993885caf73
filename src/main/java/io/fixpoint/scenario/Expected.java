package io.fixpoint.scenario;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a scenario may expect or forbid. */
enum Expected {
    ANOMALY(
            false,
            "an anomaly",
            "anomaly",
            "An anomaly as it stands; one that has cleared only with 'status: CLEARED'.",
            anomalyFields()),
    DECISION(
            false,
            "a decision",
            "decision",
            "A decision of triage: one that is taken once, by then; a state (SetSeverity, SetPriority, Suppress), then.",
            Field.choice("type", decisionTypes(), "What is decided."),
            rule(),
            Field.part(
                    new Shape("anomaly", "The anomaly that it is about.", List.of(anomalyFields())),
                    "What it is about."),
            Field.part(
                    new Shape("incident", "The incident that it is about.", List.of(incidentFields())),
                    "What it is about."),
            Field.text("correlationKey", "Of OpenIncident."),
            Field.text("process", "Of OpenIncident and StartRecovery."),
            Field.text("title", "Of OpenIncident."),
            Field.text("message", "Of Notify."),
            Field.text("reason", "Of ResolveIncident and Suppress."),
            Field.choice("severity", Severity.class, "Of SetSeverity."),
            Field.choice("priority", Priority.class, "Of SetPriority.")),
    INCIDENT(
            false,
            "an incident",
            "incident",
            "An incident as it stands; one that is over only with 'status'.",
            incidentFields()),
    SUSPECT(
            true,
            "a suspect",
            "suspect",
            "A service that localization suspects.",
            Field.typed("rank", Field.Type.INTEGER, "1 is the likeliest."),
            Field.text("service", "The service.")),
    CAUSE(
            true,
            "a cause",
            "cause",
            "What analysis would find then.",
            Field.text("kind", "What sort of cause."),
            Field.text("service", "The service."),
            Field.text("detail", "The rule's sentence."),
            Field.typed("evidence", Field.Type.LIST, "Facts that speak for it."),
            rule()),
    REPAIR(true, "a repair", "repair", "What analysis would propose then.", repairFields()),
    RECOVERED(
            true,
            "a recovery",
            "recovered",
            "What verification would conclude then.",
            Field.typed("stableFor", Field.Type.LENGTH, "How long it must stand."),
            Field.text("reason", "The rule's sentence."),
            Field.part(
                    new Shape("repair", "The repair that it is about.", List.of(repairFields())), "What it is about."),
            rule()),
    NOT_RECOVERED(
            true,
            "a failed recovery",
            "notRecovered",
            "What verification would conclude then.",
            Field.text("reason", "The rule's sentence."),
            Field.part(
                    new Shape("repair", "The repair that it is about.", List.of(repairFields())), "What it is about."),
            rule());

    /** Whether it is concluded anew whenever it is asked for, and so has no history. */
    final boolean asked;

    final String article;

    @SuppressWarnings("ImmutableEnumChecker") // a record of records; its list is a copy
    final Shape shape;

    Expected(boolean asked, String article, String name, String about, Field... fields) {
        this.asked = asked;
        this.article = article;
        this.shape = new Shape(name, about, List.of(fields));
    }

    String word() {
        return shape.name();
    }

    static Optional<Expected> of(String word) {
        return Arrays.stream(values())
                .filter(expected -> expected.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Expected::word).toList();
    }

    private static Field rule() {
        return Field.text("rule", "The id of a rule that concluded it.");
    }

    private static List<String> decisionTypes() {
        return Arrays.stream(Decision.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
    }

    private static Field[] anomalyFields() {
        return new Field[] {
            Field.text("name", "The anomaly's name."),
            Field.text("service", "The service."),
            Field.text("instance", "The instance."),
            Field.typed("labels", Field.Type.TEXTS, "Labels of its identity; others may be there."),
            Field.choice("severity", Severity.class, "How bad it is."),
            Field.choice("status", Anomaly.Status.class, "Where it stands; PENDING or FIRING unless stated."),
            Field.text("detail", "The rule's sentence."),
            Field.typed("pendingFor", Field.Type.LENGTH, "How long it must stand before it fires."),
            Field.typed("keepFiringFor", Field.Type.LENGTH, "How long it fires on after its condition ended."),
            Field.text("incident", "The id of the incident that it belongs to; null for none."),
            rule()
        };
    }

    private static Field[] incidentFields() {
        return new Field[] {
            Field.text("id", "The id of a stated incident."),
            Field.text("title", "Its title."),
            Field.choice("status", Incident.Status.class, "Where it stands; not over unless stated."),
            Field.choice("severity", Severity.class, "How bad it is."),
            Field.choice("worst", Severity.class, "How bad it ever was."),
            Field.choice("priority", Priority.class, "How soon it is due."),
            Field.text("service", "The service of the anomaly that opened it."),
            Field.typed("services", Field.Type.LIST, "Services of its anomalies; others may be there."),
            Field.text("correlationKey", "Its correlation key."),
            Field.typed("suppressed", Field.Type.TRUTH, "Whether people are not told of it."),
            Field.typed("recoveries", Field.Type.LIST, "Processes that were started for it.")
        };
    }

    private static Field[] repairFields() {
        return new Field[] {
            Field.text("process", "The repair's process."),
            Field.text("action", "Or the built-in action."),
            Field.text("service", "The service that it is done to."),
            Field.typed("order", Field.Type.INTEGER, "Its place in the order of attempts."),
            Field.choice("kind", Repair.Kind.class, "Whether it removes the cause."),
            Field.choice("mode", Repair.Mode.class, "Who decides; null if the rule leaves it open."),
            Field.typed("parameters", Field.Type.TEXTS, "Parameters; others may be there."),
            Field.text("undo", "The process that takes it back; null for none."),
            Field.text("reason", "Why it should help."),
            rule()
        };
    }
}
