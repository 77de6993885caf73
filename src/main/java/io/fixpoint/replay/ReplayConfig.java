package io.fixpoint.replay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a replay and a shadow may take. */
@ConfigMapping(prefix = "fixpoint.replay")
public interface ReplayConfig {

    /** The greatest heap of the process of a replay or a shadow, as Java's {@code -Xmx} has it. */
    @WithDefault("512m")
    String memory();

    /** So many replays run at a time; others wait. */
    @WithDefault("1")
    int atOnce();

    /**
     * So much of the log before the span warms the statistics. Windows are an hour at most, what is silent is forgotten
     * after a day, and what is usual is learned within hours.
     */
    @WithDefault("P1D")
    Duration warmUp();

    /** A process that computes for so long and says nothing is killed, and one that says nothing for ten times as long. */
    @WithDefault("PT60S")
    Duration silence();

    /** A shadow is so far behind, so that it can see what triage made of the same facts. */
    @WithDefault("PT5S")
    Duration shadowBehind();

    /** So many ended replays are kept. */
    @WithDefault("100")
    int keep();
}
