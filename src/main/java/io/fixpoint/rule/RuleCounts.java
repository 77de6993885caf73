package io.fixpoint.rule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How often each rule matched, and what its consequence costs, since the server started. Thread-safe; the sessions of all
 * partitions count into it.
 */
final class RuleCounts {
    private final Clock clock;
    private final Map<RuleKey, Count> counts = new ConcurrentHashMap<>();

    RuleCounts(Clock clock) {
        this.clock = clock;
    }

    /** The count of one rule. */
    static final class Count {
        private final LongAdder matched = new LongAdder();
        private final LongAdder fired = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private volatile @Nullable Instant lastMatched;

        long matched() {
            return matched.sum();
        }

        /** How often its consequence ran: at each match, and again when what matched changed. */
        long fired() {
            return fired.sum();
        }

        /** The time that its consequence took in all. */
        Duration cost() {
            return Duration.ofNanos(nanos.sum());
        }

        /** The mean time of one run of its consequence; null before the first. */
        @Nullable
        Duration meanCost() {
            long runs = fired();
            return runs == 0 ? null : cost().dividedBy(runs);
        }

        @Nullable
        Instant lastMatched() {
            return lastMatched;
        }
    }

    void matched(RuleSource rule) {
        Count count = of(rule);
        count.matched.increment();
        count.lastMatched = clock.instant();
    }

    void fired(RuleSource rule, long nanos) {
        Count count = of(rule);
        count.fired.increment();
        count.nanos.add(nanos);
    }

    Count of(RuleSource rule) {
        return counts.computeIfAbsent(rule.key(), key -> new Count());
    }

    /** Forgets all other rules. */
    void retain(Collection<RuleKey> keys) {
        counts.keySet().retainAll(keys);
    }
}
