package io.fixpoint.rule;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often each rule matched since the server started. Thread-safe; the sessions of all partitions count into it. */
final class RuleCounts {
    private final Clock clock;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final @Nullable Set<RuleSource> fired;

    RuleCounts(Clock clock) {
        this.clock = clock;
        this.fired = null;
    }

    /** @param fired where every rule that fires is noted, those that conclude helper facts only, too */
    RuleCounts(Clock clock, Set<RuleSource> fired) {
        this.clock = clock;
        this.fired = fired;
    }

    /** Whether {@link #fired} has any effect. */
    boolean notesFired() {
        return fired != null;
    }

    void fired(RuleSource rule) {
        if (fired != null) {
            fired.add(rule);
        }
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
