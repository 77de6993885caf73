package io.fixpoint.scenario;

import static io.fixpoint.scenario.Field.choice;
import static io.fixpoint.scenario.Field.field;
import static io.fixpoint.scenario.Field.part;
import static io.fixpoint.scenario.Field.text;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import io.fixpoint.scenario.Field.Type;
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
            choice("type", decisionTypes(), "What is decided."),
            rule(),
            part(new Shape("anomaly", "The anomaly that it is about.", List.of(anomalyFields())), "What it is about."),
            part(
                    new Shape("incident", "The incident that it is about.", List.of(incidentFields())),
                    "What it is about."),
            text("correlationKey", "Of OpenIncident."),
            text("process", "Of OpenIncident and StartRecovery."),
            text("title", "Of OpenIncident."),
            text("message", "Of Notify."),
            text("reason", "Of ResolveIncident and Suppress."),
            choice("severity", Severity.class, "Of SetSeverity."),
            choice("priority", Priority.class, "Of SetPriority.")),
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
            field("rank", Type.INTEGER, "1 is the likeliest."),
            text("service", "The service.")),
    CAUSE(
            true,
            "a cause",
            "cause",
            "What analysis would find then.",
            text("kind", "What sort of cause."),
            text("service", "The service."),
            text("detail", "The rule's sentence."),
            field("evidence", Type.LIST, "Facts that speak for it."),
            rule()),
    REPAIR(true, "a repair", "repair", "What analysis would propose then.", repairFields()),
    RECOVERED(
            true,
            "a recovery",
            "recovered",
            "What verification would conclude then.",
            field("stableFor", Type.LENGTH, "How long it must stand."),
            text("reason", "The rule's sentence."),
            part(new Shape("repair", "The repair that it is about.", List.of(repairFields())), "What it is about."),
            rule()),
    NOT_RECOVERED(
            true,
            "a failed recovery",
            "notRecovered",
            "What verification would conclude then.",
            text("reason", "The rule's sentence."),
            part(new Shape("repair", "The repair that it is about.", List.of(repairFields())), "What it is about."),
            rule());

    /** Whether it is concluded anew whenever it is asked for, and so has no history. */
    final boolean asked;

    final String article;
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
        return text("rule", "The id of a rule that concluded it.");
    }

    private static List<String> decisionTypes() {
        return Arrays.stream(Decision.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
    }

    private static Field[] anomalyFields() {
        return new Field[] {
            text("name", "The anomaly's name."),
            text("service", "The service."),
            text("instance", "The instance."),
            field("labels", Type.TEXTS, "Labels of its identity; others may be there."),
            choice("severity", Severity.class, "How bad it is."),
            choice("status", Anomaly.Status.class, "Where it stands; PENDING or FIRING unless stated."),
            text("detail", "The rule's sentence."),
            field("pendingFor", Type.LENGTH, "How long it must stand before it fires."),
            field("keepFiringFor", Type.LENGTH, "How long it fires on after its condition ended."),
            text("incident", "The id of the incident that it belongs to; null for none."),
            rule()
        };
    }

    private static Field[] incidentFields() {
        return new Field[] {
            text("id", "The id of a stated incident."),
            text("title", "Its title."),
            choice("status", Incident.Status.class, "Where it stands; not over unless stated."),
            choice("severity", Severity.class, "How bad it is."),
            choice("worst", Severity.class, "How bad it ever was."),
            choice("priority", Priority.class, "How soon it is due."),
            text("service", "The service of the anomaly that opened it."),
            field("services", Type.LIST, "Services of its anomalies; others may be there."),
            text("correlationKey", "Its correlation key."),
            field("suppressed", Type.TRUTH, "Whether people are not told of it."),
            field("recoveries", Type.LIST, "Processes that were started for it.")
        };
    }

    private static Field[] repairFields() {
        return new Field[] {
            text("process", "The repair's process."),
            text("action", "Or the built-in action."),
            text("service", "The service that it is done to."),
            field("order", Type.INTEGER, "Its place in the order of attempts."),
            choice("kind", Repair.Kind.class, "Whether it removes the cause."),
            choice("mode", Repair.Mode.class, "Who decides; null if the rule leaves it open."),
            field("parameters", Type.TEXTS, "Parameters; others may be there."),
            text("undo", "The process that takes it back; null for none."),
            text("reason", "Why it should help."),
            rule()
        };
    }
}
