package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one service, instance and label set, as it stands now. The server updates it in place; what a rule reads
 * is the state at the last update, on the service's clock. A number that is not known yet is NaN, and every comparison
 * with it is false.
 */
public final class Series {
    private final String service;
    private final @Nullable String instance;
    private final String metric;
    private final Map<String, String> labels;
    private final Readings readings;

    /** Where the numbers come from: the live statistics, those of a verification, or what a scenario states. */
    @HostOnly
    public interface Readings {
        double value();

        double previous();

        Instant time();

        Duration age();

        boolean stale();

        boolean fresh();

        /** Change per second between the last two samples; a fall of a counter counts from zero. */
        double rate();

        double mean(Duration window);

        double min(Duration window);

        double max(Duration window);

        double deviation(Duration window);

        /** The quantile, {@code 0 <= quantile <= 1}, over the window. */
        double quantile(double quantile, Duration window);

        double baseline();

        double forecast(Duration ahead);

        double anomalyScore();
    }

    private static final Duration M1 = Duration.ofMinutes(1);
    private static final Duration M5 = Duration.ofMinutes(5);
    private static final Duration M15 = Duration.ofMinutes(15);
    private static final Duration H1 = Duration.ofHours(1);
    private static final Duration H4 = Duration.ofHours(4);

    @HostOnly
    public Series(
            String service, @Nullable String instance, String metric, Map<String, String> labels, Readings readings) {
        this.service = service;
        this.instance = instance;
        this.metric = metric;
        this.labels = Map.copyOf(labels);
        this.readings = readings;
    }

    /** The service that it is measured of. */
    public String getService() {
        return service;
    }

    /** The instance that it is measured of; null if its sender names none. */
    public @Nullable String getInstance() {
        return instance;
    }

    /** What is measured, such as {@code http_error_ratio}. */
    public String getMetric() {
        return metric;
    }

    /** The labels that the sender gave it; read one as {@code labels["zone"]}. */
    public Map<String, String> getLabels() {
        return labels;
    }

    /** The last value, in the unit of the metric. */
    public double getValue() {
        return readings.value();
    }

    /** The value before the last one. */
    public double getPrevious() {
        return readings.previous();
    }

    /** When the last sample was measured. */
    public ZonedDateTime getTime() {
        return readings.time().atZone(ZoneOffset.UTC);
    }

    /** Change per second between the last two samples; a fall of a counter counts from zero. */
    public double getRate() {
        return readings.rate();
    }

    /** Seconds since the last sample, on the service's clock. */
    public double getAgeSeconds() {
        return readings.age().toMillis() / 1000.0;
    }

    /** No sample for several of its usual intervals. */
    public boolean isStale() {
        return readings.stale();
    }

    /** In verification: measured and logged after the repair ended. Always true elsewhere. */
    public boolean isFresh() {
        return readings.fresh();
    }

    /** The usual value at this time, as learned. */
    public double getBaseline() {
        return readings.baseline();
    }

    /** The value to be expected in four hours. */
    public double getForecast4h() {
        return readings.forecast(H4);
    }

    /** From 0, usual, to 1: how unusual the last value is for this series. */
    public double getAnomalyScore() {
        return readings.anomalyScore();
    }

    /** The mean of the values of the last minute. */
    public double getMean1m() {
        return readings.mean(M1);
    }

    /** The least value of the last minute. */
    public double getMin1m() {
        return readings.min(M1);
    }

    /** The greatest value of the last minute. */
    public double getMax1m() {
        return readings.max(M1);
    }

    /** The standard deviation of the values of the last minute. */
    public double getDeviation1m() {
        return readings.deviation(M1);
    }

    /** The median of the values of the last minute. */
    public double getP50_1m() {
        return readings.quantile(0.5, M1);
    }

    /** The 95th percentile of the values of the last minute: one of twenty is above it. */
    public double getP95_1m() {
        return readings.quantile(0.95, M1);
    }

    /** The 99th percentile of the values of the last minute: one of a hundred is above it. */
    public double getP99_1m() {
        return readings.quantile(0.99, M1);
    }

    /** The mean of the values of the last five minutes. */
    public double getMean5m() {
        return readings.mean(M5);
    }

    /** The least value of the last five minutes. */
    public double getMin5m() {
        return readings.min(M5);
    }

    /** The greatest value of the last five minutes. */
    public double getMax5m() {
        return readings.max(M5);
    }

    /** The standard deviation of the values of the last five minutes. */
    public double getDeviation5m() {
        return readings.deviation(M5);
    }

    /** The median of the values of the last five minutes. */
    public double getP50_5m() {
        return readings.quantile(0.5, M5);
    }

    /** The 95th percentile of the values of the last five minutes: one of twenty is above it. */
    public double getP95_5m() {
        return readings.quantile(0.95, M5);
    }

    /** The 99th percentile of the values of the last five minutes: one of a hundred is above it. */
    public double getP99_5m() {
        return readings.quantile(0.99, M5);
    }

    /** The mean of the values of the last quarter of an hour. */
    public double getMean15m() {
        return readings.mean(M15);
    }

    /** The least value of the last quarter of an hour. */
    public double getMin15m() {
        return readings.min(M15);
    }

    /** The greatest value of the last quarter of an hour. */
    public double getMax15m() {
        return readings.max(M15);
    }

    /** The standard deviation of the values of the last quarter of an hour. */
    public double getDeviation15m() {
        return readings.deviation(M15);
    }

    /** The median of the values of the last quarter of an hour. */
    public double getP50_15m() {
        return readings.quantile(0.5, M15);
    }

    /** The 95th percentile of the values of the last quarter of an hour: one of twenty is above it. */
    public double getP95_15m() {
        return readings.quantile(0.95, M15);
    }

    /** The 99th percentile of the values of the last quarter of an hour: one of a hundred is above it. */
    public double getP99_15m() {
        return readings.quantile(0.99, M15);
    }

    /** The mean of the values of the last hour. */
    public double getMean1h() {
        return readings.mean(H1);
    }

    /** The least value of the last hour. */
    public double getMin1h() {
        return readings.min(H1);
    }

    /** The greatest value of the last hour. */
    public double getMax1h() {
        return readings.max(H1);
    }

    /** The standard deviation of the values of the last hour. */
    public double getDeviation1h() {
        return readings.deviation(H1);
    }

    /** The median of the values of the last hour. */
    public double getP50_1h() {
        return readings.quantile(0.5, H1);
    }

    /** The 95th percentile of the values of the last hour: one of twenty is above it. */
    public double getP95_1h() {
        return readings.quantile(0.95, H1);
    }

    /** The 99th percentile of the values of the last hour: one of a hundred is above it. */
    public double getP99_1h() {
        return readings.quantile(0.99, H1);
    }

    @Override
    public String toString() {
        return metric + " of " + service + (instance == null ? "" : "/" + instance) + (labels.isEmpty() ? "" : labels);
    }
}
