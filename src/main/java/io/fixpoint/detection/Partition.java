package io.fixpoint.detection;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A share of the services: facts of one service always meet the same session.
 *
 * @param index from 0
 * @param count of all partitions
 */
record Partition(int index, int count) {
    /** All services. */
    static final Partition WHOLE = new Partition(0, 1);

    boolean owns(String service) {
        // The hash of a text is fixed by the language, so it is the same in every life of the server.
        return count == 1 || Math.floorMod(service.hashCode(), count) == index;
    }

    /** The record with the facts of this share only; its time passes for all. */
    LogRecord of(LogRecord record) {
        if (count == 1 || record.facts().isEmpty()) {
            return record;
        }
        List<Fact> own = new ArrayList<>(record.facts().size());
        for (Fact fact : record.facts()) {
            if (owns(fact.service())) {
                own.add(fact);
            }
        }
        return new LogRecord(record.position(), record.kind(), record.receivedAt(), own);
    }
}
