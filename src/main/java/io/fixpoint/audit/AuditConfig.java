package io.fixpoint.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long it is known who changed what. */
@ConfigMapping(prefix = "fixpoint.audit")
public interface AuditConfig {

    /** Older rows are removed. */
    @WithDefault("P365D")
    Duration retention();
}
