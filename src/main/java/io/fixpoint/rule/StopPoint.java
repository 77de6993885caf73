package io.fixpoint.rule;

/** Where compiled rules can be stopped; {@link StoppableCode} puts calls of it into them. */
public final class StopPoint {
    private StopPoint() {}

    /** Ends the rule, by an exception, if its session was given up or it takes too much memory. */
    public static void pass() {
        FiringWatch watch = FiringWatch.current();
        if (watch != null) {
            watch.turns();
        }
    }
}
