package io.fixpoint.factlog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The positions whose records cannot be read: each is told once. */
final class LogDamage {
    private static final Logger LOG = Logger.getLogger(LogDamage.class);

    private final Counter corrupted;
    /** Ranges that do not overlap, from the first position to the last. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    LogDamage(MeterRegistry meters) {
        this.corrupted = meters.counter("fixpoint.facts.corrupted");
    }

    /** The position itself, or the first one after the damage that it is known to be in. */
    synchronized long skip(long position) {
        Map.Entry<Long, Long> range = ranges.floorEntry(position);
        return range != null && range.getValue() >= position ? range.getValue() + 1 : position;
    }

    /** Tells that a file is damaged that tells which files make up the log. */
    void lost(@Nullable String reason) {
        corrupted.increment();
        LOG.errorf(
                "The fact log is damaged (%s); a new one is made of what can be read of it. Check the disk.", reason);
    }

    /** Tells that it is no longer known which ids were used. */
    void lostIds(@Nullable String reason) {
        corrupted.increment();
        LOG.errorf(
                "The index of the fact log is damaged (%s) and begins anew: facts that are sent again may be logged twice."
                        + " No fact is lost. Check the disk.",
                reason);
    }

    /** Tells that the records from the one position to the other are lost. */
    void found(long from, long to, String reason) {
        long first = from;
        long fresh;
        synchronized (this) {
            Map.Entry<Long, Long> before = ranges.floorEntry(from);
            if (before != null && before.getValue() >= from) {
                first = before.getValue() + 1;
            }
            if (first > to) {
                return;
            }
            Map.Entry<Long, Long> inside;
            fresh = to - first + 1;
            while ((inside = ranges.ceilingEntry(first)) != null && inside.getKey() <= to) {
                fresh -= Math.min(to, inside.getValue()) - inside.getKey() + 1;
                ranges.remove(inside.getKey());
            }
            ranges.put(first, to);
        }
        corrupted.increment((double) fresh);
        LOG.errorf(
                "The fact log is damaged: the records at the positions %d to %d cannot be read and are skipped (%s)."
                        + " The others are not affected. Check the disk.",
                first, to, reason);
    }
}
