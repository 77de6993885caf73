package io.fixpoint.scenario;

import io.fixpoint.detection.DetectionConfig;
import java.time.Duration;

/**
 * What bounds a run.
 *
 * @param retention how long facts are kept
 * @param deadline by {@link System#nanoTime}: the run stops at the next moment of a scenario
 */
record TestSettings(DetectionConfig detection, Duration retention, long deadline) {

    static TestSettings of(DetectionConfig detection, Duration retention, Duration budget) {
        return new TestSettings(detection, retention, System.nanoTime() + budget.toNanos());
    }

    /** @throws OutOfTimeException if there is no time left, or somebody interrupted the run */
    void check() {
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
            throw new OutOfTimeException();
        }
    }

    /** The time is over. */
    static final class OutOfTimeException extends RuntimeException {
        OutOfTimeException() {
            super("the scenarios did not end in time");
        }
    }
}
