package io.fixpoint.importing;

import io.fixpoint.importing.Evaluation.Track;
import io.fixpoint.importing.Query.Selector;
import io.fixpoint.importing.WitnessLabels.Made;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Samples that make a rule fire, and others, as near as can be, that do not. They are found by trial, so that they prove
 * nothing but what they do.
 *
 * @param series the labels of each series
 * @param fires how each series runs for the rule to fire
 * @param quiet how each runs for it not to; empty if it always fires when there are samples
 */
record Witness(List<Made> series, List<Run> fires, Optional<List<Run>> quiet, Duration step) {
    private static final int TRIES = 3_000;
    private static final int HALVINGS = 40;
    private static final long MOST_SAMPLES = 4_000_000;
    private static final double MARGIN = 1e-4;

    /**
     * How a series runs.
     *
     * @param value at the time of the evaluation
     * @param slope per second
     */
    record Run(double value, double slope) {
        /** There is no sample. */
        static final Run ABSENT = new Run(Double.NaN, 0);

        boolean isAbsent() {
            return Double.isNaN(value);
        }

        private Run between(Run other, double share) {
            return new Run(value + (other.value - value) * share, slope + (other.slope - slope) * share);
        }

        private Run rounded(int digits) {
            return new Run(rounded(value, digits), rounded(slope, digits));
        }

        private static double rounded(double number, int digits) {
            return Double.isNaN(number)
                    ? number
                    : new BigDecimal(number).round(new MathContext(digits)).doubleValue();
        }
    }

    /**
     * Looks for a witness.
     *
     * @param service for the series, unless the rule requires another
     * @param now the time of the evaluation; samples were taken every step before it
     */
    static Optional<Witness> find(Query query, Labels.Naming naming, String service, Instant now, Duration step) {
        long time = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        for (List<Made> series : WitnessLabels.of(query, naming, service)) {
            Search search = new Search(query, series, time, step);
            Optional<Witness> found = search.find();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Samples by chance, where none are known that make the rule fire. */
    static Optional<Witness> guess(Query query, Labels.Naming naming, String service, Instant now, Duration step) {
        Candidates candidates = new Candidates(query, now.getEpochSecond());
        Random random = new Random(11);
        return WitnessLabels.of(query, naming, service).stream()
                .findFirst()
                .map(series -> new Witness(
                        series,
                        series.stream()
                                .map(made -> candidates.any(random, made))
                                .toList(),
                        Optional.of(series.stream()
                                .map(made -> candidates.any(random, made))
                                .toList()),
                        step));
    }

    private static final class Search {
        private final Query query;
        private final List<Made> series;
        private final long now;
        private final Duration step;
        private final Candidates candidates;
        private final int samples;
        private final Random random = new Random(7);
        private final Map<Selector, List<Integer>> selected = new HashMap<>();

        Search(Query query, List<Made> series, long now, Duration step) {
            this.query = query;
            this.series = series;
            this.now = now;
            this.step = step;
            this.candidates = new Candidates(query, now / 1e6);
            this.samples = (int) (candidates.longest().toMillis() / step.toMillis()) + 2;
        }

        Optional<Witness> find() {
            List<Run> fires = null;
            List<Run> quiet = null;
            long tries = Math.min(TRIES, MOST_SAMPLES / ((long) samples * series.size()) + 50);
            for (int i = 0; i < tries && (fires == null || quiet == null); i++) {
                List<Run> runs = series.stream()
                        .map(made -> candidates.any(random, made))
                        .toList();
                if (holds(runs)) {
                    fires = fires == null ? runs : fires;
                } else {
                    quiet = quiet == null ? runs : quiet;
                }
            }
            if (fires == null) {
                return Optional.empty();
            }
            if (quiet == null) {
                return Optional.of(new Witness(series, fires, Optional.empty(), step));
            }
            return Optional.of(near(fires, quiet));
        }

        private boolean holds(List<Run> runs) {
            List<Track> tracks = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                tracks.add(track(series.get(i), runs.get(i), now, step, samples));
            }
            return !new Evaluation(tracks, selected, now).vector(query).isEmpty();
        }

        /** Moves both towards each other: they differ in one series, and by little. */
        private Witness near(List<Run> fires, List<Run> quiet) {
            List<Run> held = new ArrayList<>(fires);
            int differing = 0;
            for (int i = 0; i < fires.size(); i++) {
                List<Run> changed = new ArrayList<>(held);
                changed.set(i, quiet.get(i));
                differing = i;
                if (!holds(changed)) {
                    break;
                }
                held = changed;
            }
            List<Run> base = List.copyOf(held);
            int at = differing;
            Run one = base.get(at);
            Run other = quiet.get(at);
            if (one.isAbsent() || other.isAbsent()) {
                return new Witness(series, base, Optional.of(with(base, at, other)), step);
            }
            double fire = 0;
            double none = 1;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (fire + none) / 2;
                if (holds(with(base, at, one.between(other, middle)))) {
                    fire = middle;
                } else {
                    none = middle;
                }
            }
            Run above = one.between(other, Math.max(0, fire - MARGIN));
            Run below = one.between(other, Math.min(1, none + MARGIN));
            Run tolerance = new Run(
                    Math.abs(one.value() - other.value()) * MARGIN / 4,
                    Math.abs(one.slope() - other.slope()) * MARGIN / 4);
            List<Run> just = rounded(with(base, at, above), at, tolerance, true);
            List<Run> notQuite = rounded(with(base, at, below), at, tolerance, false);
            if (!holds(just) || holds(notQuite)) {
                return new Witness(series, fires, Optional.of(quiet), step);
            }
            return new Witness(series, just, Optional.of(notQuite), step);
        }

        /** A number that is easier to read, if it does the same. */
        private List<Run> rounded(List<Run> runs, int at, Run tolerance, boolean fires) {
            Run exact = runs.get(at);
            for (int digits = 3; digits < 12; digits++) {
                Run rounded = exact.rounded(digits);
                List<Run> changed = with(runs, at, rounded);
                if (Math.abs(rounded.value - exact.value) <= tolerance.value
                        && Math.abs(rounded.slope - exact.slope) <= tolerance.slope
                        && holds(changed) == fires) {
                    return changed;
                }
            }
            return runs;
        }

        private static List<Run> with(List<Run> runs, int index, Run run) {
            List<Run> changed = new ArrayList<>(runs);
            changed.set(index, run);
            return changed;
        }
    }

    static Track track(Made made, Run run, long now, Duration step, int samples) {
        if (run.isAbsent()) {
            return new Track(made.labels(), new long[0], new double[0]);
        }
        long every = Evaluation.micros(step);
        long[] times = new long[samples];
        double[] values = new double[samples];
        for (int i = 0; i < samples; i++) {
            times[i] = now - (samples - 1 - i) * every;
        }
        Arrays.setAll(values, i -> run.value() + run.slope() * (times[i] - now) / 1e6);
        return new Track(made.labels(), times, values);
    }
}
