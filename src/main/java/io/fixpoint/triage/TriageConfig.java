package io.fixpoint.triage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How triage works. */
@ConfigMapping(prefix = "fixpoint.triage")
public interface TriageConfig {

    /** How often it looks for what nobody told it of: an event whose keep time is over, an incident to be closed. */
    @WithDefault("PT5S")
    Duration poll();

    /** How long it waits after a failure; twice as long after each further one, at most a minute. */
    @WithDefault("PT0.5S")
    Duration retryAfter();

    /** After so many failures in a row the decisions are carried out one by one, and those that fail are given up. */
    @WithDefault("3")
    int separateAfter();

    /** So many firings in a row may each change facts that rules match; more means that rules chase each other. */
    @WithDefault("100")
    int maxRounds();

    /**
     * So many transitions of anomalies are taken at once. What they open is one transaction, whose cost for each grows with
     * all that it holds already, and which must end long before its time is over.
     */
    @WithDefault("100")
    int batch();
}
