package io.fixpoint.fact;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One observation as it was received and logged. Rules never match these; they match the state facts made of them. */
@HostOnly
public sealed interface Fact {

    /** The service that the observation is about; {@link #UNMAPPED} for an alert whose service cannot be told. */
    String UNMAPPED = "unmapped";

    String service();

    @Nullable
    String instance();

    /** When it was observed, by the sender's clock. */
    Instant time();

    /** The sender's id; one id of one service is taken once within 24 hours. */
    @Nullable
    String id();

    Map<String, String> labels();

    /** A measured value; {@code value} is finite. */
    record Sample(
            String service,
            @Nullable String instance,
            String metric,
            double value,
            @Nullable String unit,
            Instant time,
            Map<String, String> labels,
            @Nullable String id)
            implements Fact {
        public Sample {
            labels = Labels.of(labels);
        }
    }

    /** An alert of another system, firing or resolved. {@code fingerprint} identifies the alert through its life. */
    record Alert(
            String service,
            @Nullable String instance,
            String name,
            boolean firing,
            @Nullable String severity,
            @Nullable String summary,
            Instant startsAt,
            @Nullable Instant endsAt,
            String fingerprint,
            Instant time,
            Map<String, String> labels,
            @Nullable String id)
            implements Fact {
        public Alert {
            labels = Labels.of(labels);
        }
    }

    /** A sign of life; the next one is due within {@code interval}. */
    record Heartbeat(
            String service,
            @Nullable String instance,
            Duration interval,
            Instant time,
            Map<String, String> labels,
            @Nullable String id)
            implements Fact {
        public Heartbeat {
            labels = Labels.of(labels);
        }
    }

    /** Something that happened, such as a deployment; rules see it for {@code keep}. */
    record Event(
            String service,
            @Nullable String instance,
            String kind,
            @Nullable String message,
            Map<String, String> attributes,
            Duration keep,
            Instant time,
            Map<String, String> labels,
            @Nullable String id)
            implements Fact {
        public Event {
            attributes = Map.copyOf(attributes);
            labels = Labels.of(labels);
        }
    }
}
