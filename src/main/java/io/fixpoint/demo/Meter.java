package io.fixpoint.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * What a service knows of its own work: totals since its process began, and ratios over the last few seconds.
 * Thread-safe. A service that nothing was asked of has no ratio and no latency, rather than a good one.
 */
final class Meter {
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final double[] BUCKETS = {0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

    private record Served(long at, double seconds, boolean failed) {}

    private final LongSupplier nanoTime;
    private final Deque<Served> recent = new ArrayDeque<>();
    private final long[] buckets = new long[BUCKETS.length + 1];
    private long succeeded;
    private long failed;
    private double totalSeconds;

    Meter() {
        this(System::nanoTime);
    }

    Meter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void served(double seconds, boolean failure) {
        prune();
        recent.addLast(new Served(nanoTime.getAsLong(), seconds, failure));
        if (failure) {
            failed++;
        } else {
            succeeded++;
        }
        totalSeconds += seconds;
        int bucket = 0;
        while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]) {
            bucket++;
        }
        buckets[bucket]++;
    }

    /** The share of failures, from 0 to 1. */
    synchronized OptionalDouble errorRatio() {
        prune();
        return recent.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        (double) recent.stream().filter(Served::failed).count() / recent.size());
    }

    /** The latency that 95 of 100 stayed within, in seconds. */
    synchronized OptionalDouble latency95() {
        prune();
        if (recent.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sorted = recent.stream().mapToDouble(Served::seconds).sorted().toArray();
        return OptionalDouble.of(sorted[(int) Math.ceil(0.95 * sorted.length) - 1]);
    }

    synchronized OptionalDouble meanSeconds() {
        prune();
        return recent.stream().mapToDouble(Served::seconds).average();
    }

    synchronized double perSecond() {
        prune();
        return (double) recent.size() / WINDOW.toSeconds();
    }

    /** The totals in Prometheus' text format. */
    synchronized String prometheus() {
        StringBuilder text = new StringBuilder();
        text.append("# TYPE http_requests_total counter\n");
        text.append("http_requests_total{code=\"200\"} ").append(succeeded).append('\n');
        text.append("http_requests_total{code=\"503\"} ").append(failed).append('\n');
        text.append("# TYPE http_request_duration_seconds histogram\n");
        long sum = 0;
        for (int i = 0; i < BUCKETS.length; i++) {
            sum += buckets[i];
            text.append(String.format(
                    Locale.ROOT, "http_request_duration_seconds_bucket{le=\"%s\"} %d\n", BUCKETS[i], sum));
        }
        long all = Arrays.stream(buckets).sum();
        text.append(String.format(Locale.ROOT, "http_request_duration_seconds_bucket{le=\"+Inf\"} %d\n", all));
        text.append(String.format(Locale.ROOT, "http_request_duration_seconds_sum %.6f\n", totalSeconds));
        text.append(String.format(Locale.ROOT, "http_request_duration_seconds_count %d\n", all));
        return text.toString();
    }

    private void prune() {
        long oldest = nanoTime.getAsLong() - WINDOW.toNanos();
        while (!recent.isEmpty() && recent.getFirst().at() - oldest < 0) {
            recent.removeFirst();
        }
    }
}
