package io.fixpoint.recovery;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where processes are. */
@ConfigMapping(prefix = "fixpoint.processes")
public interface ProcessesConfig {

    /**
     * The folder of models and forms. A configured folder that does not exist stops the start; if none is configured, it
     * is {@code processes}, and if that is absent too, the packaged processes serve.
     */
    Optional<String> dir();
}
