package io.fixpoint.factlog;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long and how many facts are kept, and when the log takes no more. */
@ConfigMapping(prefix = "fixpoint.facts")
public interface FactsConfig {

    /** Facts older than this are refused and removed. */
    @WithDefault("P7D")
    Duration retention();

    /** The oldest facts are removed sooner than the retention says where the log would take more room than this. */
    @WithDefault("20G")
    MemorySize maxSize();

    /**
     * While less than this is free on the disk of the log, facts are refused with 503, so that there is room for the
     * database and everything else.
     */
    @WithDefault("256M")
    MemorySize keepFree();

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
