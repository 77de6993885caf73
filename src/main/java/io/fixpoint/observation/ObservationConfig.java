package io.fixpoint.observation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How Fixpoint watches itself. */
@ConfigMapping(prefix = "fixpoint.observation")
public interface ObservationConfig {

    /** How often its own figures become samples of the service {@code fixpoint}; zero for never. */
    @WithDefault("PT15S")
    Duration every();
}
