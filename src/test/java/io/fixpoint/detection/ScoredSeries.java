package io.fixpoint.detection;

import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.SeriesUse;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/** The statistics of one series, for the benchmarks. */
public final class ScoredSeries {
    private static final DetectionConfig CONFIG = TestDatabase.config(DetectionConfig.class, Map.of());

    private final SeriesStatistics statistics;

    public ScoredSeries(String metric, SeriesUse use) {
        this.statistics = new SeriesStatistics(metric, CONFIG, use);
    }

    /** Takes a sample as detection does; returns its score, 0 of one that arrives late. */
    public double add(Instant time, double value) {
        return add(Micros.of(time), value);
    }

    /**
     * Takes a sample as detection does; returns its score, 0 of one that arrives late.
     *
     * @param time in microseconds
     */
    public double add(long time, double value) {
        boolean last = statistics.add(time, time, time, value, null);
        statistics.touch(time, time);
        return last ? statistics.anomalyScore() : 0;
    }

    /** How many bytes its checkpoint takes. */
    public int bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            statistics.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size();
    }
}
