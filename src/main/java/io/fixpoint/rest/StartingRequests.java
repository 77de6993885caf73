package io.fixpoint.rest;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Requests that start a recovery. While one holds a connection to the database it takes a second one, for the recovery's
 * place; so few of them run at a time that there is always a second one to be had.
 */
@ApplicationScoped
public class StartingRequests {
    /** With the threads of steps and triage, which do the same, well below the connections that there are. */
    private static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /**
     * Runs it when there is a place; to be called outside of a transaction.
     *
     * @throws ProblemException UNAVAILABLE if there is none for 30 s
     */
    public <T> T run(Supplier<T> start) {
        try {
            if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "Very many recoveries are being started; nothing was done. Send the request again in a while.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "The server stops; nothing was done.");
        }
        try {
            return start.get();
        } finally {
            places.release();
        }
    }
}
