package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import java.time.Instant;
import java.util.List;

/**
 * One record of the log, and so one firing: live and in replay alike.
 *
 * @param position ascending, without meaning beyond the order
 * @param kind what it is: facts, the passing of time, the start of a server
 * @param receivedAt when the server took it in; ascending
 * @param facts the facts of a BATCH in the order of their receipt; empty otherwise
 */
public record LogRecord(long position, Kind kind, Instant receivedAt, List<Fact> facts) {

    /** What a record is. */
    public enum Kind {
        /** Facts that were received together. */
        BATCH,
        /** Time passed. */
        TICK,
        /** A server started: the time since the record before is downtime, not silence. */
        START
    }

    public LogRecord {
        facts = List.copyOf(facts);
    }
}
