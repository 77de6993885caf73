package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Open an incident for the anomaly, or join the open one with the same correlation key. */
public final class OpenIncident extends Decision {
    private final Anomaly anomaly;
    private final String correlationKey;
    private final @Nullable String process;
    private final @Nullable String title;

    private OpenIncident(Anomaly anomaly, String correlationKey, @Nullable String process, @Nullable String title) {
        this.anomaly = anomaly;
        this.correlationKey = correlationKey;
        this.process = process;
        this.title = title;
    }

    /** The correlation key is the anomaly's service unless stated. */
    public static OpenIncident of(Anomaly anomaly) {
        return new OpenIncident(anomaly, anomaly.getService(), null, null);
    }

    /** Anomalies with one key are worked on as one incident. */
    public OpenIncident correlationKey(String key) {
        return new OpenIncident(anomaly, key, process, title);
    }

    /** The recovery to start with it; none unless stated. */
    public OpenIncident process(String key) {
        return new OpenIncident(anomaly, correlationKey, key, title);
    }

    /** A title for people; unless stated it is made of the anomaly. */
    public OpenIncident title(String sentence) {
        return new OpenIncident(anomaly, correlationKey, process, sentence);
    }

    /** The anomaly that the incident is opened for. */
    public Anomaly getAnomaly() {
        return anomaly;
    }

    /** The key of the incident; one open incident has it. */
    public String getCorrelationKey() {
        return correlationKey;
    }

    /** The recovery that is started with it; null if none is. */
    public @Nullable String getProcess() {
        return process;
    }

    /** The title for people; null if it is made of the anomaly. */
    public @Nullable String getTitle() {
        return title;
    }

    @Override
    @HostOnly
    public List<String> key() {
        return List.of("open", correlationKey, text(process), episodeOf(anomaly));
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(anomaly, correlationKey, process, title);
    }
}
