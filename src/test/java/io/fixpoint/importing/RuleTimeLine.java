package io.fixpoint.importing;

import io.fixpoint.importing.Witness.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one rule is tried with: samples just above and just below for a while each, also one step less than its
 * {@code for}, counters that begin anew, samples that stop, and a mixture by chance.
 */
final class RuleTimeLine {
    private static final int ALONE = 6;

    private final List<List<@Nullable Double>> values = new ArrayList<>();
    private final double[] counted;
    private final double seconds;

    private RuleTimeLine(Witness witness, int before) {
        this.counted = new double[witness.series().size()];
        this.seconds = witness.step().toMillis() / 1000.0;
        for (int i = 0; i < counted.length; i++) {
            List<@Nullable Double> none = new ArrayList<>();
            for (int step = 0; step < before; step++) {
                none.add(null);
            }
            values.add(none);
        }
    }

    /**
     * Makes the values of each series.
     *
     * @param before steps without samples
     * @param window the longest window
     */
    static List<Promtool.Values> of(ImportedRule rule, Witness witness, int before, Duration window) {
        RuleTimeLine line = new RuleTimeLine(witness, before);
        int windowed = steps(window, witness.step());
        int held = steps(rule.source().holdFor(), witness.step());
        List<Run> fires = witness.fires();
        List<Run> quiet =
                witness.quiet().orElse(fires.stream().map(run -> Run.ABSENT).toList());
        boolean brief = windowed > 1_000;
        line.run(quiet, brief ? 3 : windowed + 2, false);
        line.run(fires, windowed + held + 4, false);
        line.run(quiet, brief ? windowed / 4 : windowed + 3, false);
        if (!brief) {
            line.run(fires, held, false);
            line.run(quiet, windowed + 3, false);
            line.run(fires, windowed + held + 2, true);
            line.run(fires.stream().map(run -> Run.ABSENT).toList(), held + 14, false);
            line.run(fires, held + 3, false);
            Duration offset = Query.selectors(rule.query()).stream()
                    .map(Query.Selector::offset)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            if (!offset.isZero()) {
                // What was then goes over to what is now, and stays.
                line.run(
                        fires.stream()
                                .map(run -> new Run(run.value() - run.slope() * offset.toSeconds(), 0))
                                .toList(),
                        steps(offset, witness.step()) + 2,
                        false);
                line.run(fires.stream().map(run -> new Run(run.value(), 0)).toList(), held + 4, false);
            }
            line.mixture(fires, quiet, 30 + held / 2);
        }
        List<Promtool.Values> all = new ArrayList<>();
        for (int i = 0; i < line.values.size(); i++) {
            all.add(new Promtool.Values(witness.series().get(i).labels(), line.values.get(i)));
        }
        return all;
    }

    private static int steps(Duration length, Duration step) {
        return Math.toIntExact((length.toMillis() + step.toMillis() - 1) / step.toMillis());
    }

    private void run(List<Run> runs, int steps, boolean resets) {
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < runs.size(); i++) {
                if (resets && step == steps / 2) {
                    counted[i] = 0;
                }
                add(i, runs.get(i), steps - 1 - step);
            }
        }
    }

    /** Each series follows one side or the other, or pauses. */
    private void mixture(List<Run> fires, List<Run> quiet, int steps) {
        Random random = new Random(values.get(0).size());
        List<Run> now = new ArrayList<>(fires);
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < now.size(); i++) {
                int dice = random.nextInt(ALONE * 3);
                if (dice < 3) {
                    now.set(i, dice == 0 ? fires.get(i) : dice == 1 ? quiet.get(i) : Run.ABSENT);
                }
                add(i, now.get(i), 0);
            }
        }
    }

    private void add(int series, Run run, int left) {
        List<@Nullable Double> row = values.get(series);
        if (run.isAbsent()) {
            row.add(null);
            return;
        }
        // What is read as a rate only goes on counting; what is read as a value has it at the end of the stretch.
        counted[series] += run.slope() * seconds;
        boolean counter = run.slope() != 0 || counted[series] != 0;
        boolean both = counter && run.value() != Candidates.COUNTED;
        row.add(both ? run.value() - run.slope() * left * seconds : run.value() + (counter ? counted[series] : 0));
    }

    /** The metrics that the series are of. */
    static Set<String> metrics(Witness witness) {
        Set<String> metrics = new TreeSet<>();
        witness.series()
                .forEach(made -> metrics.add(
                        Objects.requireNonNull(Map.copyOf(made.labels()).get(Query.NAME))));
        return metrics;
    }
}
