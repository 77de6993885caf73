package io.fixpoint.scenario;

import static io.fixpoint.scenario.Field.choice;
import static io.fixpoint.scenario.Field.field;
import static io.fixpoint.scenario.Field.text;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import io.fixpoint.scenario.Field.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a scenario may state. */
enum Given {
    SAMPLE(
            Manner.OBSERVED,
            "sample",
            "A measured value; the statistics of its series are real.",
            service().must(),
            instance(),
            text("metric", "The metric's name.").must(),
            field("value", Type.NUMBER, "The measured value.").must(),
            field("step", Type.NUMBER, "What each repetition adds to the value."),
            text("unit", "The unit."),
            labels()),
    SERIES(Manner.STATED, "series", "A series whose properties are stated, not computed.", seriesFields()),
    ALERT(
            Manner.OBSERVED,
            "alert",
            "An alert of another system; it fires until it is stated as resolved.",
            text("service", "The service; 'unmapped' unless stated."),
            instance(),
            text("name", "The alert's name.").must(),
            choice("status", List.of("firing", "resolved"), "firing unless stated."),
            text("severity", "The sender's word, such as critical or page."),
            text("summary", "The sender's sentence."),
            text("fingerprint", "What identifies it; unless stated, of service, instance, name and labels."),
            labels()),
    HEARTBEAT(
            Manner.OBSERVED,
            "heartbeat",
            "A sign of life; it is missing when the next one does not come in time.",
            service().must(),
            instance(),
            field("interval", Type.LENGTH, "By when the next one is due.").must(),
            labels()),
    EVENT(
            Manner.OBSERVED,
            "event",
            "Something that happened, such as a deployment.",
            service().must(),
            instance(),
            text("kind", "What sort of event.").must(),
            text("message", "A sentence."),
            field("attributes", Type.TEXTS, "What else is known of it."),
            field("keep", Type.LENGTH, "How long rules see it; 1h unless stated."),
            labels()),
    SERVICE(
            Manner.STANDING,
            "service",
            "A service of the declared topology.",
            text("name", "The service's name.").must(),
            text("tier", "Its tier."),
            text("owner", "The group that owns it."),
            choice("criticality", Criticality.class, "MEDIUM unless stated.")),
    DEPENDENCY(
            Manner.STANDING,
            "dependency",
            "One service calls another.",
            text("from", "Who calls.").must(),
            text("to", "Who is called.").must()),
    SILENCE(
            Manner.STANDING,
            "silence",
            "Anomalies that nobody wants to hear of.",
            text("id", "Its id."),
            field("active", Type.TRUTH, "true unless stated."),
            text("reason", "Why."),
            field("matchers", Type.TEXTS, "Required values by name: service, instance, name or a label.")
                    .must()),
    MAINTENANCE_WINDOW(
            Manner.STANDING,
            "maintenanceWindow",
            "A planned time in which services may be out of order.",
            text("id", "Its id."),
            field("active", Type.TRUTH, "true unless stated."),
            text("reason", "Why."),
            field("services", Type.LIST, "The services it is for; all unless stated.")),
    ANOMALY(
            Manner.STANDING,
            "anomaly",
            "An anomaly that no detection rule of the scenario has to find. After its 'until' it has cleared.",
            text("name", "The anomaly's name.").must(),
            service().must(),
            instance(),
            labels(),
            choice("severity", Severity.class, "WARNING unless stated."),
            choice("status", Anomaly.Status.class, "FIRING unless stated."),
            text("detail", "A sentence."),
            text("incident", "The id of the stated incident that it belongs to."),
            text("id", "The id of its episode.")),
    INCIDENT(
            Manner.STANDING,
            "incident",
            "An incident that no triage rule of the scenario has to open; detected and opened at its 'from'.",
            text("id", "Its id; unless stated its number."),
            field("number", Type.INTEGER, "Its number; 1, 2, … unless stated."),
            text("title", "Its title."),
            choice("status", Incident.Status.class, "OPEN unless stated."),
            choice("severity", Severity.class, "MAJOR unless stated."),
            service().must(),
            field("services", Type.LIST, "The services of its anomalies; 'service' unless stated."),
            text("correlationKey", "'service' unless stated."),
            text("assignee", "Who works on it.")),
    SUSPECT(
            Manner.STANDING,
            "suspect",
            "A service that may be where the fault is. Without any, the server's localization names them.",
            field("rank", Type.INTEGER, "1, the likeliest, unless stated."),
            service().must(),
            field("score", Type.NUMBER, "From 0 to 1; 1 unless stated."),
            text("reason", "Why.")),
    CAUSE(
            Manner.STANDING,
            "cause",
            "A cause that no analysis rule of the scenario has to find.",
            text("kind", "What sort of cause.").must(),
            service().must(),
            text("detail", "A sentence."),
            field("evidence", Type.LIST, "What speaks for it.")),
    REPAIR(
            Manner.STANDING,
            "repair",
            "A repair that ended at its 'from': only what is measured later is fresh.",
            text("process", "The repair's process."),
            text("action", "Or the built-in action."),
            text("service", "The service that it is done to."),
            field("order", Type.INTEGER, "Its place in the order of attempts; 1 unless stated."),
            choice("kind", Repair.Kind.class, "FIX unless stated."),
            choice("mode", Repair.Mode.class, "Who decides."),
            field("parameters", Type.TEXTS, "Its parameters."),
            text("undo", "The process that takes it back."),
            text("reason", "Why it should help.")),
    PAST_INCIDENT(
            Manner.STANDING,
            "pastIncident",
            "A repair of an incident that has ended.",
            text("id", "The incident's id."),
            service().must(),
            text("cause", "The kind of its cause."),
            text("repair", "The process of the repair."),
            field("recovered", Type.TRUTH, "Whether it helped.").must());

    /** How it is on the time line. */
    enum Manner {
        /** A fact that is received at 'from', and again every so often until 'until': the fact log's way. */
        OBSERVED,
        /** Stands from 'from' to 'until' as stated; with 'every' it is measured anew only so often. */
        STATED,
        /** Stands from 'from' to 'until'. */
        STANDING
    }

    final Manner manner;
    final Shape shape;

    Given(Manner manner, String name, String about, Field... fields) {
        this.manner = manner;
        this.shape = new Shape(name, about, List.of(fields));
    }

    String word() {
        return shape.name();
    }

    boolean mayRepeat() {
        return manner != Manner.STANDING;
    }

    static Optional<Given> of(String word) {
        return Arrays.stream(values())
                .filter(given -> given.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Given::word).toList();
    }

    private static Field service() {
        return text("service", "The service that it is about.");
    }

    private static Field instance() {
        return text("instance", "The instance of the service.");
    }

    private static Field labels() {
        return field("labels", Type.TEXTS, "Its labels.");
    }

    private static Field[] seriesFields() {
        List<Field> fields = new ArrayList<>(List.of(
                service().must(),
                instance(),
                text("metric", "The metric's name.").must(),
                labels()));
        fields.addAll(StatedReadings.fields());
        return fields.toArray(Field[]::new);
    }
}
