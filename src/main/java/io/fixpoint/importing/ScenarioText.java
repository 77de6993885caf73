package io.fixpoint.importing;

import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Severity;
import io.fixpoint.importing.Evaluation.Track;
import io.fixpoint.importing.Query.Selector;
import io.fixpoint.importing.Witness.Run;
import io.fixpoint.importing.WitnessLabels.Made;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Scenarios for imported rules: just above for as long as {@code for} asks, one step less, and just below. The samples
 * are found by trial ({@link Witness}); a rule for which none are found has a comment instead.
 */
final class ScenarioText {
    /** When a scenario begins unless it says otherwise. */
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    private static final int MOST_STEPS = 4_000;
    private static final String SERVICE = "checkout";

    private final Labels.Naming naming;
    private final ImportedRule rule;
    private final Witness witness;
    private final Duration held;
    private final Map<Selector, List<Integer>> selected = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private ScenarioText(Labels.Naming naming, ImportedRule rule, Witness witness) {
        this.naming = naming;
        this.rule = rule;
        this.witness = witness;
        this.held = rule.source().holdFor();
    }

    static String file(List<ImportedRule> rules, Labels.Naming naming) {
        StringBuilder file = new StringBuilder();
        rules.forEach(rule -> file.append(of(rule, naming)));
        // A file of comments alone would be no list.
        return file.indexOf("- name:") < 0 ? file + "[]\n" : file.toString();
    }

    private static String of(ImportedRule rule, Labels.Naming naming) {
        Duration window = new Candidates(rule.query(), 0).longest();
        Duration all = window.plus(rule.source().holdFor());
        Duration step = all.compareTo(Duration.ofHours(3)) > 0
                ? Duration.ofMinutes(5)
                : all.compareTo(Duration.ofMinutes(40)) > 0 ? Duration.ofMinutes(1) : Duration.ofSeconds(30);
        int steps = Math.toIntExact(all.dividedBy(step)) + 6;
        Optional<Witness> found = steps > MOST_STEPS
                ? Optional.empty()
                : Witness.find(rule.query(), naming, SERVICE, START.plus(window), step);
        return found.flatMap(witness -> new ScenarioText(naming, rule, witness).write(steps))
                .orElse("# " + rule.anomaly()
                        + ": write a scenario by hand; no samples were found that show when it fires.\n\n");
    }

    private Optional<String> write(int steps) {
        int begins = 0;
        while (begins < steps && !holds(witness.fires(), begins)) {
            begins++;
        }
        int due = begins + steps(held);
        for (int i = begins; i <= due; i++) {
            if (!holds(witness.fires(), i)) {
                return Optional.empty();
            }
        }
        int last = due + 1;
        header("fires when its condition has held for " + Lengths.text(held), "just above, in time");
        given(witness.fires(), 0, last);
        text.append("  expect:\n");
        if (due > 0) {
            expect(Math.max(0, due - 1), "absent", "status: FIRING");
        }
        expect(
                due,
                "present",
                "severity: " + Severity.ofWord(rule.source().labels().get("severity")) + ", status: FIRING");
        text.append('\n');
        witness.quiet().ifPresent(quiet -> {
            if (isQuiet(quiet, last)) {
                header("does not fire just below", "just below");
                given(quiet, 0, last);
                text.append("  expect:\n");
                expect(last, "absent", "name");
                text.append('\n');
            }
            if (!held.isZero() && endsAt(quiet, due)) {
                header("does not fire when its condition holds one step less", "one step too short");
                given(witness.fires(), 0, due - 1);
                given(quiet, due, due + 3);
                text.append("  expect:\n");
                expect(due, "absent", "status: FIRING");
                text.append('\n');
            }
        });
        return Optional.of(text.toString());
    }

    private int steps(Duration length) {
        return Math.toIntExact((length.toMillis() + witness.step().toMillis() - 1)
                / witness.step().toMillis());
    }

    private boolean isQuiet(List<Run> quiet, int steps) {
        for (int i = 0; i <= steps; i++) {
            if (holds(quiet, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the condition is over as soon as the samples are. */
    private boolean endsAt(List<Run> quiet, int due) {
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < witness.series().size(); i++) {
            Run fires = witness.fires().get(i);
            Run after = quiet.get(i);
            if (fires.isAbsent() || after.isAbsent()) {
                return false;
            }
            tracks.add(track(witness.series().get(i), fires, due, after.value()));
        }
        return new Evaluation(tracks, selected, time(due)).vector(rule.query()).isEmpty();
    }

    private boolean holds(List<Run> runs, int step) {
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            tracks.add(track(witness.series().get(i), runs.get(i), step));
        }
        return !new Evaluation(tracks, selected, time(step))
                .vector(rule.query())
                .isEmpty();
    }

    private long time(int step) {
        return ChronoUnit.MICROS.between(
                Instant.EPOCH, START.plus(witness.step().multipliedBy(step)));
    }

    private Track track(Made made, Run run, int step) {
        return track(made, run, step, run.value() + step * increment(run));
    }

    /** From the start up to the step, whose value is the last. */
    private Track track(Made made, Run run, int step, double last) {
        int count = run.isAbsent() ? 0 : step + 1;
        long[] times = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = time(i);
            values[i] = i == step ? last : run.value() + i * increment(run);
        }
        return new Track(made.labels(), times, values);
    }

    private double increment(Run run) {
        return run.slope() * witness.step().toMillis() / 1000.0;
    }

    private void header(String what, String comment) {
        text.append("- name: ")
                .append(yaml(rule.anomaly() + " " + what))
                .append(" # ")
                .append(comment);
        text.append("\n  tick: ").append(Lengths.text(witness.step())).append("\n");
        if (text.indexOf("  given:", text.lastIndexOf("- name:")) < 0) {
            text.append("  given:\n");
        }
    }

    private void given(List<Run> runs, int from, int to) {
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (run.isAbsent() || to < from) {
                continue;
            }
            text.append("    - {from: ")
                    .append(at(from))
                    .append(", until: ")
                    .append(at(to))
                    .append(", every: ")
                    .append(Lengths.text(witness.step()))
                    .append(", sample: {")
                    .append(sample(witness.series().get(i), run))
                    .append("}}\n");
        }
    }

    private String sample(Made made, Run run) {
        StringBuilder fields = new StringBuilder();
        Map<String, String> labels = new TreeMap<>(made.labels());
        fields.append("service: ").append(yaml(Objects.requireNonNull(labels.remove(naming.service()))));
        String instance = labels.remove(naming.instance());
        if (instance != null) {
            fields.append(", instance: ").append(yaml(instance));
        }
        fields.append(", metric: ").append(yaml(Objects.requireNonNull(labels.remove(Query.NAME))));
        labels.values().removeIf(String::isEmpty);
        if (!labels.isEmpty()) {
            fields.append(", labels: {");
            List<String> pairs = new ArrayList<>();
            labels.forEach((label, value) -> pairs.add(yaml(label) + ": " + yaml(value)));
            fields.append(String.join(", ", pairs)).append("}");
        }
        fields.append(", value: ").append(number(run.value()));
        if (run.slope() != 0) {
            fields.append(", step: ").append(number(increment(run)));
        }
        return fields.toString();
    }

    private void expect(int step, String manner, String fields) {
        text.append("    - {at: ")
                .append(at(step))
                .append(", ")
                .append(manner)
                .append(": {anomaly: {name: ")
                .append(yaml(rule.anomaly()))
                .append(fields.equals("name") ? "" : ", " + fields)
                .append("}}}\n");
    }

    private String at(int step) {
        return Lengths.text(witness.step().multipliedBy(step));
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static String yaml(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
