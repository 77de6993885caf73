package io.fixpoint.rule;

import java.time.Duration;

/**
 * What bounds one firing of a session.
 *
 * @param firings more matches than this, and twenty for each fact, do not come to an end
 * @param combinations how many combinations of facts, and facts, the firing may make: they are on the heap
 * @param time how long it may compute
 */
record FiringLimits(int firings, long combinations, Duration time) {
    private static final int BYTES_PER_COMBINATION = 128;
    private static final int FIRINGS = 100_000;
    private static final Duration TIME = Duration.ofSeconds(5);

    /** Of tests and trials. */
    static final FiringLimits DEFAULT = new FiringLimits(FIRINGS, combinationsThatFit(), TIME);

    static FiringLimits of(RulesConfig config) {
        return new FiringLimits(
                config.firingLimit(), config.combinationLimit().orElse(combinationsThatFit()), config.timeBudget());
    }

    /** What fills a quarter of the heap. */
    private static long combinationsThatFit() {
        return Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_COMBINATION;
    }
}
