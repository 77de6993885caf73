package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The threads of rules that did not end when they had to. Nothing waits for them, and they can no longer change anything. */
public final class AbandonedThreads {
    private static final Logger LOG = Logger.getLogger(AbandonedThreads.class);
    private static final int MANY = 3;

    private final List<Thread> threads = new ArrayList<>();
    private long total;

    @SuppressWarnings("ThreadPriorityCheck") // a hint to systems that heed it; nothing relies on it
    synchronized void add(Thread thread) {
        thread.setPriority(Thread.MIN_PRIORITY);
        total++;
        threads.add(thread);
        int alive = alive();
        LOG.errorf(
                "The thread %s runs a rule that does not end, and is abandoned. A consequence ends at its next turn;"
                        + " a condition does not, since Java cannot end it.%s",
                thread.getName(),
                alive < MANY
                        ? ""
                        : " There are " + alive + " such threads by now, and each may take a processor of its own:"
                                + " RESTART THE SERVER as soon as it suits you. Nothing is lost by it, and the rules in"
                                + " quarantine stay there.");
    }

    /** How many still run. */
    public synchronized int alive() {
        threads.removeIf(thread -> !thread.isAlive());
        return threads.size();
    }

    /** Those that still run. */
    synchronized List<Thread> threads() {
        return threads.stream().filter(Thread::isAlive).toList();
    }

    /** How many there were since the server started. */
    public synchronized long total() {
        return total;
    }
}
