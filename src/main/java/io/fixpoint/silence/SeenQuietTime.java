package io.fixpoint.silence;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.MaintenanceWindow;
import io.fixpoint.fact.Silence;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A silence or a maintenance window as triage rules see it at a moment. Two that look the same are equal.
 *
 * @param silence whether it is a silence, with matchers; else it is a maintenance window, with services
 */
public record SeenQuietTime(
        boolean silence,
        String id,
        boolean active,
        String reason,
        Map<String, String> matchers,
        List<String> services) {

    /** The name of its fact's type, with a small first letter. */
    @JsonIgnore
    public String type() {
        return silence ? "silence" : "maintenanceWindow";
    }

    /** Whether it is for the anomaly, while it is active. */
    boolean covers(Anomaly anomaly) {
        return silence ? asSilence().covers(anomaly) : asMaintenanceWindow().covers(anomaly);
    }

    /** A {@link Silence} or a {@link MaintenanceWindow}. */
    public Object fact() {
        return silence ? asSilence() : asMaintenanceWindow();
    }

    private Silence asSilence() {
        return new Silence(id, active, reason, matchers);
    }

    private MaintenanceWindow asMaintenanceWindow() {
        return new MaintenanceWindow(id, active, reason, Set.copyOf(services));
    }
}
