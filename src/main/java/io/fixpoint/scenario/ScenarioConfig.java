package io.fixpoint.scenario;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What bounds the test of rules that are not published, over HTTP. */
@ConfigMapping(prefix = "fixpoint.scenarios")
public interface ScenarioConfig {

    /** A test that takes longer is stopped, and its report is incomplete. */
    @WithDefault("PT30S")
    Duration timeout();

    /** So many tests run at once; a further one is refused with 503. */
    @WithDefault("2")
    int atOnce();

    /** While so many rules of earlier tests do not end, and take a processor each, a further test is refused with 503. */
    @WithDefault("4")
    int mostEndless();

    /** A test with more rule and scenario files is refused. */
    @WithDefault("1000")
    int mostFiles();
}
