package io.fixpoint.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How servers that share a database divide the work. */
@ConfigMapping(prefix = "fixpoint.node")
public interface NodeConfig {

    /** A server that leads and was not heard of for so long has lost the lead to another one. */
    @WithDefault("PT10S")
    Duration lead();

    /** How often a server looks for what another one has changed: rules, topology, silences. */
    @WithDefault("PT2S")
    Duration look();
}
