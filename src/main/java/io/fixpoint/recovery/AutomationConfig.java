package io.fixpoint.recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the automation switch says before anybody touched it. */
@ConfigMapping(prefix = "fixpoint.automation")
public interface AutomationConfig {

    /** OBSERVE, APPROVAL or AUTOMATIC, at the first start. */
    @WithDefault("APPROVAL")
    AutomationMode mode();
}
