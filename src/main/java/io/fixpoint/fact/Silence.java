package io.fixpoint.fact;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anomalies that nobody wants to hear of for a while. */
public final class Silence {
    private final String id;
    private final boolean active;
    private final @Nullable String reason;
    private final Map<String, String> matchers;

    /** @param matchers required values by name: {@code service}, {@code instance}, {@code name} or a label */
    @HostOnly
    public Silence(String id, boolean active, @Nullable String reason, Map<String, String> matchers) {
        this.id = id;
        this.active = active;
        this.reason = reason;
        this.matchers = Map.copyOf(matchers);
    }

    /** What it is known by. */
    public String getId() {
        return id;
    }

    /** Whether it is now. */
    public boolean isActive() {
        return active;
    }

    /** Why nobody wants to hear of them. */
    public @Nullable String getReason() {
        return reason;
    }

    /** Whether every matcher holds for the anomaly. */
    public boolean covers(Anomaly anomaly) {
        return matchers.entrySet().stream().allMatch(matcher -> {
            String actual = switch (matcher.getKey()) {
                case "service" -> anomaly.getService();
                case "instance" -> anomaly.getInstance();
                case "name" -> anomaly.getName();
                default -> anomaly.getLabels().get(matcher.getKey());
            };
            return matcher.getValue().equals(actual);
        });
    }

    @Override
    public String toString() {
        return "silence of " + matchers;
    }
}
