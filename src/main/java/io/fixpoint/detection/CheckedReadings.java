package io.fixpoint.detection;

import io.fixpoint.fact.Samples;
import io.fixpoint.fact.Series;
import java.time.Duration;
import java.time.Instant;

/**
 * The numbers of a series in a check after a repair.
 *
 * @param numbers those that are counted since the repair ended; of a series without any, those before
 * @param usual knows what is usual from long before
 */
record CheckedReadings(Series.Readings numbers, Series.Readings usual, boolean fresh) implements Series.Readings {
    @Override
    public double value() {
        return numbers.value();
    }

    @Override
    public double previous() {
        return numbers.previous();
    }

    @Override
    public Instant time() {
        return numbers.time();
    }

    @Override
    public Duration age() {
        return numbers.age();
    }

    /** A series is silent by its usual interval, which a few samples do not tell. */
    @Override
    public boolean stale() {
        return usual.stale();
    }

    @Override
    public Instant now() {
        return usual.now();
    }

    @Override
    public Samples samples(Duration length, Duration before) {
        return numbers.samples(length, before);
    }

    @Override
    public double rate() {
        return numbers.rate();
    }

    @Override
    public double mean(Duration window) {
        return numbers.mean(window);
    }

    @Override
    public double min(Duration window) {
        return numbers.min(window);
    }

    @Override
    public double max(Duration window) {
        return numbers.max(window);
    }

    @Override
    public double deviation(Duration window) {
        return numbers.deviation(window);
    }

    @Override
    public double quantile(double quantile, Duration window) {
        return numbers.quantile(quantile, window);
    }

    @Override
    public double baseline() {
        return usual.baseline();
    }

    @Override
    public double forecast(Duration ahead) {
        return usual.forecast(ahead);
    }

    @Override
    public double anomalyScore() {
        return usual.anomalyScore();
    }
}
