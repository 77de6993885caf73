package io.fixpoint.scenario;

import io.fixpoint.fact.Fact;
import io.fixpoint.scenario.Scenario.Expectation;
import io.fixpoint.scenario.Scenario.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** The moments of a scenario up to its end, each with the facts that are received then. */
final class TimeLine {
    private static final Duration KEEP = Duration.ofHours(1);

    private final Scenario scenario;
    private final NavigableMap<Duration, List<Fact>> moments = new TreeMap<>();

    private TimeLine(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Each tick, each time that a statement or an expectation names, each repetition. */
    static NavigableMap<Duration, List<Fact>> of(Scenario scenario) {
        TimeLine line = new TimeLine(scenario);
        Duration end = scenario.end();
        for (Duration tick = Duration.ZERO; tick.compareTo(end) <= 0; tick = tick.plus(scenario.tick())) {
            line.moment(tick);
        }
        for (Expectation expectation : scenario.expect()) {
            line.moment(expectation.from());
            line.moment(expectation.until());
        }
        scenario.given().forEach(line::add);
        return line.moments;
    }

    private List<Fact> moment(Duration moment) {
        return moments.computeIfAbsent(moment, m -> new ArrayList<>());
    }

    private void add(Statement statement) {
        Duration end = scenario.end();
        Duration last = statement.until() == null || statement.until().compareTo(end) > 0 ? end : statement.until();
        Duration every = statement.every();
        int repetition = 0;
        for (Duration moment = statement.from(); moment.compareTo(last) <= 0; moment = moment.plus(every)) {
            List<Fact> received = moment(moment);
            if (statement.kind().manner == Given.Manner.OBSERVED) {
                received.add(fact(statement, repetition++, scenario.start().plus(moment)));
            }
            if (every == null) {
                break;
            }
        }
        if (statement.kind().manner == Given.Manner.OBSERVED
                && statement.until() == null
                && statement.from().compareTo(end) > 0) {
            return;
        }
        if (statement.until() != null && statement.until().compareTo(end) <= 0) {
            moment(statement.until());
        }
    }

    private Fact fact(Statement statement, int repetition, Instant time) {
        String instance = statement.text("instance");
        Map<String, String> labels = statement.texts("labels");
        String service = statement.text("service", Fact.UNMAPPED);
        return switch (statement.kind()) {
            case SAMPLE ->
                new Fact.Sample(
                        service,
                        instance,
                        statement.text("metric", ""),
                        number(statement, "value") + repetition * number(statement, "step"),
                        statement.text("unit"),
                        time,
                        labels,
                        null);
            case ALERT -> alert(statement, time);
            case HEARTBEAT ->
                new Fact.Heartbeat(service, instance, length(statement, "interval", KEEP), time, labels, null);
            case EVENT ->
                new Fact.Event(
                        service,
                        instance,
                        statement.text("kind", ""),
                        statement.text("message"),
                        statement.texts("attributes"),
                        length(statement, "keep", KEEP),
                        time,
                        labels,
                        null);
            default -> throw new IllegalStateException(statement.kind() + " is not received");
        };
    }

    private Fact.Alert alert(Statement statement, Instant time) {
        String service = statement.text("service", Fact.UNMAPPED);
        String instance = statement.text("instance");
        String name = statement.text("name", "");
        Map<String, String> labels = statement.texts("labels");
        boolean firing = statement.text("status", "firing").equals("firing");
        String identity = service + '\0' + instance + '\0' + name + '\0' + new TreeMap<>(labels);
        String fingerprint = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                .toString();
        return new Fact.Alert(
                service,
                instance,
                name,
                firing,
                statement.text("severity"),
                statement.text("summary"),
                scenario.start().plus(statement.from()),
                firing ? null : time,
                Objects.requireNonNullElse(statement.text("fingerprint"), fingerprint),
                time,
                labels,
                null);
    }

    private static double number(Statement statement, String field) {
        return statement.fields().get(field) instanceof Double number ? number : 0;
    }

    private static Duration length(Statement statement, String field, Duration otherwise) {
        return statement.fields().get(field) instanceof Duration length ? length : otherwise;
    }
}
