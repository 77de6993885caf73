package io.fixpoint.scenario;

import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleProblem;
import io.fixpoint.scenario.Scenario.Expectation;
import io.fixpoint.scenario.Scenario.Statement;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a scenario file. What is wrong with it is told with line and column; the scenarios that are right are read. */
final class ScenarioReader {
    /** A Monday noon, far from a change of clocks. */
    static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    static final List<String> SCENARIO_FIELDS = List.of("name", "description", "start", "tick", "given", "expect");
    static final List<String> TIMES = List.of("from", "until", "every");
    static final List<String> EXPECTATION_FIELDS = List.of("at", "from", "until", "present", "absent", "count");
    static final int MOST_SCENARIOS = 1_000;
    static final int MOST_MOMENTS = 50_000;
    static final int MOST_FACTS = 200_000;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int FINE_TICKS = 3_600;
    private static final int MOST_CHARACTERS = 2_000_000;

    /** What a file holds, and what is wrong with it. */
    record Read(List<Scenario> scenarios, List<RuleProblem> problems) {}

    private final RuleFile file;
    private final FieldReader fields;

    private ScenarioReader(RuleFile file) {
        this.file = file;
        this.fields = new FieldReader(file.path());
    }

    static Read read(RuleFile file) {
        ScenarioReader reader = new ScenarioReader(file);
        List<Scenario> scenarios = reader.readAll();
        return new Read(scenarios, reader.fields.problems());
    }

    private List<Scenario> readAll() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setMaxAliasesForCollections(1_000);
        Node root;
        try {
            root = new Yaml(options).compose(new StringReader(file.text()));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            fields.problem(
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1,
                    "this is no YAML: " + e.getProblem() + (e.getContext() == null ? "" : " " + e.getContext()));
            return List.of();
        } catch (YAMLException e) {
            fields.problem(0, 0, "this is no YAML: " + e.getMessage());
            return List.of();
        }
        List<Scenario> scenarios = new ArrayList<>();
        if (root == null) {
            return scenarios;
        }
        if (!(root instanceof SequenceNode list)) {
            fields.problem(root, "a scenario file is a list of scenarios: begin each with '- name: …'");
            return scenarios;
        }
        if (list.getValue().size() > MOST_SCENARIOS) {
            fields.problem(root, "a file has at most " + MOST_SCENARIOS + " scenarios; put others into another file");
            return scenarios;
        }
        for (Node node : list.getValue()) {
            int before = fields.problems().size();
            Scenario scenario = scenario(node);
            if (scenario != null && fields.problems().size() == before) {
                scenarios.add(scenario);
            }
        }
        return scenarios;
    }

    private @Nullable Scenario scenario(Node node) {
        Map<String, FieldReader.Entry> entries = fields.entries(node, "a scenario", SCENARIO_FIELDS);
        if (entries == null) {
            return null;
        }
        String name = fields.text(entries, "name");
        if (name == null || name.isBlank()) {
            fields.problem(node, "a scenario needs a 'name': a sentence that says what must be so");
            name = "";
        }
        fields.text(entries, "description");
        List<Statement> given = new ArrayList<>();
        for (Node one : fields.list(entries.get("given"), "'given' is a list of what is so or happens")) {
            Statement statement = statement(one);
            if (statement != null) {
                given.add(statement);
            }
        }
        List<Expectation> expect = new ArrayList<>();
        for (Node one : fields.list(entries.get("expect"), "'expect' is a list of what must be there or absent")) {
            expectation(one, expect);
        }
        if (!entries.containsKey("given")) {
            fields.problem(node, "a scenario needs 'given': what is so, and what happens when");
        }
        if (!entries.containsKey("expect")
                || (expect.isEmpty() && fields.problems().isEmpty())) {
            fields.problem(node, "a scenario needs 'expect': what must be there or absent, and when");
        }
        Scenario scenario = new Scenario(
                file.path(), FieldReader.line(node), name, start(node, entries), Duration.ZERO, given, expect);
        Duration tick = entries.containsKey("tick")
                ? Objects.requireNonNullElse(fields.length(entries, "tick"), TICK)
                : tick(scenario.end());
        if (tick.compareTo(TICK) < 0) {
            fields.problem(place(entries, "tick", node), "'tick' is at least 1s");
            tick = TICK;
        }
        Scenario ticking = new Scenario(
                scenario.file(), scenario.line(), name, scenario.start(), tick, scenario.given(), scenario.expect());
        bounds(node, ticking);
        return ticking;
    }

    /** A second, or so many that an end that is far away is reached in 3,600 ticks. */
    private static Duration tick(Duration end) {
        return Duration.ofSeconds(Math.max(1, (end.toSeconds() + FINE_TICKS - 1) / FINE_TICKS));
    }

    private Instant start(Node node, Map<String, FieldReader.Entry> entries) {
        String text = fields.text(entries, "start");
        if (text == null) {
            return START;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            fields.problem(
                    place(entries, "start", node),
                    "'start' is '" + text + "'; it must be an RFC 3339 time such as \"2026-01-05T12:00:00Z\"");
            return START;
        }
    }

    private static Node place(Map<String, FieldReader.Entry> entries, String name, Node otherwise) {
        FieldReader.Entry entry = entries.get(name);
        return entry == null ? otherwise : entry.value();
    }

    private void bounds(Node node, Scenario scenario) {
        long end = scenario.end().toMillis();
        long moments = end / scenario.tick().toMillis();
        long facts = 0;
        for (Statement statement : scenario.given()) {
            long times = 1;
            if (statement.every() != null) {
                long last = statement.until() == null
                        ? end
                        : Math.min(end, statement.until().toMillis());
                times = Math.max(0, last - statement.from().toMillis())
                                / statement.every().toMillis()
                        + 1;
            }
            facts += times;
        }
        if (moments > MOST_MOMENTS) {
            fields.problem(
                    node,
                    "the scenario has " + moments + " ticks, and at most " + MOST_MOMENTS
                            + " are run: state a coarser 'tick', or end it sooner");
        }
        if (facts > MOST_FACTS) {
            fields.problem(
                    node,
                    "the scenario states " + facts + " facts, and at most " + MOST_FACTS
                            + " are run: repeat them less often, or end it sooner");
        }
    }

    private @Nullable Statement statement(Node node) {
        List<String> known = new ArrayList<>(TIMES);
        known.addAll(Given.words());
        Map<String, FieldReader.Entry> entries = fields.entries(node, "a statement of 'given'", known);
        if (entries == null) {
            return null;
        }
        List<Given> kinds = entries.keySet().stream()
                .flatMap(word -> Given.of(word).stream())
                .toList();
        if (kinds.size() != 1) {
            fields.problem(
                    node,
                    kinds.isEmpty()
                            ? "this states nothing: add one of " + String.join(", ", Given.words())
                            : "one statement is about one thing, and this is about "
                                    + kinds.get(0).word() + " and "
                                    + kinds.get(1).word() + ": write two");
            return null;
        }
        Given kind = kinds.get(0);
        Duration from = Objects.requireNonNullElse(fields.length(entries, "from"), Duration.ZERO);
        Duration until = fields.length(entries, "until");
        Duration every = fields.length(entries, "every");
        if (until != null && until.compareTo(from) < 0) {
            fields.problem(place(entries, "until", node), "'until' is before 'from'");
        }
        if (every != null && !kind.mayRepeat()) {
            fields.problem(
                    place(entries, "every", node),
                    "'" + kind.word() + "' stands, so it is not repeated: leave 'every' out");
        } else if (every != null && every.isZero()) {
            fields.problem(place(entries, "every", node), "'every' is longer than 0s");
            every = null;
        }
        if (until != null && every == null && kind.manner == Given.Manner.OBSERVED) {
            fields.problem(
                    place(entries, "until", node),
                    "'until' needs 'every': '" + kind.word() + "' is received at one moment unless it is repeated");
        }
        FieldReader.Entry stated = Objects.requireNonNull(entries.get(kind.word()));
        Map<String, Object> values = fields.given(stated.value(), kind.shape);
        if (kind == Given.SAMPLE && values.containsKey("step") && every == null) {
            fields.problem(stated.value(), "'step' needs 'every': it is what each repetition adds");
        }
        if (kind == Given.REPAIR && values.containsKey("process") == values.containsKey("action")) {
            fields.problem(stated.value(), "a repair has either a 'process' or an 'action'");
        }
        return new Statement(FieldReader.line(node), kind, from, until, every, values);
    }

    private void expectation(Node node, List<Expectation> all) {
        Map<String, FieldReader.Entry> entries = fields.entries(node, "an expectation", EXPECTATION_FIELDS);
        if (entries == null) {
            return;
        }
        Duration at = fields.length(entries, "at");
        Duration from = fields.length(entries, "from");
        Duration until = fields.length(entries, "until");
        if (entries.containsKey("at") == (entries.containsKey("from") || entries.containsKey("until"))) {
            fields.problem(node, "an expectation has either 'at', or 'from' and 'until'");
            return;
        }
        if (!entries.containsKey("at") && !entries.containsKey("until")) {
            fields.problem(node, "an expectation with 'from' needs 'until'");
            return;
        }
        Duration first = at != null ? at : Objects.requireNonNullElse(from, Duration.ZERO);
        Duration last = at != null ? at : Objects.requireNonNullElse(until, first);
        if (last.compareTo(first) < 0) {
            fields.problem(place(entries, "until", node), "'until' is before 'from'");
        }
        Integer count = count(node, entries);
        if (!entries.containsKey("present") && !entries.containsKey("absent")) {
            fields.problem(node, "an expectation says what is 'present' or 'absent'");
        }
        for (String side : List.of("present", "absent")) {
            FieldReader.Entry entry = entries.get(side);
            Map<String, FieldReader.Entry> wanted = entry == null
                    ? Map.of()
                    : Objects.requireNonNullElse(
                            fields.entries(entry.value(), "'" + side + "'", Expected.words()), Map.of());
            if (entry != null && wanted.isEmpty() && fields.problems().isEmpty()) {
                fields.problem(entry.value(), "'" + side + "' names one of " + String.join(", ", Expected.words()));
            }
            wanted.forEach((word, value) -> {
                Expected kind = Expected.of(word).orElseThrow();
                if (kind.asked && at == null) {
                    fields.problem(value.key(), "'" + word + "' is concluded at one moment: write 'at'");
                }
                all.add(new Expectation(
                        FieldReader.line(node),
                        first,
                        last,
                        side.equals("present"),
                        count,
                        kind,
                        fields.expected(value.value(), kind.shape)));
            });
        }
    }

    private @Nullable Integer count(Node node, Map<String, FieldReader.Entry> entries) {
        Long count = fields.whole(entries, "count");
        if (count == null) {
            return null;
        }
        if (entries.containsKey("absent") || count < 1 || count > 100_000) {
            fields.problem(node, "'count' is of what is present, from 1 to 100000; for none write 'absent'");
            return null;
        }
        return count.intValue();
    }
}
