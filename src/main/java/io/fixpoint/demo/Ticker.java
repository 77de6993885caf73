package io.fixpoint.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does a task at a steady rate on a thread of its own, until closed. A task that throws is logged and goes on. */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final Duration every;
    private final Runnable task;
    private final Thread thread;

    Ticker(String name, Duration every, Runnable task) {
        this.every = every;
        this.task = task;
        thread = new Thread(this::run, "fixpoint-shop-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.errorf(
                            e, "%s failed and goes on", Thread.currentThread().getName());
                }
                next = Math.max(next + every.toNanos(), System.nanoTime() - every.toNanos());
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
