package io.fixpoint.cli;

import io.fixpoint.database.DatabaseAnswers;
import io.fixpoint.node.Lead;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** UP when facts are taken, rules run on rebuilt memory and the engine runs. */
@Readiness
@ApplicationScoped
class ServerReady implements HealthCheck {
    private final ServerLifecycle lifecycle;
    private final DatabaseAnswers database;
    private final Lead lead;

    ServerReady(ServerLifecycle lifecycle, DatabaseAnswers database, Lead lead) {
        this.lead = lead;
        this.lifecycle = lifecycle;
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        @Nullable String waiting = lifecycle.waitingFor();
        if (waiting == null && !database.now()) {
            waiting = "the database, which does not answer; facts are taken meanwhile";
        }
        return waiting == null
                ? HealthCheckResponse.named("fixpoint")
                        .up()
                        .withData("leads", lead.leads())
                        .build()
                : HealthCheckResponse.named("fixpoint")
                        .down()
                        .withData("waiting for", waiting)
                        .build();
    }
}
