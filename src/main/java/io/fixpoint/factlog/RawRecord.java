package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A record as it is stored: its facts are lines of JSON that nobody has read yet. */
public record RawRecord(long position, LogRecord.Kind kind, Instant receivedAt, List<String> lines) {

    /** The record with its facts. */
    public LogRecord read() {
        List<Fact> facts = new ArrayList<>(lines.size());
        lines.forEach(line -> facts.add(FactJson.fact(line)));
        return new LogRecord(position, kind, receivedAt, facts);
    }
}
