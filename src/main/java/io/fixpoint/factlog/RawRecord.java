package io.fixpoint.factlog;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * A record as it is stored.
 *
 * @param facts the facts, which nobody has read yet
 */
public record RawRecord(long position, LogRecord.Kind kind, Instant receivedAt, ByteString facts) {

    /** A record as it would be stored. */
    public static RawRecord of(LogRecord record) {
        return new RawRecord(
                record.position(),
                record.kind(),
                record.receivedAt(),
                record.facts().isEmpty()
                        ? ByteString.EMPTY
                        : ByteString.copyFrom(FactEncoder.encode(record.facts(), 0)));
    }

    /**
     * The record with its facts.
     *
     * @throws IllegalStateException if they cannot be read
     */
    public LogRecord read() {
        try {
            return new LogRecord(position, kind, receivedAt, FactDecoder.facts(facts));
        } catch (RuntimeException e) {
            throw new IllegalStateException("The record at position " + position + " cannot be read", e);
        }
    }
}
