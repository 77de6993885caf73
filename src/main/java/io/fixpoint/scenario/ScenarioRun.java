package io.fixpoint.scenario;

import io.fixpoint.detection.DetectionMemory.AfterRepair;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Repair;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.replay.Rehearsal;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.Stage;
import io.fixpoint.scenario.Found.Deviation;
import io.fixpoint.scenario.Scenario.Expectation;
import io.fixpoint.scenario.Scenario.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs one scenario, from its first moment to its last expectation. */
final class ScenarioRun {
    private static final int MOST_DIFFERENCES = 20;
    private static final int MOST_CANDIDATES = 3;
    private static final int MOST_FACTS = 8;

    private final Scenario scenario;
    private final CandidateRules rules;
    private final TestSettings settings;
    private final StatedWorld world;
    private final Map<Statement, AfterRepair> ended = new LinkedHashMap<>();
    private final Set<Expectation> failed = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();

    private ScenarioRun(Scenario scenario, CandidateRules rules, TestSettings settings) {
        this.scenario = scenario;
        this.rules = rules;
        this.settings = settings;
        this.world = new StatedWorld(scenario);
    }

    /** @param rules none of them left out */
    static ScenarioResult run(Scenario scenario, CandidateRules rules, TestSettings settings) {
        long started = System.nanoTime();
        ScenarioRun run = new ScenarioRun(scenario, rules, settings);
        List<String> troubles = new ArrayList<>();
        try {
            troubles.addAll(run.run());
        } catch (RuleFailedException e) {
            troubles.add(String.valueOf(e.getMessage()));
        }
        rules.leftOut().forEach(rule -> troubles.add("Left out from then on: " + rule.reason()));
        return new ScenarioResult(
                scenario.file(),
                scenario.line(),
                scenario.name(),
                run.differences.isEmpty() && troubles.isEmpty(),
                (System.nanoTime() - started) / 1_000_000,
                run.differences,
                troubles);
    }

    private List<String> run() {
        NavigableMap<Duration, List<Fact>> moments = TimeLine.of(scenario);
        Duration end = scenario.end();
        long position = 0;
        try (Rehearsal rehearsal = new Rehearsal(rules, settings.detection(), settings.retention(), world)) {
            if (rules.countsConditions()) {
                rehearsal.watchTriage(facts -> rules.show(Stage.TRIAGE, facts));
            }
            // Sets the clock before anything is known: what is stated at the start begins at the start.
            rehearsal.process(new LogRecord(position, LogRecord.Kind.TICK, scenario.start(), List.of()));
            StatedEpisodes episodes = new StatedEpisodes(scenario, world, rehearsal);
            for (Map.Entry<Duration, List<Fact>> moment :
                    moments.headMap(end, true).entrySet()) {
                settings.check();
                world.at(moment.getKey());
                rehearsal.stateMeasured(world.series());
                rehearsal.stateForTriage(world.forTriage());
                episodes.tell();
                Map<Repair, AfterRepair> repairs = repairs(rehearsal);
                position++;
                rehearsal.process(new LogRecord(
                        position,
                        moment.getValue().isEmpty() ? LogRecord.Kind.TICK : LogRecord.Kind.BATCH,
                        world.now(),
                        moment.getValue()));
                judge(moment.getKey(), new Moment(scenario, world, rehearsal, rules, repairs));
            }
            return rehearsal.troubles();
        }
    }

    private Map<Repair, AfterRepair> repairs(Rehearsal rehearsal) {
        Map<Repair, AfterRepair> repairs = new LinkedHashMap<>();
        for (Statement statement : world.standing(Given.REPAIR)) {
            AfterRepair after = ended.computeIfAbsent(
                    statement,
                    s -> rehearsal.repairEnds(
                            world.allServices(), scenario.start().plus(s.from())));
            repairs.put(StatedWorld.repair(statement), after);
        }
        return repairs;
    }

    private void judge(Duration now, Moment moment) {
        if (rules.countsConditions()
                && scenario.expect().stream()
                        .anyMatch(expectation -> expectation.until().equals(now))) {
            moment.showDetection();
        }
        for (Expectation expectation : scenario.expect()) {
            boolean due = expectation.kind() == Expected.DECISION
                    ? expectation.until().equals(now)
                    : expectation.covers(now);
            if (due && !failed.contains(expectation)) {
                List<Found> found = moment.find(expectation);
                List<Found> matching = found.stream()
                        .filter(one -> one.deviations(expectation.fields()).isEmpty())
                        .toList();
                Integer count = expectation.count();
                boolean met = expectation.present()
                        ? (count == null ? !matching.isEmpty() : matching.size() == count)
                        : matching.isEmpty();
                if (!met) {
                    failed.add(expectation);
                    if (differences.size() < MOST_DIFFERENCES) {
                        differences.add(difference(expectation, now, moment, found, matching));
                    }
                }
            }
        }
    }

    private static Difference difference(
            Expectation expectation, Duration now, Moment moment, List<Found> found, List<Found> matching) {
        List<String> instead = new ArrayList<>();
        if (!matching.isEmpty()) {
            if (expectation.present()) {
                instead.add(matching.size() + " of it");
            }
            matching.stream().limit(MOST_CANDIDATES).forEach(one -> {
                instead.add(one.told());
                one.because().stream().limit(2).forEach(match -> instead.add("  because of " + Words.because(match)));
            });
        } else {
            found.stream()
                    .map(one -> Map.entry(one, one.deviations(expectation.fields())))
                    .sorted(Comparator.comparingInt(entry -> Found.distance(entry.getValue())))
                    .limit(MOST_CANDIDATES)
                    .forEach(entry -> instead.add(entry.getKey().told() + " — " + told(entry.getValue())));
            if (found.isEmpty()) {
                instead.add(moment.missing(expectation.kind())
                        .orElse("no " + expectation.kind().word() + " at all"));
            }
        }
        return new Difference(
                expectation.line(),
                Words.length(now),
                expected(expectation),
                instead,
                moment.facts(services(expectation.fields()), MOST_FACTS));
    }

    private static String told(List<Deviation> deviations) {
        return String.join("; ", deviations.stream().map(Deviation::toString).toList());
    }

    private static String expected(Expectation expectation) {
        String fields = String.join(
                ", ",
                expectation.fields().entrySet().stream()
                        .map(field -> field.getKey() + " " + Words.value(field.getValue()))
                        .toList());
        Integer count = expectation.count();
        return (expectation.isOneMoment()
                        ? "at " + Words.length(expectation.from())
                        : "from " + Words.length(expectation.from()) + " to " + Words.length(expectation.until()))
                + (expectation.present() ? ": " : ": not ")
                + (count == null
                        ? expectation.kind().article
                        : count + " × " + expectation.kind().word())
                + (fields.isEmpty() ? "" : " with " + fields);
    }

    private static Set<String> services(Map<String, @Nullable Object> fields) {
        Set<String> services = new HashSet<>();
        fields.forEach((name, value) -> {
            if (value instanceof String text && name.equals("service")) {
                services.add(text);
            } else if (value instanceof Map<?, ?> part && part.get("service") instanceof String text) {
                services.add(text);
            }
        });
        return services;
    }
}
