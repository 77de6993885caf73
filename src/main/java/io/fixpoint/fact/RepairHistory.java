package io.fixpoint.fact;

import org.jspecify.annotations.Nullable;

/** How one repair of one service has gone so far, so that analysis can try first what helps: its verified runs. */
public final class RepairHistory {
    private final String repair;
    private final String service;
    private final long runs;
    private final long helped;
    private final @Nullable Double meanSeconds;

    /** @param meanSeconds null if it never helped */
    @HostOnly
    public RepairHistory(String repair, String service, long runs, long helped, @Nullable Double meanSeconds) {
        this.repair = repair;
        this.service = service;
        this.runs = runs;
        this.helped = helped;
        this.meanSeconds = meanSeconds;
    }

    /** The process of the repair, or the built-in action. */
    public String getRepair() {
        return repair;
    }

    /** The service that it was done to. */
    public String getService() {
        return service;
    }

    /** How often it was done and verified after. */
    public long getRuns() {
        return runs;
    }

    /** How often verification found that it had helped. */
    public long getHelped() {
        return helped;
    }

    /** The share of its runs that helped, from 0 to 1. */
    public double getSuccessRate() {
        return runs == 0 ? 0 : (double) helped / runs;
    }

    /** Seconds from its start until it was verified to have helped, on average; null if it never did. */
    public @Nullable Double getMeanSeconds() {
        return meanSeconds;
    }

    @Override
    public String toString() {
        return "repair " + repair + " of " + service + ", which helped " + helped + " of " + runs + " times";
    }
}
