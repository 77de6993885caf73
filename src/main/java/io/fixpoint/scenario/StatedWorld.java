package io.fixpoint.scenario;

import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.MaintenanceWindow;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.RepairHistory;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.Silence;
import io.fixpoint.fact.Suspect;
import io.fixpoint.scenario.Scenario.Statement;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.TriageFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a scenario states of the moment: all but what is received, and the anomalies and incidents. */
final class StatedWorld implements Topology {
    private final Scenario scenario;
    private final Map<Object, KeptSeries> series = new HashMap<>();
    private Duration moment = Duration.ZERO;
    private List<Statement> topologyStatements = List.of();
    private List<Service> services = List.of();
    private List<Dependency> dependencies = List.of();
    private long version = 1;

    /** A series fact that is told again only if it says something else. */
    private record KeptSeries(Statement statement, Instant measured, Duration age, Series fact) {}

    StatedWorld(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Goes on to the moment. */
    void at(Duration newMoment) {
        moment = newMoment;
        List<Statement> now = new ArrayList<>(standing(Given.SERVICE));
        now.addAll(standing(Given.DEPENDENCY));
        if (!now.equals(topologyStatements)) {
            topologyStatements = now;
            version++;
            services = standing(Given.SERVICE).stream()
                    .map(statement -> new Service(
                            statement.text("name", ""),
                            statement.text("tier"),
                            statement.text("owner"),
                            statement.word("criticality", Criticality.MEDIUM)))
                    .toList();
            dependencies = standing(Given.DEPENDENCY).stream()
                    .map(statement -> new Dependency(statement.text("from", ""), statement.text("to", "")))
                    .toList();
        }
    }

    private List<Statement> all(Given kind) {
        return scenario.given().stream()
                .filter(statement -> statement.kind() == kind)
                .toList();
    }

    /** The statements of a kind that are so now. */
    List<Statement> standing(Given kind) {
        return all(kind).stream()
                .filter(statement -> statement.standsAt(moment))
                .toList();
    }

    /** Of several statements about one thing the one that began last; of those, the last in the file. */
    private static Map<Object, Statement> latest(List<Statement> statements, List<String> identity) {
        Map<Object, Statement> latest = new LinkedHashMap<>();
        for (Statement statement : statements) {
            List<@Nullable Object> key = new ArrayList<>();
            identity.forEach(field -> key.add(statement.fields().get(field)));
            latest.merge(key, statement, (a, b) -> b.from().compareTo(a.from()) >= 0 ? b : a);
        }
        return latest;
    }

    /** The stated series, by what makes each one series. */
    Map<Object, Object> series() {
        Map<Object, Object> facts = new LinkedHashMap<>();
        latest(standing(Given.SERIES), List.of("service", "instance", "metric", "labels"))
                .forEach((key, statement) -> facts.put(key, series(key, statement)));
        return facts;
    }

    private Series series(Object key, Statement statement) {
        Duration every = statement.every();
        Duration age = every == null
                ? Duration.ZERO
                : Duration.ofMillis(moment.minus(statement.from()).toMillis() % every.toMillis());
        Instant measured = every == null ? scenario.start() : scenario.start().plus(moment.minus(age));
        KeptSeries kept = series.get(key);
        if (kept != null
                && kept.statement().equals(statement)
                && kept.measured().equals(measured)
                && kept.age().equals(age)) {
            return kept.fact();
        }
        Series fact = new Series(
                statement.text("service", ""),
                statement.text("instance"),
                statement.text("metric", ""),
                statement.texts("labels"),
                new StatedReadings(statement.fields(), every == null ? now() : measured, age));
        series.put(key, new KeptSeries(statement, measured, age, fact));
        return fact;
    }

    Instant now() {
        return scenario.start().plus(moment);
    }

    /** Silences and maintenance windows. */
    Map<TriageFacts.Key, TriageFacts.Fact> forTriage() {
        Map<TriageFacts.Key, TriageFacts.Fact> facts = new LinkedHashMap<>();
        for (Statement statement : standing(Given.SILENCE)) {
            String id = statement.text("id", "silence of line " + statement.line());
            facts.put(
                    new TriageFacts.Key("silence", id),
                    new TriageFacts.Fact(
                            new Silence(
                                    id,
                                    !Boolean.FALSE.equals(statement.fields().get("active")),
                                    statement.text("reason"),
                                    statement.texts("matchers")),
                            statement));
        }
        for (Statement statement : standing(Given.MAINTENANCE_WINDOW)) {
            String id = statement.text("id", "window of line " + statement.line());
            facts.put(
                    new TriageFacts.Key("maintenanceWindow", id),
                    new TriageFacts.Fact(
                            new MaintenanceWindow(
                                    id,
                                    !Boolean.FALSE.equals(statement.fields().get("active")),
                                    statement.text("reason"),
                                    Set.copyOf(statement.list("services"))),
                            statement));
        }
        return facts;
    }

    List<Suspect> suspects() {
        return standing(Given.SUSPECT).stream()
                .map(statement -> new Suspect(
                        (int) whole(statement, "rank", 1),
                        statement.text("service", ""),
                        statement.fields().get("score") instanceof Double score ? score : 1,
                        statement.text("reason", "")))
                .toList();
    }

    List<Cause> causes() {
        return standing(Given.CAUSE).stream().map(StatedWorld::cause).toList();
    }

    private static Cause cause(Statement statement) {
        Cause cause = Cause.of(statement.text("kind", ""), statement.text("service", ""));
        for (String evidence : statement.list("evidence")) {
            cause = cause.evidence(evidence);
        }
        String detail = statement.text("detail");
        return detail == null ? cause : cause.detail(detail);
    }

    List<PastIncident> pastIncidents() {
        return standing(Given.PAST_INCIDENT).stream()
                .map(statement -> new PastIncident(
                        statement.text("id", "past incident of line " + statement.line()),
                        statement.text("service", ""),
                        statement.text("cause"),
                        statement.text("repair"),
                        Boolean.TRUE.equals(statement.fields().get("recovered")),
                        scenario.start().plus(statement.from())))
                .toList();
    }

    List<RepairHistory> repairHistories() {
        return standing(Given.REPAIR_HISTORY).stream()
                .map(statement -> new RepairHistory(
                        statement.text("repair", ""),
                        statement.text("service", ""),
                        whole(statement, "runs", 0),
                        whole(statement, "helped", 0),
                        statement.fields().get("meanSeconds") instanceof Number seconds
                                ? Double.valueOf(seconds.doubleValue())
                                : null))
                .toList();
    }

    static Repair repair(Statement statement) {
        String process = statement.text("process");
        Repair repair = process == null ? Repair.action(statement.text("action", "")) : Repair.process(process);
        repair = repair.target(statement.text("service", ""))
                .order((int) whole(statement, "order", 1))
                .kind(statement.word("kind", Repair.Kind.FIX));
        if (statement.fields().get("mode") instanceof String mode) {
            repair = repair.mode(Repair.Mode.valueOf(mode));
        }
        for (Map.Entry<String, String> parameter : statement.texts("parameters").entrySet()) {
            repair = repair.parameter(parameter.getKey(), parameter.getValue());
        }
        String undo = statement.text("undo");
        String reason = statement.text("reason");
        repair = undo == null ? repair : repair.undo(undo);
        return reason == null ? repair : repair.reason(reason);
    }

    static long whole(Statement statement, String field, long otherwise) {
        return statement.fields().get(field) instanceof Long number ? number : otherwise;
    }

    /** Every service that the scenario names anywhere. */
    Set<String> allServices() {
        Set<String> names = new TreeSet<>();
        scenario.given().forEach(statement -> {
            names.add(statement.text("service", ""));
            names.addAll(statement.list("services"));
        });
        return names;
    }

    @Override
    public List<Service> services() {
        return services;
    }

    @Override
    public List<Dependency> dependencies() {
        return dependencies;
    }

    @Override
    public Optional<Service> service(String name) {
        return services.stream()
                .filter(service -> Objects.equals(service.getName(), name))
                .findFirst();
    }

    @Override
    public long version() {
        return version;
    }
}
