package io.fixpoint.detection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Times and limits of detection. */
@ConfigMapping(prefix = "fixpoint.detection")
public interface DetectionConfig {

    /** How often the server logs that time has passed, when nothing else is logged. */
    @WithDefault("PT1S")
    Duration tick();

    /** So many threads share detection, each with the services of its own and a session over them; else one a processor. */
    OptionalInt partitions();

    /** How often the state is written, so that a start need not read the whole log. */
    @WithDefault("PT5M")
    Duration checkpointEvery();

    /** A series is stale when it has had no sample for this many of its usual intervals, */
    @WithDefault("4")
    double staleIntervals();

    /** but never sooner than this, */
    @WithDefault("PT15S")
    Duration staleAtLeast();

    /** and after this when its interval is not known, since it had one sample. */
    @WithDefault("PT5M")
    Duration staleWithoutInterval();

    /** A heartbeat is missing when it is older than this many of its intervals. */
    @WithDefault("1.5")
    double heartbeatTolerance();

    /** How long rules see an alert after it was resolved. */
    @WithDefault("PT15M")
    Duration keepResolvedAlerts();

    /** A series or heartbeat that is silent for so long is forgotten, and what was concluded of it clears. */
    @WithDefault("P1D")
    Duration forgetAfter();

    /** At most this many series are known; samples of further ones are logged, but no rule sees them. */
    @WithDefault("100000")
    int mostSeries();

    /** At most this many samples of one series count in its windows, the latest ones. */
    @WithDefault("4096")
    int windowSamples();

    /** An unusual value stays unusual for so long at most, while the series stays as far away. */
    @WithDefault("PT3H")
    Duration relearnAfter();

    /** A rule that reads what no rule read before, such as an anomaly score, finds it learned from so much of the log. */
    @WithDefault("P1D")
    Duration learnFrom();

    /** How often the position is committed when nothing happens. */
    @WithDefault("PT1S")
    Duration commitEvery();
}
