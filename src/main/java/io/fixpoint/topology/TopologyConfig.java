package io.fixpoint.topology;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the topology comes from. */
@ConfigMapping(prefix = "fixpoint.topology")
interface TopologyConfig {

    /**
     * A YAML file of the shape that {@code PUT /api/v1/topology} takes. It is loaded at the start when its content
     * differs from what was last loaded from it, so a restart never undoes a change made over the API.
     */
    Optional<Path> file();
}
