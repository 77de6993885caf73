package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sequence of everything that the rules see. What {@link #append} has returned for survives a {@code kill -9}. */
public interface FactLog {

    /** A position before every record. */
    long START = 0;

    /**
     * Appends the facts as one record and returns when it is durable. A fact whose id the same service has used within
     * 24 hours is dropped, except that a repeated alert is logged as a refresh of its last-seen time.
     *
     * @throws FactLogFullException if the log cannot take it now; the sender may try again later
     */
    Appended append(List<Fact> facts);

    /** Appends a record that time has passed. */
    void tick();

    /**
     * Appends a record that a server started. It gets a position above the given one, up to which facts were processed
     * by the server before: no position is ever used twice, even if the end of the log was lost.
     */
    void start(long above);

    /**
     * The records after the position, in order, at most so many; none only if there is none. Positions that cannot be
     * read are passed over.
     */
    List<LogRecord> read(long afterPosition, int limit);

    /** The records after the position as they are stored, at most so many. */
    List<RawRecord> readRaw(long afterPosition, int limit);

    /** The position of the last record that was received before the time; that before the first record, if none was. */
    long positionBefore(Instant time);

    /** Waits until there is a record after the position, or the time is over. */
    void await(long afterPosition, Duration atMost) throws InterruptedException;

    /** The position of the last durable record. */
    long lastPosition();

    /** The position of the first record that is still kept; 0 if there is none. */
    long firstPosition();

    /**
     * The facts that match, in order of their receipt. Nulls match everything.
     *
     * @param limit no further record is read once there are so many; of the last record all are there, so that a reader
     *     can go on after its position
     */
    List<LoggedFact> find(
            @Nullable String service,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant to,
            long afterPosition,
            int limit);

    /** Removes what is older than the retention, and more if the log would be larger than it may be. */
    void retain(Duration retention);

    /** What became of an append. */
    record Appended(long position, int accepted, int duplicates) {}

    /** A fact with the place and time of its receipt; {@code index} is its place in the record. */
    record LoggedFact(long position, int index, Instant receivedAt, Fact fact) {}

    /** The log takes nothing now. */
    final class FactLogFullException extends RuntimeException {
        private final boolean busy;

        /** @param busy whether too many appends wait; if not, there is no room for more, or the log is closing */
        public FactLogFullException(String message, boolean busy, @Nullable Throwable cause) {
            super(message, cause);
            this.busy = busy;
        }

        /** Whether it is only that too many appends wait. */
        public boolean isBusy() {
            return busy;
        }
    }
}
