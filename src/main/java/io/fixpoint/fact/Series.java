package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one service, instance and label set, as it stands now. The server updates it in place; what a rule reads
 * is the state at the last update, on the service's clock. A number that is not known yet is NaN, and every comparison
 * with it is false.
 */
public final class Series {
    /** A sample is seen by Prometheus for so long, unless a newer one comes. */
    static final Duration LOOKBACK = Duration.ofMinutes(5);

    private final String service;
    private final @Nullable String instance;
    private final String metric;
    private final Map<String, String> labels;
    private final Readings readings;
    private @Nullable String identity;

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

        /** The time that the numbers are of, on the service's clock. */
        default Instant now() {
            return time().plus(age());
        }

        /** Whether the last sample is no older than five minutes. */
        default boolean present() {
            return age().compareTo(LOOKBACK) <= 0;
        }

        /**
         * The samples of a window.
         *
         * @param before how long before now the window ends
         */
        default Samples samples(Duration length, Duration before) {
            return Samples.NONE;
        }
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
        this.labels = Labels.of(labels);
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

    /**
     * The usual value at this time, as learned; of a counter, of its rate. It knows the hour of the day after two days and
     * that of the week after two weeks, where they matter; before, it is the median of the last hours.
     */
    public double getBaseline() {
        return readings.baseline();
    }

    /**
     * The value to be expected in four hours: the trend of the last hours, if there is one, and the hour of the day. Known
     * after an hour.
     */
    public double getForecast4h() {
        return readings.forecast(H4);
    }

    /**
     * From 0, usual, to 1: how unusual the last value is for this series. 0.9 is rare, 0.95 clear, in any series; a clear
     * fault stays at 0.96 while it lasts, for three hours at most, and only what is new is above.
     */
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

    /**
     * Whether there is a sample of the last five minutes: what an instant query of Prometheus would see. A series that is
     * not present has a last {@code value} still.
     */
    public boolean isPresent() {
        return readings.present();
    }

    /** Seconds since 1970 on the service's clock: {@code time()} of Prometheus. */
    public double getNowSeconds() {
        Instant now = readings.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    /** The label's value; the empty text if there is no such label. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /**
     * The label's value; the other text if there is no such label: {@code label("job", service)} is the job where samples
     * come with all labels of Prometheus, and where they come with a service instead.
     */
    public String label(String name, @Nullable String otherwise) {
        String value = labels.get(name);
        return value != null ? value : otherwise == null ? "" : otherwise;
    }

    /** The labels but those named, separated by commas. */
    public Map<String, String> labelsWithout(String names) {
        Map<String, String> left = new TreeMap<>(labels);
        Arrays.stream(names.split(",")).map(String::strip).forEach(left::remove);
        return left;
    }

    /** What makes it one series among those of its service, as a text: metric, instance and labels. */
    public String getIdentity() {
        String text = identity;
        if (text == null) {
            text = metric + '\n' + (instance == null ? "" : instance) + '\n' + new TreeMap<>(labels);
            identity = text;
        }
        return text;
    }

    /** The series as it was so long ago, as {@code offset} of Prometheus. */
    public Series before(@WindowLength String length) {
        return new Series(service, instance, metric, labels, new EarlierReadings(readings, Lengths.parse(length)));
    }

    private Samples over(String window) {
        return readings.samples(Lengths.parse(window), Duration.ZERO);
    }

    /** How many samples lie in the window. */
    public double count(@WindowLength String window) {
        return over(window).count();
    }

    /** The increase of a counter per second over the window, as {@code rate} of Prometheus. */
    public double rate(@WindowLength String window) {
        return over(window).rate();
    }

    /** The increase of a counter over the window, extrapolated to its ends, as {@code increase} of Prometheus. */
    public double increase(@WindowLength String window) {
        return over(window).increase();
    }

    /** The increase of a counter per second between the last two samples of the window. */
    public double irate(@WindowLength String window) {
        return over(window).irate();
    }

    /** The change of a gauge over the window, extrapolated to its ends. */
    public double delta(@WindowLength String window) {
        return over(window).delta();
    }

    /** The change between the last two samples of the window. */
    public double idelta(@WindowLength String window) {
        return over(window).idelta();
    }

    /** The slope per second of the least-squares line through the window. */
    public double deriv(@WindowLength String window) {
        return over(window).slope();
    }

    /** Where the least-squares line through the window is so long from now. */
    public double predict(String ahead, @WindowLength String window) {
        return over(window).predicted(Lengths.parse(ahead).toMillis() / 1000.0);
    }

    /** How often the value changed within the window. */
    public double changes(@WindowLength String window) {
        return over(window).changes();
    }

    /** How often a counter began anew within the window. */
    public double resets(@WindowLength String window) {
        return over(window).resets();
    }

    /** The arithmetic mean of the values in the window. */
    public double mean(@WindowLength String window) {
        return over(window).mean();
    }

    /** The least value in the window. */
    public double min(@WindowLength String window) {
        return over(window).min();
    }

    /** The greatest value in the window. */
    public double max(@WindowLength String window) {
        return over(window).max();
    }

    /** The sum of the values in the window. */
    public double sum(@WindowLength String window) {
        return over(window).sum();
    }

    /** The last value of the window. */
    public double last(@WindowLength String window) {
        return over(window).last();
    }

    /** The population's standard deviation over the window. */
    public double deviation(@WindowLength String window) {
        return Math.sqrt(over(window).variance());
    }

    /** The population's variance over the window. */
    public double variance(@WindowLength String window) {
        return over(window).variance();
    }

    /** The quantile over the window, {@code 0 <= quantile <= 1}. */
    public double quantile(double quantile, @WindowLength String window) {
        return over(window).quantile(quantile);
    }

    @Override
    public String toString() {
        return metric + " of " + service + (instance == null ? "" : "/" + instance) + (labels.isEmpty() ? "" : labels);
    }
}
