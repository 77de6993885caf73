package io.fixpoint.factlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The records that were appended last, so that who follows the log need not read them again. */
final class RecordTail {
    private static final int MOST_RECORDS = 20_000;
    private static final int MOST_FACTS = 100_000;
    private static final long MOST_BYTES = 16 << 20;

    private record Kept(LogRecord record, int bytes) {}

    /** Without gaps. */
    private final ConcurrentSkipListMap<Long, Kept> kept = new ConcurrentSkipListMap<>();

    // These belong to the thread that adds.
    private int records;
    private long facts;
    private long bytes;

    /** @param size how much room the record takes on the disk */
    void add(LogRecord record, int size) {
        if (!kept.isEmpty() && kept.lastKey() + 1 != record.position()) {
            clear();
        }
        kept.put(record.position(), new Kept(record, size));
        records++;
        facts += record.facts().size();
        bytes += size;
        while (records > 1 && (records > MOST_RECORDS || facts > MOST_FACTS || bytes > MOST_BYTES)) {
            Kept oldest = kept.pollFirstEntry().getValue();
            records--;
            facts -= oldest.record().facts().size();
            bytes -= oldest.bytes();
        }
    }

    void clear() {
        kept.clear();
        records = 0;
        facts = 0;
        bytes = 0;
    }

    /** The records after the one position up to the other, at most so many; none if the first of them is not kept. */
    List<LogRecord> read(long after, long upTo, int limit) {
        List<LogRecord> read = new ArrayList<>();
        long expected = after + 1;
        for (Map.Entry<Long, Kept> entry : kept.tailMap(expected).entrySet()) {
            // One that was removed meanwhile leaves a gap.
            if (entry.getKey() != expected || expected > upTo || read.size() == limit) {
                break;
            }
            read.add(entry.getValue().record());
            expected++;
        }
        return read;
    }
}
