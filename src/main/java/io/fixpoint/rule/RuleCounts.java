package io.fixpoint.rule;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often each rule matched since the server started. Thread-safe; the sessions of all partitions count into it. */
final class RuleCounts {
    private final Clock clock;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    RuleCounts(Clock clock) {
        this.clock = clock;
    }

    /** The count of one rule. */
    static final class Count {
        private final LongAdder matched = new LongAdder();
        private volatile @Nullable Instant lastMatched;

        long matched() {
            return matched.sum();
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

    Count of(RuleSource rule) {
        return counts.computeIfAbsent(rule.stage() + "/" + rule.id(), key -> new Count());
    }
}
