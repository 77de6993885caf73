package io.fixpoint.detection;

import java.time.Duration;
import java.util.OptionalInt;

/** The settings of detection as values, to be sent to another process. */
public record DetectionSettings(
        Duration tick,
        double staleIntervals,
        Duration staleAtLeast,
        Duration staleWithoutInterval,
        double heartbeatTolerance,
        Duration keepResolvedAlerts,
        Duration forgetAfter,
        int mostSeries,
        int windowSamples,
        Duration relearnAfter,
        Duration commitEvery)
        implements DetectionConfig {

    /** What is concluded does not depend on it. */
    @Override
    public OptionalInt partitions() {
        return OptionalInt.empty();
    }

    /** A replay knows its rules from the start. */
    @Override
    public Duration learnFrom() {
        return Duration.ZERO;
    }

    /** A replay writes none. */
    @Override
    public Duration checkpointEvery() {
        return Duration.ZERO;
    }

    public static DetectionSettings of(DetectionConfig config) {
        return new DetectionSettings(
                config.tick(),
                config.staleIntervals(),
                config.staleAtLeast(),
                config.staleWithoutInterval(),
                config.heartbeatTolerance(),
                config.keepResolvedAlerts(),
                config.forgetAfter(),
                config.mostSeries(),
                config.windowSamples(),
                config.relearnAfter(),
                config.commitEvery());
    }
}
