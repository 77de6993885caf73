package io.fixpoint.scenario;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
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
            Field.text("metric", "The metric's name.").must(),
            Field.typed("value", Field.Type.NUMBER, "The measured value.").must(),
            Field.typed("step", Field.Type.NUMBER, "What each repetition adds to the value."),
            Field.text("unit", "The unit."),
            labels()),
    SERIES(Manner.STATED, "series", "A series whose properties are stated, not computed.", seriesFields()),
    ALERT(
            Manner.OBSERVED,
            "alert",
            "An alert of another system; it fires until it is stated as resolved.",
            Field.text("service", "The service; 'unmapped' unless stated."),
            instance(),
            Field.text("name", "The alert's name.").must(),
            Field.choice("status", List.of("firing", "resolved"), "firing unless stated."),
            Field.text("severity", "The sender's word, such as critical or page."),
            Field.text("summary", "The sender's sentence."),
            Field.text("fingerprint", "What identifies it; unless stated, of service, instance, name and labels."),
            labels()),
    HEARTBEAT(
            Manner.OBSERVED,
            "heartbeat",
            "A sign of life; it is missing when the next one does not come in time.",
            service().must(),
            instance(),
            Field.typed("interval", Field.Type.LENGTH, "By when the next one is due.")
                    .must(),
            labels()),
    EVENT(
            Manner.OBSERVED,
            "event",
            "Something that happened, such as a deployment.",
            service().must(),
            instance(),
            Field.text("kind", "What sort of event.").must(),
            Field.text("message", "A sentence."),
            Field.typed("attributes", Field.Type.TEXTS, "What else is known of it."),
            Field.typed("keep", Field.Type.LENGTH, "How long rules see it; 1h unless stated."),
            labels()),
    SERVICE(
            Manner.STANDING,
            "service",
            "A service of the declared topology.",
            Field.text("name", "The service's name.").must(),
            Field.text("tier", "Its tier."),
            Field.text("owner", "The group that owns it."),
            Field.choice("criticality", Criticality.class, "MEDIUM unless stated.")),
    DEPENDENCY(
            Manner.STANDING,
            "dependency",
            "One service calls another.",
            Field.text("from", "Who calls.").must(),
            Field.text("to", "Who is called.").must()),
    SILENCE(
            Manner.STANDING,
            "silence",
            "Anomalies that nobody wants to hear of.",
            Field.text("id", "Its id."),
            Field.typed("active", Field.Type.TRUTH, "true unless stated."),
            Field.text("reason", "Why."),
            Field.typed("matchers", Field.Type.TEXTS, "Required values by name: service, instance, name or a label.")
                    .must()),
    MAINTENANCE_WINDOW(
            Manner.STANDING,
            "maintenanceWindow",
            "A planned time in which services may be out of order.",
            Field.text("id", "Its id."),
            Field.typed("active", Field.Type.TRUTH, "true unless stated."),
            Field.text("reason", "Why."),
            Field.typed("services", Field.Type.LIST, "The services it is for; all unless stated.")),
    ANOMALY(
            Manner.STANDING,
            "anomaly",
            "An anomaly that no detection rule of the scenario has to find. After its 'until' it has cleared.",
            Field.text("name", "The anomaly's name.").must(),
            service().must(),
            instance(),
            labels(),
            Field.choice("severity", Severity.class, "WARNING unless stated."),
            Field.choice("status", Anomaly.Status.class, "FIRING unless stated."),
            Field.text("detail", "A sentence."),
            Field.text("incident", "The id of the stated incident that it belongs to."),
            Field.text("id", "The id of its episode.")),
    INCIDENT(
            Manner.STANDING,
            "incident",
            "An incident that no triage rule of the scenario has to open; detected and opened at its 'from'.",
            Field.text("id", "Its id; unless stated its number."),
            Field.typed("number", Field.Type.INTEGER, "Its number; 1, 2, … unless stated."),
            Field.text("title", "Its title."),
            Field.choice("status", Incident.Status.class, "OPEN unless stated."),
            Field.choice("severity", Severity.class, "MAJOR unless stated."),
            service().must(),
            Field.typed("services", Field.Type.LIST, "The services of its anomalies; 'service' unless stated."),
            Field.text("correlationKey", "'service' unless stated."),
            Field.text("assignee", "Who works on it.")),
    SUSPECT(
            Manner.STANDING,
            "suspect",
            "A service that may be where the fault is. Without any, the server's localization names them.",
            Field.typed("rank", Field.Type.INTEGER, "1, the likeliest, unless stated."),
            service().must(),
            Field.typed("score", Field.Type.NUMBER, "From 0 to 1; 1 unless stated."),
            Field.text("reason", "Why.")),
    CAUSE(
            Manner.STANDING,
            "cause",
            "A cause that no analysis rule of the scenario has to find.",
            Field.text("kind", "What sort of cause.").must(),
            service().must(),
            Field.text("detail", "A sentence."),
            Field.typed("evidence", Field.Type.LIST, "What speaks for it.")),
    REPAIR(
            Manner.STANDING,
            "repair",
            "A repair that ended at its 'from': only what is measured later is fresh.",
            Field.text("process", "The repair's process."),
            Field.text("action", "Or the built-in action."),
            Field.text("service", "The service that it is done to."),
            Field.typed("order", Field.Type.INTEGER, "Its place in the order of attempts; 1 unless stated."),
            Field.choice("kind", Repair.Kind.class, "FIX unless stated."),
            Field.choice("mode", Repair.Mode.class, "Who decides."),
            Field.typed("parameters", Field.Type.TEXTS, "Its parameters."),
            Field.text("undo", "The process that takes it back."),
            Field.text("reason", "Why it should help.")),
    PAST_INCIDENT(
            Manner.STANDING,
            "pastIncident",
            "A repair of an incident that has ended.",
            Field.text("id", "The incident's id."),
            service().must(),
            Field.text("cause", "The kind of its cause."),
            Field.text("repair", "The process of the repair."),
            Field.typed("recovered", Field.Type.TRUTH, "Whether it helped.").must()),
    REPAIR_HISTORY(
            Manner.STANDING,
            "repairHistory",
            "How a repair of a service has gone so far.",
            Field.text("repair", "The repair's process, or the built-in action.")
                    .must(),
            service().must(),
            Field.typed("runs", Field.Type.INTEGER, "How often it was done and verified.")
                    .must(),
            Field.typed("helped", Field.Type.INTEGER, "How often it helped.").must(),
            Field.typed("meanSeconds", Field.Type.NUMBER, "From its start until it had helped, on average."));

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

    @SuppressWarnings("ImmutableEnumChecker") // a record of records; its list is a copy
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
        return Field.text("service", "The service that it is about.");
    }

    private static Field instance() {
        return Field.text("instance", "The instance of the service.");
    }

    private static Field labels() {
        return Field.typed("labels", Field.Type.TEXTS, "Its labels.");
    }

    private static Field[] seriesFields() {
        List<Field> fields = new ArrayList<>(List.of(
                service().must(),
                instance(),
                Field.text("metric", "The metric's name.").must(),
                labels()));
        fields.addAll(StatedReadings.fields());
        return fields.toArray(Field[]::new);
    }
}
