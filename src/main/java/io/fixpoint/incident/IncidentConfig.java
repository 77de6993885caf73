package io.fixpoint.incident;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How incidents end. */
@ConfigMapping(prefix = "fixpoint.incident")
public interface IncidentConfig {

    /** How long a resolved incident can be reopened before the server closes it. */
    @WithDefault("P1D")
    Duration closeAfter();

    /**
     * How long an anomaly may go on firing after its incident was resolved, on top of its own {@code keepFiringFor},
     * before the incident is reopened.
     */
    @WithDefault("PT1M")
    Duration reopenAfter();

    /** How far back the runs of a repair count for {@code RepairHistory} and a task's {@code pastSuccessRate}. */
    @WithDefault("P180D")
    Duration repairHistory();

    /** How often the results of recoveries that have ended are kept, and the sums of statistics follow. */
    @WithDefault("PT30S")
    Duration keepResultsEvery();
}
