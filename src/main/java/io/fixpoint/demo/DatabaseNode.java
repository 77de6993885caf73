package io.fixpoint.demo;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** One machine of the database: its disk and how long a query takes on it. Thread-safe. */
final class DatabaseNode {
    private static final Duration USUAL_QUERY = Duration.ofMillis(12);
    private static final double USUAL_DISK_USED = 0.42;
    /** A runaway log fills most of the disk quickly, and the rest within some more seconds. */
    private static final double FILLED_PER_SECOND = 0.06;

    private final String name;
    private Duration query = USUAL_QUERY;
    private double diskUsed = USUAL_DISK_USED;
    private boolean filling;
    private long filledAt = System.nanoTime();

    DatabaseNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** A failing disk controller: every query waits for it. */
    synchronized void slowDown(Duration queryTime) {
        query = queryTime;
    }

    /** Something writes to the disk and does not stop. */
    synchronized void fillUp() {
        filledAt = System.nanoTime();
        filling = true;
    }

    /** A new machine of the same name. */
    synchronized void rebuild() {
        query = USUAL_QUERY;
        diskUsed = USUAL_DISK_USED;
        filling = false;
    }

    synchronized double diskUsed() {
        if (filling) {
            long now = System.nanoTime();
            diskUsed = Math.min(1, diskUsed + (now - filledAt) / 1e9 * FILLED_PER_SECOND);
            filledAt = now;
        }
        return diskUsed;
    }

    /** Runs one query, taking its time. */
    void query() throws RequestFailedException, InterruptedException {
        if (diskUsed() >= 0.995) {
            throw new RequestFailedException("no space left on device " + name);
        }
        long nanos;
        synchronized (this) {
            nanos = query.toNanos();
        }
        Thread.sleep(
                Duration.ofNanos((long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2)))
                        .toMillis());
    }
}
