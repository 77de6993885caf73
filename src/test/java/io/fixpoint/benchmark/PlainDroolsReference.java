package io.fixpoint.benchmark;

import io.fixpoint.fact.Series;
import io.fixpoint.rule.PublishedRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** Drools as it is, with the same rules and samples in one thread: no HTTP, no log, no statistics. */
final class PlainDroolsReference {
    private static final int BATCH = 1_000;

    private final SampleLoad load;
    private final PublishedRules.PlainDrools drools;
    private final List<String> services;
    private final List<String> instances;
    private final List<String> metrics;

    PlainDroolsReference(SampleLoad load) {
        this.load = load;
        this.drools = PublishedRules.plainDrools(load.ruleFile());
        // Made once, as a sender would have them.
        this.services = names(load.services(), SampleLoad::service);
        this.instances = names(load.services(), SampleLoad::instance);
        this.metrics = names(load.seriesPerService(), SampleLoad::metric);
    }

    private static List<String> names(int count, IntFunction<String> name) {
        return IntStream.range(0, count).mapToObj(name).toList();
    }

    /** An event for each sample: inserted, fired, deleted, a thousand at once. Returns samples a second. */
    double eventPerSample(Duration length) {
        return measured(length, (session, rounds) -> {
            List<FactHandle> handles = new ArrayList<>(BATCH);
            for (long round = rounds[0]; round < rounds[1]; round++) {
                for (int series = 0; series < load.series(); series++) {
                    Reading reading = new Reading();
                    reading.value = SampleLoad.value(series, round);
                    handles.add(session.insert(fact(series, reading)));
                    if (handles.size() == BATCH || series == load.series() - 1) {
                        session.fireAllRules();
                        handles.forEach(session::delete);
                        handles.clear();
                    }
                }
            }
        });
    }

    /** One fact for each series, whose value changes in place, fired after each thousand. Returns samples a second. */
    double factPerSeries(Duration length) {
        List<Series> facts = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        List<FactHandle> handles = new ArrayList<>();
        return measured(length, (session, rounds) -> {
            if (facts.isEmpty()) {
                for (int series = 0; series < load.series(); series++) {
                    readings.add(new Reading());
                    facts.add(fact(series, readings.get(series)));
                    handles.add(session.insert(facts.get(series)));
                }
            }
            for (long round = rounds[0]; round < rounds[1]; round++) {
                for (int series = 0; series < load.series(); series++) {
                    readings.get(series).value = SampleLoad.value(series, round);
                    session.update(handles.get(series), facts.get(series));
                    if (series % BATCH == BATCH - 1) {
                        session.fireAllRules();
                    }
                }
                session.fireAllRules();
            }
        });
    }

    private interface Rounds {
        void run(KieSession session, long[] fromTo);
    }

    /** A third of the time is for the compiler and does not count. */
    private double measured(Duration length, Rounds work) {
        KieSession session = drools.base().newKieSession();
        try {
            long round = 0;
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < length.toNanos() / 3) {
                work.run(session, new long[] {round, ++round});
            }
            long from = System.nanoTime();
            long first = round;
            while (System.nanoTime() - from < length.toNanos()) {
                work.run(session, new long[] {round, ++round});
            }
            return (round - first) * load.series() / ((System.nanoTime() - from) / 1e9);
        } finally {
            session.dispose();
        }
    }

    private Series fact(int series, Reading reading) {
        int service = series / load.seriesPerService();
        return new Series(
                services.get(service),
                instances.get(service),
                metrics.get(series % load.seriesPerService()),
                Map.of(),
                reading);
    }

    /** A value and nothing else. */
    private static final class Reading implements Series.Readings {
        private double value;

        @Override
        public double value() {
            return value;
        }

        @Override
        public double previous() {
            return Double.NaN;
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public Duration age() {
            return Duration.ZERO;
        }

        @Override
        public boolean stale() {
            return false;
        }

        @Override
        public boolean fresh() {
            return true;
        }

        @Override
        public double rate() {
            return Double.NaN;
        }

        @Override
        public double mean(Duration window) {
            return Double.NaN;
        }

        @Override
        public double min(Duration window) {
            return Double.NaN;
        }

        @Override
        public double max(Duration window) {
            return Double.NaN;
        }

        @Override
        public double deviation(Duration window) {
            return Double.NaN;
        }

        @Override
        public double quantile(double quantile, Duration window) {
            return Double.NaN;
        }

        @Override
        public double baseline() {
            return Double.NaN;
        }

        @Override
        public double forecast(Duration ahead) {
            return Double.NaN;
        }

        @Override
        public double anomalyScore() {
            return Double.NaN;
        }
    }
}
