package io.fixpoint.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks again and again for what another server has changed. A server that is alone changes everything itself. */
@ApplicationScoped
public class SharedStates {
    private static final Logger LOG = Logger.getLogger(SharedStates.class);

    private final Instance<SharedState> states;
    private final Lead lead;
    private final NodeConfig config;
    private @Nullable ScheduledExecutorService looks;
    private boolean failing;

    @Inject
    SharedStates(@Any Instance<SharedState> states, Lead lead, NodeConfig config) {
        this.states = states;
        this.lead = lead;
        this.config = config;
    }

    /** Begins to look, if there may be another server. */
    public void start() {
        if (!lead.isShared()) {
            return;
        }
        looks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "fixpoint-shared-state");
            thread.setDaemon(true);
            return thread;
        });
        long every = config.look().toMillis();
        ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    /** Looks no more. */
    public void stop() {
        if (looks != null) {
            looks.shutdown();
        }
    }

    private void look() {
        boolean failed = false;
        for (SharedState state : states) {
            try {
                state.refresh();
            } catch (RuntimeException e) {
                failed = true;
                if (!failing) {
                    LOG.warnf(e, "It cannot be told whether another server changed something; it is tried again.");
                }
            }
        }
        failing = failed;
    }
}
