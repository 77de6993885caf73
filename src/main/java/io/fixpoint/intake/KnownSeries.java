package io.fixpoint.intake;

import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one service, instance and label set. Its samples share its texts, so that whoever looks one up compares
 * objects that are the same, and a processor's cache holds them.
 */
final class KnownSeries {
    private final String service;
    private final @Nullable String instance;
    private final String metric;
    private final Labels labels;
    private final int hash;
    /** When a sample of it was taken last, in seconds of the register's clock. A race loses a second at most. */
    private long seen;

    private boolean forgotten;

    KnownSeries(String service, @Nullable String instance, String metric, Labels labels) {
        this.service = service;
        this.instance = instance;
        this.metric = metric;
        this.labels = labels;
        this.hash = 31 * (31 * (31 * service.hashCode() + Objects.hashCode(instance)) + metric.hashCode())
                + labels.spreadHash();
    }

    /** The same series, whose texts are one object for all series that have them. */
    KnownSeries interned() {
        return new KnownSeries(
                service.intern(), instance == null ? null : instance.intern(), metric.intern(), labels.interned());
    }

    String service() {
        return service;
    }

    String metric() {
        return metric;
    }

    long seen() {
        return seen;
    }

    void see(long second) {
        seen = second;
    }

    boolean isForgotten() {
        return forgotten;
    }

    void forget() {
        forgotten = true;
    }

    Fact.Sample sample(double value, @Nullable String unit, Instant time, @Nullable String id) {
        return new Fact.Sample(service, instance, metric, value, unit, time, labels, id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof KnownSeries series
                        && hash == series.hash
                        && service.equals(series.service)
                        && metric.equals(series.metric)
                        && Objects.equals(instance, series.instance)
                        && labels.equals(series.labels));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
