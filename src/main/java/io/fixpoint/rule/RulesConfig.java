package io.fixpoint.rule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalLong;

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

    /**
     * How long one firing may compute, in processor time of its thread; the rule at which it stands then goes into
     * quarantine. A thread that computes nothing, since it waits, has ten times as long.
     */
    @WithDefault("PT5S")
    Duration timeBudget();

    /**
     * More combinations of facts than this in one firing, and the rule that makes them goes into quarantine. Without it:
     * what fills a quarter of the heap.
     */
    OptionalLong combinationLimit();

    /** Whether a change of the folder is published while the server runs. */
    @WithDefault("false")
    boolean watch();

    /** How often the folder is looked at if it is watched. */
    @WithDefault("PT2S")
    Duration watchEvery();
}
