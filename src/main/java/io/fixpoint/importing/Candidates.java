package io.fixpoint.importing;

import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import io.fixpoint.importing.Witness.Run;
import io.fixpoint.importing.WitnessLabels.Made;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Values and slopes that are worth a try for a query: those near its constants. */
final class Candidates {
    private static final Set<String> OF_COUNTERS =
            Set.of("rate", "increase", "irate", "delta", "idelta", "deriv", "changes", "resets", "predict_linear");

    private static final Set<String> OF_GAUGES = Set.of("delta", "idelta", "deriv", "predict_linear");

    /** Where a counter stands of which only the rise counts. */
    static final double COUNTED = 1000.0;

    private static final List<Double> UPRIGHT = List.of(0.0, 1.0);

    private final List<Double> likely;
    private final List<Double> values;
    private final List<Double> slopes;
    private final Set<Selector> counters = new HashSet<>();
    private final Set<Selector> gauges = new HashSet<>();
    private final Set<Selector> falling = new HashSet<>();
    private Duration longest = Duration.ofMinutes(5);
    private boolean clock;

    Candidates(Query query, double now) {
        Set<Double> constants = new TreeSet<>(Set.of(0.0, 1.0));
        collect(query, constants);
        this.likely = List.copyOf(constants);
        for (double one : Set.copyOf(constants)) {
            for (double other : Set.copyOf(constants)) {
                if (constants.size() < 30) {
                    constants.add(one * other);
                }
            }
        }
        Set<Double> found = new TreeSet<>(Set.of(0.0, 1.0, 2.0, -1.0, 10.0, 100.0));
        Set<Double> inclines = new TreeSet<>(Set.of(0.0, 0.01, 1.0, 100.0));
        double seconds = longest.toMillis() / 1000.0;
        for (double constant : constants) {
            for (double factor : new double[] {0.1, 0.5, 0.9, 1, 1.1, 2, 10, -1, -2}) {
                found.add(constant * factor);
                inclines.add(constant * factor);
                inclines.add(constant * factor / seconds);
                inclines.add(constant * factor / 60);
                if (clock) {
                    found.add(now - constant * factor);
                    found.add(now - constant * factor * 3600);
                    found.add(now - constant * factor * 86_400);
                }
            }
            found.add(constant + 1);
            found.add(constant - 1);
        }
        this.values = List.copyOf(found);
        this.slopes = List.copyOf(inclines);
    }

    /** The longest window, with what lies before it. */
    Duration longest() {
        return longest;
    }

    boolean usesClock() {
        return clock;
    }

    Run any(Random random, Made made) {
        if (random.nextInt(10) == 0) {
            return Run.ABSENT;
        }
        boolean counter = counters.stream().anyMatch(made::matches);
        boolean gauge = !counter || gauges.stream().anyMatch(made::matches);
        double value = gauge ? any(random, likely, values) : COUNTED;
        double slope = counter ? any(random, UPRIGHT, slopes) : 0.0;
        boolean falls = falling.stream().anyMatch(made::matches);
        return new Run(value, falls ? slope : Math.abs(slope));
    }

    private static double any(Random random, List<Double> first, List<Double> others) {
        List<Double> from = random.nextInt(3) == 0 ? first : others;
        return from.get(random.nextInt(from.size()));
    }

    private void reach(Selector selector, Duration length) {
        if (!selector.offset().isZero()) {
            // What it was then differs from what it is.
            counters.add(selector);
            falling.add(selector);
            gauges.add(selector);
        }
        Duration all = length.plus(selector.offset());
        if (all.compareTo(longest) > 0) {
            longest = all;
        }
    }

    private void collect(Query query, Set<Double> constants) {
        if (query instanceof Query.Constant number) {
            constants.add(number.value());
        } else if (query instanceof Selector selector) {
            gauges.add(selector);
            reach(selector, Duration.ofMinutes(5));
        } else if (query instanceof Range range) {
            gauges.add(range.selector());
            reach(range.selector(), range.length());
        } else if (query instanceof Call call) {
            clock |= call.function().equals("time");
            for (Query argument : call.arguments()) {
                if (argument instanceof Range range && OF_COUNTERS.contains(call.function())) {
                    counters.add(range.selector());
                    reach(range.selector(), range.length());
                    if (call.function().equals("predict_linear")) {
                        gauges.add(range.selector());
                    }
                    if (OF_GAUGES.contains(call.function())) {
                        falling.add(range.selector());
                    }
                } else {
                    collect(argument, constants);
                }
            }
        } else if (query instanceof Negative negative) {
            collect(negative.of(), constants);
        } else if (query instanceof Aggregate aggregate) {
            collect(aggregate.of(), constants);
        } else if (query instanceof Binary binary) {
            List<Double> both = new ArrayList<>();
            for (Query side : List.of(binary.left(), binary.right())) {
                collect(side, constants);
                Scalar.number(side).ifPresent(both::add);
            }
            if (both.size() == 2) {
                Scalar.number(binary).ifPresent(constants::add);
            }
        }
    }
}
