package io.fixpoint.detection;

import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Labels;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What makes an observation one of the same state fact as another. */
sealed interface FactKey {
    String service();

    @Nullable
    String instance();

    /** One metric of one service, instance and label set. It is looked up for every sample, so it knows its hash. */
    final class SeriesKey implements FactKey {
        private final String service;
        private final @Nullable String instance;
        private final String metric;
        private final Labels labels;
        private final int hash;

        SeriesKey(String service, @Nullable String instance, String metric, Map<String, String> labels) {
            this.service = service;
            this.instance = instance;
            this.metric = metric;
            this.labels = Labels.of(labels);
            this.hash = 31 * (31 * (31 * service.hashCode() + Objects.hashCode(instance)) + metric.hashCode())
                    + this.labels.spreadHash();
        }

        /** The same key, whose texts are one object for all that have them: a processor's cache holds them then. */
        SeriesKey interned() {
            return new SeriesKey(
                    service.intern(), instance == null ? null : instance.intern(), metric.intern(), labels.interned());
        }

        @Override
        public String service() {
            return service;
        }

        @Override
        public @Nullable String instance() {
            return instance;
        }

        String metric() {
            return metric;
        }

        Labels labels() {
            return labels;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof SeriesKey key
                            && hash == key.hash
                            && metric.equals(key.metric)
                            && service.equals(key.service)
                            && Objects.equals(instance, key.instance)
                            && labels.equals(key.labels));
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return metric + " of " + place(service, instance) + (labels.isEmpty() ? "" : " " + labels);
        }
    }

    record AlertKey(String service, @Nullable String instance, String fingerprint) implements FactKey {
        @Override
        public String toString() {
            return "alert " + fingerprint + " of " + place(service, instance);
        }
    }

    record HeartbeatKey(String service, @Nullable String instance, Map<String, String> labels) implements FactKey {
        public HeartbeatKey {
            labels = Labels.of(labels);
        }

        @Override
        public String toString() {
            return "heartbeat of " + place(service, instance) + (labels.isEmpty() ? "" : " " + labels);
        }
    }

    /** Each event is a state fact of its own, known by its place in the log. */
    record EventKey(String service, @Nullable String instance, long position, int index) implements FactKey {}

    /** A service of the declared topology. */
    record ServiceKey(String service) implements FactKey {
        @Override
        public @Nullable String instance() {
            return null;
        }
    }

    static FactKey of(Fact fact, long position, int index) {
        if (fact instanceof Fact.Sample sample) {
            return new SeriesKey(sample.service(), sample.instance(), sample.metric(), sample.labels());
        } else if (fact instanceof Fact.Alert alert) {
            // Without the instance: the same alert may be resolved by a message that names none.
            return new AlertKey(alert.service(), null, alert.fingerprint());
        } else if (fact instanceof Fact.Heartbeat heartbeat) {
            return new HeartbeatKey(heartbeat.service(), heartbeat.instance(), heartbeat.labels());
        }
        return new EventKey(fact.service(), fact.instance(), position, index);
    }

    private static String place(String service, @Nullable String instance) {
        return instance == null ? service : service + "/" + instance;
    }
}
