package io.fixpoint.rule;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.drools.core.common.BaseNode;
import org.jspecify.annotations.Nullable;
import org.kie.api.definition.rule.Rule;

/**
 * What a session is doing right now, for the thread that watches it, and how much its firing has produced. The network's
 * nodes find it by the thread that evaluates them.
 */
final class FiringWatch {
    private static final ThreadLocal<@Nullable FiringWatch> CURRENT = new ThreadLocal<>();

    /** A quarter of the heap. */
    private static final long MOST_ALLOCATED = Runtime.getRuntime().maxMemory() / 4;

    private static final int TURNS_BETWEEN_LOOKS = 64;
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final long mostProduced;
    private long produced;
    private int turns;
    private long allocatedBefore;
    private volatile @Nullable String firing;
    private volatile @Nullable BaseNode evaluating;
    private volatile boolean abandoned;

    /** A firing joins more facts, or inserts more, than the heap may have to hold. */
    static final class TooMuchException extends RuntimeException {
        TooMuchException(String message) {
            super(message);
        }
    }

    /** The session was given up while it ran; nobody listens any more. */
    static final class AbandonedException extends RuntimeException {
        AbandonedException() {
            super("abandoned", null, false, false);
        }
    }

    FiringWatch(long mostProduced) {
        this.mostProduced = mostProduced;
    }

    static @Nullable FiringWatch current() {
        return CURRENT.get();
    }

    /** The thread evaluates for this session from now on. */
    void enter() {
        produced = 0;
        evaluating = null;
        firing = null;
        CURRENT.set(this);
    }

    void leave() {
        CURRENT.remove();
    }

    /** Whoever runs the session stops as soon as it can. */
    void abandon() {
        abandoned = true;
    }

    void evaluates(BaseNode node) {
        evaluating = node;
    }

    void fires(String rule) {
        evaluating = null;
        firing = rule;
        turns = 0;
        checkAbandoned();
    }

    /** One more turn of a loop, or one more call, within a consequence. */
    void turns() {
        checkAbandoned();
        if (++turns % TURNS_BETWEEN_LOOKS != 0) {
            return;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        if (turns == TURNS_BETWEEN_LOOKS) {
            allocatedBefore = allocated;
        } else if (allocated - allocatedBefore > MOST_ALLOCATED) {
            throw new TooMuchException("its consequence goes round and round and takes more than "
                    + MOST_ALLOCATED / 1_000_000 + " MB of memory; conclude once, without a loop");
        }
    }

    void fired() {
        firing = null;
    }

    /** One more combination of facts, or one more fact. */
    void produces() {
        if (++produced > mostProduced) {
            throw new TooMuchException("it makes more than " + mostProduced
                    + " combinations of facts in one go; join them by a field that they share,"
                    + " such as service == $service");
        }
        checkAbandoned();
    }

    private void checkAbandoned() {
        if (abandoned) {
            throw new AbandonedException();
        }
    }

    /** The names of the rules whose consequence or condition runs: several if they share the condition. */
    List<String> running() {
        String rule = firing;
        if (rule != null) {
            return List.of(rule);
        }
        BaseNode node = evaluating;
        if (node == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Rule associated : node.getAssociatedRules()) {
            names.add(associated.getName());
        }
        return names;
    }
}
