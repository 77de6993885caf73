package io.fixpoint.fact;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A planned time in which services may be out of order. */
public final class MaintenanceWindow {
    private final String id;
    private final boolean active;
    private final @Nullable String reason;
    private final Set<String> services;

    /** @param services the services it is for; none means all */
    @HostOnly
    public MaintenanceWindow(String id, boolean active, @Nullable String reason, Set<String> services) {
        this.id = id;
        this.active = active;
        this.reason = reason;
        this.services = Set.copyOf(services);
    }

    /** What it is known by. */
    public String getId() {
        return id;
    }

    /** Whether it is now. */
    public boolean isActive() {
        return active;
    }

    /** Why there is maintenance. */
    public @Nullable String getReason() {
        return reason;
    }

    /** Whether the anomaly's service is in maintenance while the window is active. */
    public boolean covers(Anomaly anomaly) {
        return covers(anomaly.getService());
    }

    /** Whether the service is in maintenance while the window is active. */
    public boolean covers(String service) {
        return services.isEmpty() || services.contains(service);
    }

    @Override
    public String toString() {
        return "maintenance of " + (services.isEmpty() ? "all services" : services);
    }
}
