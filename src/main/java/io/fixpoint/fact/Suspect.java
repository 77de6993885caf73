package io.fixpoint.fact;

/** A service that may be where the fault is; rank 1 is the likeliest. */
public final class Suspect {
    private final int rank;
    private final String service;
    private final double score;
    private final String reason;

    @HostOnly
    public Suspect(int rank, String service, double score, String reason) {
        this.rank = rank;
        this.service = service;
        this.score = score;
        this.reason = reason;
    }

    /** Its place among the suspects, from 1, the likeliest. */
    public int getRank() {
        return rank;
    }

    /** The service that may be where the fault is. */
    public String getService() {
        return service;
    }

    /** From 0 to 1. */
    public double getScore() {
        return score;
    }

    /** A sentence for people: why it is suspected. */
    public String getReason() {
        return reason;
    }

    @Override
    public String toString() {
        return "suspect " + rank + " " + service;
    }
}
