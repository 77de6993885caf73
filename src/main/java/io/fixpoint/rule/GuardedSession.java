package io.fixpoint.rule;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session whose rules run on a thread of their own, which can be abandoned: Java cannot end a thread that computes
 * without end. (A consequence ends at its next {@link StopPoint}; a condition may never.) The caller hands the changes of a firing over and waits. If the firing does not come back in time, the
 * caller goes on without it and hears which rule it was; since the thread has nothing but the session, nothing of the
 * server is touched by whatever it still does.
 *
 * <p>Time is the processor time of that thread, so that neither a pause of the machine or of the garbage collector nor
 * other threads' load convicts a rule. A thread that takes none, since it sleeps or waits, is given ten times as much of
 * the time that the server is awake: a pause counts as one slice of waiting, however long it was.
 */
final class GuardedSession implements RuleSession {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final long LONGEST_SLICE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int IDLE_FACTOR = 10;

    private final StageSession session;
    private final FiringLimits limits;
    private final AbandonedThreads abandonedThreads;
    private final ThreadPoolExecutor executor;
    private final Thread thread;
    private boolean abandoned;

    GuardedSession(StageSession session, FiringLimits limits, AbandonedThreads abandonedThreads) {
        this.session = session;
        this.limits = limits;
        this.abandonedThreads = abandonedThreads;
        String name =
                "fixpoint-rules-" + session.stage().name().toLowerCase(Locale.ROOT) + "-" + NUMBER.incrementAndGet();
        Thread[] made = new Thread[1];
        this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            worker.setContextClassLoader(session.classLoader());
            made[0] = worker;
            return worker;
        });
        executor.prestartAllCoreThreads();
        this.thread = Objects.requireNonNull(made[0]);
    }

    @Override
    public void put(Object key, Object fact) {
        session.put(key, fact);
    }

    @Override
    public void remove(Object key) {
        session.remove(key);
    }

    @Override
    public Firing fire() {
        if (abandoned) {
            throw new IllegalStateException("the session was abandoned and must be thrown away");
        }
        long computedBefore = computed();
        Future<Firing> firing = executor.submit(session::fire);
        Firing fired = await(firing, computedBefore);
        if (fired == null) {
            throw abandon();
        }
        return fired;
    }

    /** What the firing gave, or null if its time is over. An interrupt of the caller is kept for later. */
    private @Nullable Firing await(Future<Firing> firing, long computedBefore) {
        long budget = limits.time().toNanos();
        long slice = Math.max(1_000_000, Math.min(LONGEST_SLICE, budget / 4));
        long awake = 0;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return firing.get(slice, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    awake += slice;
                    if (computed() - computedBefore > budget || awake > IDLE_FACTOR * budget) {
                        return null;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The processor time of the thread so far; the clock's where the JVM does not know it. */
    private long computed() {
        long time = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getThreadCpuTime(thread.getId())
                : -1;
        return time < 0 ? System.nanoTime() : time;
    }

    private RuleFailedException abandon() {
        abandoned = true;
        List<RuleSource> running = session.running();
        if (running.isEmpty()) {
            running = session.rulesIn(thread.getStackTrace());
        }
        session.abandon();
        // An interrupt at least ends a rule that sleeps; it cannot harm, since the thread touches no file.
        executor.shutdownNow();
        abandonedThreads.add(thread);
        return session.failure(
                running, "it does not end: one firing took more than " + seconds() + " s", Optional.empty());
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.1f", limits.time().toMillis() / 1000.0)
                .replaceAll("\\.0$", "");
    }

    @Override
    public Collection<Conclusion> standing() {
        return session.standing();
    }

    @Override
    public void close() {
        if (!abandoned) {
            session.close();
            executor.shutdown();
        }
    }
}
