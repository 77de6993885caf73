package io.fixpoint.detection;

import io.fixpoint.detection.EpisodeStore.Committed;
import io.fixpoint.detection.EpisodeStore.TakenOverException;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One partition: one thread that reads the log in order, keeps the state facts, fires the rules and commits what became
 * of the episodes together with the position. It can be thrown away at any moment: another one that starts from the
 * database and the log goes on where the last commit was.
 */
final class Detector {
    private static final Logger LOG = Logger.getLogger(Detector.class);
    private static final int READ = 500;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int PROGRESS = 100_000;

    /** What a detector works with. */
    record Surroundings(
            FactLog log,
            Rules rules,
            EpisodeStore episodes,
            DetectionConfig config,
            Duration retention,
            @Nullable Topology topology,
            AnomalySink sink) {}

    private final int partition;
    private final Surroundings with;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch rebuilt = new CountDownLatch(1);
    /** Held while a record is processed; others take it to read the state. */
    private final ReentrantLock turn = new ReentrantLock();

    private DetectionMemory memory;
    private Committed committed = new Committed(0, 0, 0);
    private volatile long position;
    private volatile int seriesCount;
    private long committedAt;

    Detector(int partition, Surroundings with) {
        this.partition = partition;
        this.with = with;
        this.memory = newMemory();
        this.thread = new Thread(this::run, "fixpoint-detector-" + partition);
        thread.setDaemon(true);
    }

    private DetectionMemory newMemory() {
        return new DetectionMemory(with.rules(), with.config(), with.retention(), with.topology());
    }

    void start() {
        thread.start();
    }

    /** Ends the thread after the record it is at. */
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(30));
    }

    /** Whether the memory is rebuilt. */
    boolean isReady() {
        return rebuilt.getCount() == 0;
    }

    boolean awaitReady(Duration atMost) throws InterruptedException {
        return rebuilt.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The position of the last record that is processed. */
    long position() {
        return position;
    }

    /** How many series are known. */
    int seriesCount() {
        return seriesCount;
    }

    /** Reads the state while no record is processed. What is returned must not be part of the state. */
    <T> T read(Function<StateFacts, T> reader) {
        turn.lock();
        try {
            return reader.apply(memory.state());
        } finally {
            turn.unlock();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void run() {
        while (!isStopped()) {
            try {
                rebuild();
                while (!isStopped()) {
                    if (!step()) {
                        with.log().await(position, WAIT);
                        commitIfDue();
                    }
                }
                commit();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (StoppedException e) {
                break;
            } catch (TakenOverException e) {
                LOG.warnf("%s It starts anew from the last commit.", e.getMessage());
                pause();
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                LOG.errorf(
                        e,
                        "Detection failed at position %d of the fact log; it starts anew from the last commit in %s.",
                        position,
                        BETWEEN_TRIES);
                pause();
            }
        }
        memory.close();
    }

    private static final class StoppedException extends RuntimeException {
        StoppedException() {
            super("stopped", null, false, false);
        }
    }

    private void pause() {
        try {
            if (stopped.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    /** Brings the state up to the committed position without rules, then a new session, compared with the store. */
    void rebuild() {
        long from = System.nanoTime();
        turn.lock();
        try {
            memory.close();
            committed = with.episodes().committed(partition);
            memory = newMemory();
            position = FactLog.START;
            long count = 0;
            while (position < committed.position()) {
                List<LogRecord> records = with.log().read(position, READ);
                if (records.isEmpty()) {
                    break;
                }
                for (LogRecord record : records) {
                    if (record.position() <= committed.position()) {
                        memory.advance(record);
                    }
                }
                position = Math.min(records.get(records.size() - 1).position(), committed.position());
                count += records.size();
                if (count / PROGRESS > (count - records.size()) / PROGRESS) {
                    LOG.infof("Rebuilding detection: position %d of %d.", position, committed.position());
                }
                if (isStopped()) {
                    throw new StoppedException();
                }
            }
            position = committed.position();
            boolean sameRules = committed.revision() == 0
                    || committed.release() == with.rules().release();
            memory.open(with.episodes().open(partition), sameRules);
            if (memory.hasTransitions()) {
                commit();
            }
        } finally {
            turn.unlock();
        }
        LOG.infof(
                "Detection is rebuilt: %d series, position %d, %d ms.",
                memory.state().seriesCount(), position, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        rebuilt.countDown();
        // Also when nothing changed: who asked for the events while they were not known asks again.
        with.sink().anomaliesChanged();
    }

    /** Processes the next records; false if there is none. */
    boolean step() {
        List<LogRecord> records = with.log().read(position, READ);
        for (LogRecord record : records) {
            if (isStopped()) {
                throw new StoppedException();
            }
            turn.lock();
            try {
                process(record);
            } finally {
                turn.unlock();
            }
        }
        return !records.isEmpty();
    }

    private void process(LogRecord record) {
        if (memory.isTooShort()) {
            LOG.info("The rules read longer windows than before; detection is rebuilt from the fact log.");
            commit();
            rebuild();
        }
        if (memory.followRules() && memory.hasTransitions()) {
            commit();
        }
        memory.process(record);
        position = record.position();
        seriesCount = memory.state().seriesCount();
        boolean eventsChanged = memory.takeEventsChanged();
        // Events that triage sees are those of a committed position, so that a replay can tell which they were.
        if (memory.hasTransitions() || eventsChanged) {
            commit();
        } else {
            commitIfDue();
        }
        if (eventsChanged) {
            with.sink().anomaliesChanged();
        }
    }

    private void commitIfDue() {
        if (System.nanoTime() - committedAt >= with.config().commitEvery().toNanos()) {
            commit();
        }
    }

    /** Transaction A. It is tried until it is known to be done. */
    private void commit() {
        boolean transitions = memory.hasTransitions();
        int release = memory.release();
        EpisodeChanges changes = memory.changes();
        if (position == committed.position()
                && release == committed.release()
                && !transitions
                && changes.episodes().isEmpty()
                && changes.switches().isEmpty()) {
            return;
        }
        while (true) {
            try {
                committed = with.episodes().commit(partition, committed, position, release, changes);
                break;
            } catch (SQLException | IllegalStateException e) {
                LOG.errorf(e, "The anomalies at position %d cannot be stored; trying again.", position);
                pause();
                if (isDone()) {
                    break;
                }
            }
        }
        memory.stored();
        committedAt = System.nanoTime();
        if (transitions) {
            with.sink().anomaliesChanged();
        }
    }

    /** Whether a commit whose end is not known has come to pass. */
    private boolean isDone() {
        try {
            Committed now = with.episodes().committed(partition);
            if (now.revision() == committed.revision() + 1 && now.position() == position) {
                committed = now;
                return true;
            }
        } catch (IllegalStateException e) {
            LOG.debugf(e, "The database still does not answer.");
        }
        return false;
    }
}
