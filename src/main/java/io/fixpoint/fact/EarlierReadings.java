package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The numbers of a series as they were some time before now. */
record EarlierReadings(Series.Readings today, Duration before) implements Series.Readings {

    private Samples lookedBack() {
        return today.samples(Series.LOOKBACK, before);
    }

    @Override
    public double value() {
        return lookedBack().last();
    }

    @Override
    public double previous() {
        return Double.NaN;
    }

    @Override
    public Instant now() {
        return today.now().minus(before);
    }

    @Override
    public Instant time() {
        Samples samples = lookedBack();
        return samples.count() == 0 ? Instant.EPOCH : Instant.EPOCH.plus(samples.lastTime(), ChronoUnit.MICROS);
    }

    @Override
    public Duration age() {
        return Duration.between(time(), now());
    }

    @Override
    public boolean present() {
        return lookedBack().count() > 0;
    }

    @Override
    public boolean stale() {
        return !present();
    }

    @Override
    public boolean fresh() {
        return today.fresh();
    }

    @Override
    public Samples samples(Duration length, Duration further) {
        return today.samples(length, before.plus(further));
    }

    private Samples samples(Duration length) {
        return samples(length, Duration.ZERO);
    }

    @Override
    public double rate() {
        return samples(Series.LOOKBACK).irate();
    }

    @Override
    public double mean(Duration window) {
        return samples(window).mean();
    }

    @Override
    public double min(Duration window) {
        return samples(window).min();
    }

    @Override
    public double max(Duration window) {
        return samples(window).max();
    }

    @Override
    public double deviation(Duration window) {
        return Math.sqrt(samples(window).variance());
    }

    @Override
    public double quantile(double quantile, Duration window) {
        return samples(window).quantile(quantile);
    }

    /** What is usual is learned for today only. */
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
