package io.fixpoint.factlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long facts are kept, and when the log takes no more. */
@ConfigMapping(prefix = "fixpoint.facts")
public interface FactsConfig {

    /** Facts older than this are refused and removed. */
    @WithDefault("P7D")
    Duration retention();

    /**
     * A longer pause than this between two records means that the server did not run (it was stopped, or the machine
     * slept), since a running one logs a tick far more often. The pause is then no silence of the services.
     */
    @WithDefault("PT30S")
    Duration longestPause();

    /** How many requests may wait for the disk before further ones are refused with 429. */
    @WithDefault("1000")
    int waiting();
}
