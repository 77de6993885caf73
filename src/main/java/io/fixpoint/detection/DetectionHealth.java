package io.fixpoint.detection;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the memory of the rules is being rebuilt. */
@Readiness
@ApplicationScoped
public class DetectionHealth implements HealthCheck {
    private final Detection detection;

    public DetectionHealth(Detection detection) {
        this.detection = detection;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Detection runs on rebuilt memory")
                .status(detection.ready())
                .build();
    }
}
