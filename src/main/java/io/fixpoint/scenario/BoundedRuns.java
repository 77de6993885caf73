package io.fixpoint.scenario;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs what somebody else wrote, each in a thread of its own, few at once and not for long. One that does not come back
 * keeps its place, so that not even those fill the machine.
 */
final class BoundedRuns {
    private final Semaphore places;
    private final Duration patience;

    /** @param patience how long one may take */
    BoundedRuns(int atOnce, Duration patience) {
        this.places = new Semaphore(atOnce);
        this.patience = patience;
    }

    /** @throws ProblemException if all places are taken, or it does not come back in time */
    <T> T run(Callable<T> work) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.UNAVAILABLE,
                            "As many tests run already as may at once (fixpoint.scenarios.at-once); try again later.")
                    .retryAfter(Duration.ofSeconds(5));
        }
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return work.call();
            } finally {
                places.release();
            }
        });
        Thread thread = new Thread(task, "fixpoint-scenarios");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new ProblemException(
                    ProblemType.INVALID,
                    "The test did not come back within " + patience.toSeconds()
                            + " s: a condition of a rule takes too long. Look for a join without a common field or a"
                            + " regular expression with nested repetitions.");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rules were tested", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the test failed", e.getCause());
        }
    }
}
