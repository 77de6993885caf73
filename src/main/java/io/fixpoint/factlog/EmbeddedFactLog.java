package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The fact log as files of the server's own, in the folder {@code facts} of the data folder. One process at a time may
 * have it open.
 */
@ApplicationScoped
public class EmbeddedFactLog implements FactLog {
    private static final Logger LOG = Logger.getLogger(EmbeddedFactLog.class);
    /** A read ends after the record with which it has read so many bytes. */
    private static final long READ_BYTES = 4 << 20;

    private static final int FIND_RECORDS = 500;
    /** A sender's clock may be this far ahead: facts that are further ahead are refused. */
    private static final Duration AHEAD = Duration.ofMinutes(10);
    /** The size is looked at after each such part of the largest size. */
    private static final int PARTS = 64;

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

    private final Clock clock;
    private final long maxSize;
    private final LogStore store;
    private final LogWriter writer;
    private final RecordTail tail = new RecordTail();
    private final Counter removedEarly;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile long last;

    /** What was written since the size was looked at; it belongs to the thread that writes. */
    private long sinceLook;

    private Instant lastWarning = Instant.EPOCH;

    @Inject
    public EmbeddedFactLog(
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir,
            FactsConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.clock = clock;
        this.maxSize = config.maxSize().asLongValue();
        this.removedEarly = meters.counter("fixpoint.facts.removed.early");
        this.store = new LogStore(dataDir.resolve("facts"), maxSize, new LogDamage(meters));
        this.last = store.last();
        meters.gauge("fixpoint.facts.log.bytes", store, LogStore::bytes);
        meters.gauge("fixpoint.facts.log.records", this, EmbeddedFactLog::records);
        this.writer = new LogWriter(store, clock, config, new Written());
    }

    private double records() {
        return (double) (last - store.first() + 1);
    }

    /** Makes what is written known. */
    private final class Written implements LogWriter.Listener {
        @Override
        public void written(List<LogRecord> records, int bytes) {
            for (LogRecord record : records) {
                tail.add(record, bytes / records.size());
            }
            grown(records.get(records.size() - 1).position());
            sinceLook += bytes;
            if (sinceLook > maxSize / PARTS) {
                sinceLook = 0;
                limitSize();
            }
        }

        @Override
        public void lostSight() {
            tail.clear();
            grown(store.last());
        }
    }

    private void grown(long position) {
        lock.lock();
        try {
            last = position;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Appended append(List<Fact> facts) {
        return writer.append(LogRecord.Kind.BATCH, facts, START);
    }

    @Override
    public void tick() {
        writer.append(LogRecord.Kind.TICK, List.of(), START);
    }

    @Override
    public void start(long above) {
        writer.append(LogRecord.Kind.START, List.of(), above);
    }

    @Override
    public long lastPosition() {
        return last;
    }

    @Override
    public long firstPosition() {
        long first = store.first();
        return first > last ? START : first;
    }

    @Override
    public void await(long afterPosition, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (last <= afterPosition && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<LogRecord> read(long afterPosition, int limit) {
        long end = last;
        if (afterPosition >= end) {
            return List.of();
        }
        // What was removed may be in memory still.
        List<LogRecord> recent = tail.read(Math.max(afterPosition, store.first() - 1), end, limit);
        return recent.isEmpty()
                ? readRaw(afterPosition, limit).stream().map(RawRecord::read).toList()
                : recent;
    }

    @Override
    public List<RawRecord> readRaw(long afterPosition, int limit) {
        return afterPosition >= last ? List.of() : store.read(afterPosition, limit, READ_BYTES);
    }

    @Override
    public long positionBefore(Instant time) {
        return store.before(time);
    }

    @Override
    public List<LoggedFact> find(
            @Nullable String service,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant to,
            long afterPosition,
            int limit) {
        List<LoggedFact> found = new ArrayList<>();
        long position = Math.max(afterPosition, from == null ? START : store.before(from.minus(AHEAD)));
        while (found.size() < limit) {
            List<RawRecord> records = readRaw(position, FIND_RECORDS);
            if (records.isEmpty()) {
                break;
            }
            for (RawRecord record : records) {
                if (found.size() >= limit) {
                    break;
                }
                position = record.position();
                List<Fact> facts = FactDecoder.facts(record.facts(), service);
                for (int index = 0; index < facts.size(); index++) {
                    Fact fact = facts.get(index);
                    if ((service == null || service.equals(fact.service()))
                            && (type == null || type.equals(FactJson.type(fact)))
                            && (from == null || !fact.time().isBefore(from))
                            && (to == null || fact.time().isBefore(to))) {
                        found.add(new LoggedFact(position, index, record.receivedAt(), fact));
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void retain(Duration retention) {
        try {
            store.cut(store.before(clock.instant().minus(retention)) + 1);
            store.forgetIds(clock.instant().minus(FactIds.REMEMBERED).minus(AHEAD));
        } catch (IOException e) {
            throw new IllegalStateException("Old facts cannot be removed: " + e.getMessage(), e);
        }
        limitSize();
    }

    /** Removes the oldest records while the log is too large. */
    private synchronized void limitSize() {
        long from = store.firstWithin(maxSize);
        long first = store.first();
        if (from <= first) {
            return;
        }
        try {
            store.cut(from);
        } catch (IOException e) {
            LOG.errorf(e, "The fact log is too large, and its oldest records cannot be removed; it is tried again.");
            return;
        }
        removedEarly.increment((double) (store.first() - first));
        Instant now = clock.instant();
        if (Duration.between(lastWarning, now).compareTo(BETWEEN_WARNINGS) >= 0) {
            lastWarning = now;
            List<RawRecord> oldest = store.read(START, 1, 1);
            LOG.warnf(
                    "The fact log holds as much as fixpoint.facts.max-size allows, %d MiB: facts before %s were removed"
                            + " sooner than fixpoint.facts.retention says. Raise the one or lower the other.",
                    maxSize >> 20, oldest.isEmpty() ? now : oldest.get(0).receivedAt());
        }
    }

    /** Ends the writing; appends are refused from now on, and so is reading. */
    @PreDestroy
    public void close() throws InterruptedException {
        writer.stop();
        store.close();
    }
}
