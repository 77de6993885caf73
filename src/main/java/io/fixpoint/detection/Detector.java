package io.fixpoint.detection;

import io.fixpoint.detection.EpisodeStore.Committed;
import io.fixpoint.detection.EpisodeStore.TakenOverException;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.node.Lead;
import io.fixpoint.node.Lead.LostLeadException;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.topology.Topology;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads the log in order, has all partitions take the records, and commits what became of the episodes
 * together with the position. It can be thrown away at any moment: another one that starts from the database, the latest
 * checkpoint and the log goes on where the last commit was.
 */
final class Detector {
    private static final Logger LOG = Logger.getLogger(Detector.class);
    private static final int READ = 500;
    private static final int SPAN_FACTS = 16_384;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
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
            Checkpoints checkpoints,
            AnomalySink sink,
            Lead lead) {

        /** Of a server that is alone. */
        Surroundings(
                FactLog log,
                Rules rules,
                EpisodeStore episodes,
                DetectionConfig config,
                Duration retention,
                @Nullable Topology topology,
                Checkpoints checkpoints,
                AnomalySink sink) {
            this(log, rules, episodes, config, retention, topology, checkpoints, sink, Lead.ALONE);
        }
    }

    /**
     * A checkpoint that was written.
     *
     * @param bytes how large it is
     * @param pause how long detection waited for it
     */
    record Checkpoint(long bytes, Duration pause) {}

    private final List<LongAdder> busy;
    private final Surroundings with;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch rebuilt = new CountDownLatch(1);
    /** Held while a record is processed; others take it to read the state. */
    private final ReentrantLock turn = new ReentrantLock();

    private Partitions memory;
    private Committed committed = new Committed(0, 0, 0);
    private volatile long position;
    private volatile int seriesCount;
    /** In which this server leads, or did when it last looked. */
    private long term;

    private volatile Checkpoint lastCheckpoint = new Checkpoint(0, Duration.ZERO);
    private long committedAt;
    private long checkpointAt = System.nanoTime();
    private long checkpointed;
    private long oneByOne;
    private @Nullable FutureTask<Boolean> writing;
    private @Nullable Deepening deepening;

    /** @param partitions so many threads share the work */
    Detector(int partitions, Surroundings with) {
        this.busy = Stream.generate(LongAdder::new).limit(partitions).toList();
        this.with = with;
        this.memory = newMemory();
        this.thread = new Thread(this::run, "fixpoint-detector");
        thread.setDaemon(true);
    }

    private Partitions newMemory() {
        return new Partitions(with.rules(), with.config(), with.retention(), with.topology(), busy);
    }

    /** The nanoseconds of work of each partition so far. */
    List<LongAdder> busy() {
        return busy;
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

    /** The last checkpoint; zeros before the first. */
    Checkpoint lastCheckpoint() {
        return lastCheckpoint;
    }

    /** How many series are known. */
    int seriesCount() {
        return seriesCount;
    }

    /** Reads the state while no record is processed. What is returned must not be part of the state. */
    <T> T read(Function<KnownFacts, T> reader) {
        turn.lock();
        try {
            return reader.apply(memory);
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
                if (!with.lead().leads()) {
                    standBy();
                } else {
                    rebuild();
                }
                while (!isStopped() && with.lead().term() == term) {
                    if (!step()) {
                        with.log().await(position, WAIT);
                        commitIfDue();
                    }
                    checkpointIfDue();
                }
                if (isStopped()) {
                    checkpointAndWait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (StoppedException e) {
                break;
            } catch (TakenOverException | LostLeadException e) {
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
            recover();
            open();
        } finally {
            turn.unlock();
        }
        LOG.infof(
                "Detection is rebuilt: %d series, position %d, %d ms.",
                memory.seriesCount(), position, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        rebuilt.countDown();
        // Also when nothing changed: who asked for the events while they were not known asks again.
        with.sink().anomaliesChanged();
    }

    /**
     * Follows the log with statistics alone while another server leads, up to where that one has detected; what comes
     * after is new when this one takes over. Returns when it leads and its session is open.
     */
    private void standBy() throws InterruptedException {
        turn.lock();
        try {
            recover();
        } finally {
            turn.unlock();
        }
        seriesCount = memory.seriesCount();
        rebuilt.countDown();
        LOG.infof("Detection stands by: %d series, position %d.", seriesCount, position);
        while (!with.lead().leads()) {
            if (isStopped()) {
                throw new StoppedException();
            }
            if (!deepen(SLICE_NANOS) && !follow()) {
                with.log().await(position, WAIT);
            }
            commitPositionIfDue();
            checkpointIfDue();
        }
        long from = System.nanoTime();
        turn.lock();
        try {
            open();
        } finally {
            turn.unlock();
        }
        LOG.infof(
                "Detection goes on here: %d series, position %d, %d ms.",
                seriesCount, position, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        with.sink().anomaliesChanged();
    }

    /** @return whether there was something */
    private boolean follow() {
        Optional<Instant> detected;
        try {
            detected = with.episodes().led().map(EpisodeStore.Led::received);
        } catch (IllegalStateException e) {
            LOG.debugf(e, "The database does not tell how far the leader is.");
            return false;
        }
        List<LogRecord> records = with.log().read(position, READ).stream()
                .takeWhile(
                        record -> detected.isPresent() && !record.receivedAt().isAfter(detected.get()))
                .toList();
        if (records.isEmpty()) {
            return false;
        }
        turn.lock();
        try {
            memory.advance(records);
            position = records.get(records.size() - 1).position();
            seriesCount = memory.seriesCount();
        } finally {
            turn.unlock();
        }
        return true;
    }

    private void commitPositionIfDue() {
        if (position == committed.position()
                || System.nanoTime() - committedAt < with.config().commitEvery().toNanos()) {
            return;
        }
        committedAt = System.nanoTime();
        try {
            committed = with.episodes().commitPosition(committed, position);
        } catch (SQLException | IllegalStateException e) {
            LOG.debugf(e, "The position %d cannot be stored yet.", position);
        }
    }

    /** Brings the state up to the committed position. */
    private void recover() {
        memory.close();
        committed = with.episodes().committed();
        position = restore();
        long count = 0;
        while (position < committed.position()) {
            List<LogRecord> records = with.log().read(position, READ);
            if (records.isEmpty()) {
                break;
            }
            memory.advance(records.stream()
                    .filter(record -> record.position() <= committed.position())
                    .toList());
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
    }

    /** A new session over the state, compared with the episodes that stand in the store. */
    private void open() {
        term = with.lead().term();
        while (deepen(Long.MAX_VALUE)) {
            // until all is computed
        }
        memory.keepLess();
        int concludedBy = with.episodes().led().map(EpisodeStore.Led::release).orElse(committed.release());
        boolean sameRules = concludedBy == 0 || concludedBy == with.rules().release();
        memory.open(with.episodes().open(), this::sources, sameRules);
        seriesCount = memory.seriesCount();
        if (memory.hasTransitions()) {
            commit();
        }
    }

    /** Another server may have heard of what raised an episode, and this one not. */
    private Set<FactKey> sources(EpisodeRecord episode) {
        if (!with.lead().isShared()) {
            return Set.of();
        }
        return AnomalySource.of(episode.known(), with.episodes().explanation(episode.id())).stream()
                .map(AnomalySource::key)
                .collect(Collectors.toSet());
    }

    /** Begins with the latest checkpoint; returns its position. */
    private long restore() {
        deepening = null;
        OptionalLong restored = with.checkpoints().restore(committed.position(), kept -> {
            memory.close();
            Partitions fresh = newMemory();
            memory = fresh;
            return in -> fresh.read(kept, in);
        });
        if (restored.isEmpty()) {
            memory.close();
            memory = newMemory();
            return FactLog.START;
        }
        return restored.getAsLong();
    }

    /**
     * Computes, in small steps, what the rules in force read of the series and those before did not; until that is done
     * detection goes on with the rules of before.
     *
     * @return whether there is more to do
     */
    private boolean deepen(long nanos) {
        if (!memory.isTooShort()) {
            deepening = null;
            return false;
        }
        SampleWindows wanted = with.rules().sampleWindows();
        Deepening current = deepening;
        if (current == null || !current.wanted().equals(wanted)) {
            LOG.info("The rules read more of the series than before; it is computed from the fact log.");
            current = new Deepening(
                    with.log(),
                    with.config(),
                    memory.windows(),
                    wanted,
                    Micros.time(memory.receipt().received()));
            deepening = current;
        }
        if (!current.read(position, nanos)) {
            return true;
        }
        turn.lock();
        try {
            memory.deepen(current);
            deepening = null;
        } finally {
            turn.unlock();
        }
        return false;
    }

    private void checkpointIfDue() {
        boolean due = System.nanoTime() - checkpointAt
                >= with.config().checkpointEvery().toNanos();
        if (due && position == committed.position() && (writing == null || writing.isDone())) {
            checkpoint();
        }
    }

    private void checkpoint() {
        checkpointAt = System.nanoTime();
        if (position <= checkpointed) {
            return;
        }
        long from = System.nanoTime();
        try {
            Checkpoints.Written written =
                    with.checkpoints().write(position, memory.receipt().received(), memory.windows(), memory::write);
            checkpointed = position;
            lastCheckpoint = new Checkpoint(written.bytes(), Duration.ofNanos(System.nanoTime() - from));
            // Nobody waits for the disk.
            FutureTask<Boolean> finishing = new FutureTask<>(() -> finish(written));
            writing = finishing;
            Thread thread = new Thread(finishing, "fixpoint-checkpoint");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            LOG.warnf("No checkpoint at position %d: %s. A start takes longer until there is one again.", position, e);
        }
    }

    private boolean finish(Checkpoints.Written written) {
        try {
            with.checkpoints().finish(written);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("The checkpoint %s is not kept: %s. A start takes longer without it.", written.file(), e);
            return false;
        }
    }

    /** Commits, writes the state as it is at the last position, and waits until that is durable. */
    void checkpointAndWait() throws InterruptedException {
        commit();
        awaitWriting();
        checkpoint();
        awaitWriting();
    }

    private void awaitWriting() throws InterruptedException {
        FutureTask<Boolean> last = writing;
        if (last == null) {
            return;
        }
        try {
            boolean ignored = last.get();
        } catch (ExecutionException e) {
            LOG.warnf(e, "The last checkpoint is not kept.");
        }
    }

    /** Processes the next records; false if there is none. */
    boolean step() {
        boolean deepens = deepen(SLICE_NANOS);
        if (!deepens) {
            // Whether or not another record comes.
            followRules();
        }
        List<LogRecord> records = with.log().read(position, READ);
        for (int from = 0; from < records.size(); ) {
            int to = spanEnd(records, from);
            if (isStopped()) {
                throw new StoppedException();
            }
            turn.lock();
            try {
                process(records.subList(from, to));
            } catch (FailedInSpanException e) {
                LOG.infof(
                        "%s The records up to position %d are taken one by one.",
                        e.failure().getMessage(), e.place().position());
                rebuild();
                memory.expect(e);
                oneByOne = e.place().position();
                return true;
            } finally {
                turn.unlock();
            }
            from = to;
        }
        return deepens || !records.isEmpty();
    }

    /** The records that are processed together: what waits, but not so much that others would wait for long. */
    private int spanEnd(List<LogRecord> records, int from) {
        if (records.get(from).position() <= oneByOne) {
            return from + 1;
        }
        int facts = 0;
        int end = from;
        while (end < records.size()
                && (end == from || facts + records.get(end).facts().size() <= SPAN_FACTS)) {
            facts += records.get(end++).facts().size();
        }
        return end;
    }

    private void process(List<LogRecord> records) {
        followRules();
        memory.process(records);
        position = records.get(records.size() - 1).position();
        seriesCount = memory.seriesCount();
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

    private void followRules() {
        turn.lock();
        try {
            if (!memory.isTooShort() && memory.followRules() && memory.hasTransitions()) {
                commit();
            }
        } finally {
            turn.unlock();
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
        boolean told = false;
        while (true) {
            try {
                committed = with.episodes()
                        .commit(
                                committed,
                                position,
                                release,
                                changes,
                                Micros.time(memory.receipt().received()),
                                term);
                break;
            } catch (SQLException | IllegalStateException e) {
                // Once, however long the database is away.
                if (!told) {
                    LOG.errorf(
                            e, "The anomalies at position %d cannot be stored; it is tried until they are.", position);
                    told = true;
                }
                pause();
                if (isDone()) {
                    break;
                }
            }
        }
        if (told) {
            LOG.infof("The anomalies at position %d are stored.", position);
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
            Committed now = with.episodes().committed();
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
