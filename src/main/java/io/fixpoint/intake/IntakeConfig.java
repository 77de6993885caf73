package io.fixpoint.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** How facts are taken in. */
@ConfigMapping(prefix = "fixpoint.intake")
public interface IntakeConfig {

    /** The labels that may name the service in foreign formats; the first that is there and not empty does. */
    @WithDefault("service,job,app")
    List<String> serviceLabels();

    /** The labels that may name the instance in foreign formats. */
    @WithDefault("instance,pod,host")
    List<String> instanceLabels();

    /** At most this many facts are taken in one request. */
    @WithDefault("10000")
    int mostFacts();

    /** At most this many series of one service are taken; samples of further ones are refused. */
    @WithDefault("20000")
    int mostSeriesPerService();

    /**
     * At most this many bytes of requests are held at once, as they are uncompressed. One sender holds as much as is
     * free, so half of it at most.
     */
    @WithDefault("128M")
    MemorySize mostBytes();

    /** At most this many requests are worked on at once. One sender has as many as are free, so half of them at most. */
    @WithDefault("128")
    int mostRequests();
}
