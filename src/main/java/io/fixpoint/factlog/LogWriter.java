package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog.Appended;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the log. It writes all appends that wait at once and waits for the disk once (group
 * commit); each stays a record of its own. Whoever appends has made bytes of the facts already.
 */
final class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);
    private static final int MOST_APPENDS = 256;
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MIB = 1 << 20;

    /** An append that waits for the thread. */
    private static final class Waiting {
        private final LogRecord.Kind kind;
        private final List<Fact> facts;
        private final byte[] value;
        private final List<byte @Nullable []> ids;
        private final long above;
        private final CompletableFuture<Appended> done = new CompletableFuture<>();

        Waiting(LogRecord.Kind kind, List<Fact> facts, long above) {
            this.kind = kind;
            this.facts = facts;
            this.value = value(facts);
            this.ids = FactIds.keys(facts);
            this.above = above;
        }
    }

    /** Is told of what is durable. */
    interface Listener {
        void written(List<LogRecord> records, int bytes);

        /** What was told may not be all that there is. */
        void lostSight();
    }

    private final LogStore store;
    private final Clock clock;
    private final Duration longestPause;
    private final long keepFree;
    private final Listener listener;
    private final BlockingQueue<Waiting> queue;
    private final Thread thread = new Thread(this::run, "fixpoint-fact-log");
    private volatile boolean stopped;

    // What follows belongs to the thread.
    private boolean known;
    private boolean started;
    private boolean failing;
    private long position;
    private Instant received = Instant.EPOCH;

    LogWriter(LogStore store, Clock clock, FactsConfig config, Listener listener) {
        this.store = store;
        this.clock = clock;
        this.longestPause = config.longestPause();
        this.keepFree = config.keepFree().asLongValue();
        this.listener = listener;
        this.queue = new ArrayBlockingQueue<>(config.waiting());
        thread.setDaemon(true);
        thread.start();
    }

    /** @param above the record's position is above this one */
    Appended append(LogRecord.Kind kind, List<Fact> facts, long above) {
        Waiting waiting = new Waiting(kind, List.copyOf(facts), above);
        try {
            if (stopped || !queue.offer(waiting, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw full(null);
            }
            if (stopped) {
                // The thread may have ended between the check and the offer; whatever it left must not wait for ever.
                refuseAll();
            }
            return waiting.done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full(e);
        } catch (ExecutionException e) {
            throw full(e.getCause());
        }
    }

    private static byte[] value(List<Fact> facts) {
        return facts.isEmpty() ? new byte[LogReader.HEADER] : FactEncoder.encode(facts, LogReader.HEADER);
    }

    private FactLogFullException full(@Nullable Throwable cause) {
        boolean busy = !stopped && cause == null;
        String reason = stopped
                ? "it is closing"
                : cause == null ? "too many requests wait" : String.valueOf(cause.getMessage());
        return new FactLogFullException("The fact log takes nothing now (" + reason + ").", busy, cause);
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        while (!stopped) {
            group.clear();
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
            } catch (InterruptedException e) {
                continue;
            }
            long bytes = group.get(0).value.length;
            while (group.size() < MOST_APPENDS && bytes < MOST_BYTES) {
                Waiting next = queue.poll();
                if (next == null) {
                    break;
                }
                bytes += next.value.length;
                group.add(next);
            }
            write(group);
        }
        refuseAll();
    }

    private void refuseAll() {
        Waiting left;
        while ((left = queue.poll()) != null) {
            left.done.completeExceptionally(new IllegalStateException("the server stops"));
        }
    }

    private void write(List<Waiting> group) {
        try {
            refuseFacts(group);
            List<Appended> results = commit(group);
            if (failing && group.stream().anyMatch(waiting -> waiting.kind == LogRecord.Kind.BATCH)) {
                failing = false;
                LOG.info("The fact log takes facts again.");
            }
            for (int i = 0; i < group.size(); i++) {
                group.get(i).done.complete(results.get(i));
            }
        } catch (IOException | RuntimeException e) {
            known = false;
            fails(e);
            group.forEach(waiting -> waiting.done.completeExceptionally(e));
        }
    }

    /** With too little room for facts, what is not facts is still written: time goes on. */
    private void refuseFacts(List<Waiting> group) throws IOException {
        long free = store.free();
        if (free >= keepFree) {
            return;
        }
        IOException refusal = new IOException("the disk has only " + free / MIB + " MiB left, and " + keepFree / MIB
                + " MiB are kept free, see fixpoint.facts.keep-free");
        boolean refused = group.removeIf(
                waiting -> waiting.kind == LogRecord.Kind.BATCH && waiting.done.completeExceptionally(refusal));
        if (refused) {
            fails(refusal);
        }
    }

    private void fails(Exception e) {
        if (!failing) {
            failing = true;
            LOG.errorf(
                    e,
                    "The fact log takes no facts; senders are asked to try again until it does (%s).",
                    e.getMessage());
        }
    }

    private List<Appended> commit(List<Waiting> group) throws IOException {
        try (LogStore.Group written = store.group()) {
            readEnd();
            List<LogRecord> records = new ArrayList<>();
            List<Appended> results = new ArrayList<>(group.size());
            int bytes = put(group, written, records, results);
            if (!records.isEmpty()) {
                store.commit(written);
                started = true;
                listener.written(records, bytes);
            }
            return results;
        }
    }

    private void readEnd() {
        if (!known) {
            position = store.last();
            received = latest(received, store.lastReceived());
            known = true;
            listener.lostSight();
        }
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private int put(List<Waiting> group, LogStore.Group written, List<LogRecord> records, List<Appended> results)
            throws IOException {
        FactIds ids = new FactIds(store, written);
        boolean running = started;
        int bytes = 0;
        for (Waiting waiting : group) {
            Instant last = received;
            received = latest(last, clock.instant().truncatedTo(ChronoUnit.MICROS));
            boolean paused = Duration.between(last, received).compareTo(longestPause) > 0;
            continueAbove(waiting.above);
            if (waiting.kind != LogRecord.Kind.START && (!running || paused)) {
                bytes += add(written, records, LogRecord.Kind.START, List.of(), new byte[LogReader.HEADER]);
            }
            running = true;
            Set<Integer> repeated = ids.repeated(waiting.facts, waiting.ids, received);
            List<Fact> taken = without(waiting.facts, repeated);
            if (waiting.kind != LogRecord.Kind.BATCH || !taken.isEmpty()) {
                byte[] value = repeated.isEmpty() ? waiting.value : value(taken);
                bytes += add(written, records, waiting.kind, taken, value);
            }
            results.add(new Appended(position, taken.size(), repeated.size()));
        }
        return bytes;
    }

    private void continueAbove(long above) {
        if (above > position) {
            LOG.errorf(
                    "The fact log ends at position %d, but facts up to position %d were processed: the log was damaged,"
                            + " removed, or is older than the database. It goes on after position %d.",
                    position, above, above);
            position = above;
        }
    }

    private static List<Fact> without(List<Fact> facts, Set<Integer> places) {
        if (places.isEmpty()) {
            return facts;
        }
        List<Fact> left = new ArrayList<>(facts.size());
        for (int i = 0; i < facts.size(); i++) {
            if (!places.contains(i)) {
                left.add(facts.get(i));
            }
        }
        return List.copyOf(left);
    }

    private int add(
            LogStore.Group written, List<LogRecord> records, LogRecord.Kind kind, List<Fact> facts, byte[] value)
            throws IOException {
        position++;
        written.add(position, kind, received, value);
        records.add(new LogRecord(position, kind, received, facts));
        return value.length;
    }
}
