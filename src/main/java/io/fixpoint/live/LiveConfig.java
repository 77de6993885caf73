package io.fixpoint.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many may follow what changes. */
@ConfigMapping(prefix = "fixpoint.live")
public interface LiveConfig {

    /** So many streams are open at most; each is a connection. */
    @WithDefault("500")
    int mostStreams();

    /** So many of them are one person's. */
    @WithDefault("20")
    int mostStreamsPerPerson();

    /** Changes of the same thing within this time are one event. */
    @WithDefault("PT0.5S")
    Duration every();

    /** A stream on which nothing happens says so after this time; then it is also seen whether its login still holds. */
    @WithDefault("PT15S")
    Duration alive();
}
