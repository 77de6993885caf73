package io.fixpoint.rule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where rules come from and what bounds them. */
@ConfigMapping(prefix = "fixpoint.rules")
public interface RulesConfig {

    /** The folder used when none is configured; it alone may be absent, and the packaged rules serve then. */
    String DEFAULT_DIR = "rules";

    /** The folder with a folder of {@code .drl} files for each stage. */
    @WithDefault(DEFAULT_DIR)
    String dir();

    /** More firings than this in one go, and twenty for each fact, and a session is stopped as endless. */
    @WithDefault("100000")
    int firingLimit();
}
