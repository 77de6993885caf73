package io.fixpoint.incident;

import io.fixpoint.incident.RecoveryViews.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what came of recoveries, beside them: soon after one has ended its result is written to its row, so that it is
 * there when the engine's history is cleaned; and the sums of statistics follow what happened. Whatever a crash prevents
 * is done by the next round.
 */
@ApplicationScoped
public class ResultKeeper {
    private static final Logger LOG = Logger.getLogger(ResultKeeper.class);
    private static final int BATCH = 50;

    /**
     * A row of the timeline may be committed behind one with a higher number, as long as a transaction lasts. What is
     * older than this is complete.
     */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(40);

    private final IncidentStore incidents;
    private final FigureStore figures;
    private final RecoveryViews recoveries;
    private final IncidentConfig config;
    private final Clock clock;
    private @Nullable ScheduledExecutorService timer;

    @Inject
    ResultKeeper(
            IncidentStore incidents,
            FigureStore figures,
            RecoveryViews recoveries,
            IncidentConfig config,
            Clock clock) {
        this.incidents = incidents;
        this.figures = figures;
        this.recoveries = recoveries;
        this.config = config;
        this.clock = clock;
    }

    /** Begins to keep. */
    public synchronized void start() {
        long every = config.keepResultsEvery().toMillis();
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fixpoint-results");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = started.scheduleWithFixedDelay(this::round, every, every, TimeUnit.MILLISECONDS);
        timer = started;
    }

    /** Ends after the round that is under way. */
    public synchronized void stop() {
        ScheduledExecutorService ending = timer;
        timer = null;
        if (ending == null) {
            return;
        }
        ending.shutdown();
        try {
            if (!ending.awaitTermination(10, TimeUnit.SECONDS)) {
                ending.shutdownNow();
            }
        } catch (InterruptedException e) {
            ending.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            keepResults();
            followFigures();
        } catch (RuntimeException e) {
            LOG.error("Results of recoveries could not be kept; it is tried again.", e);
        }
    }

    /** Writes the results of the recoveries that have ended. */
    public void keepResults() {
        List<String> ended = incidents.endedAndNotKept(BATCH);
        while (!ended.isEmpty()) {
            Map<String, Outcome> outcomes = recoveries.outcomes(ended);
            ended.forEach(recovery -> incidents.keep(recovery, outcomes.get(recovery)));
            ended = ended.size() < BATCH ? List.of() : incidents.endedAndNotKept(BATCH);
        }
    }

    /** Brings the sums up to what is certainly complete. */
    void followFigures() {
        followFigures(LONGEST_TRANSACTION);
    }

    /** @param settled for how long nothing may have happened to what is taken for complete */
    void followFigures(Duration settled) {
        long complete = figures.lastOfTimelineBefore(clock.instant().minus(settled));
        OptionalLong position = figures.position();
        if (position.isPresent() && complete <= position.getAsLong()) {
            return;
        }
        // What happens while this is written has higher numbers, and makes its hour a changed one.
        FigureStore.portions(
                        position.isEmpty()
                                ? figures.allHours()
                                : figures.changedHours(position.getAsLong(), Integer.MAX_VALUE),
                        BATCH)
                .forEach(figures::write);
        figures.knowsUpTo(complete);
    }
}
