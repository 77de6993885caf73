package io.fixpoint.detection;

import io.fixpoint.detection.EpisodeStore.Committed;
import io.fixpoint.detection.EpisodeStore.TakenOverException;
import io.fixpoint.detection.FactKey.ServiceKey;
import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.fact.Service;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.Stage;
import io.fixpoint.topology.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final ReentrantLock memory = new ReentrantLock();

    private StateFacts state;
    private AnomalyTracker tracker;
    private Committed committed = new Committed(0, 0, 0);
    private @Nullable RuleSession session;
    private long rulesVersion;
    private int release;
    private long topologyVersion;
    private Set<ServiceKey> declared = new HashSet<>();
    private volatile long position;
    private volatile int seriesCount;
    private long committedAt;
    private boolean eventsChanged;

    Detector(int partition, Surroundings with) {
        this.partition = partition;
        this.with = with;
        this.state = newState();
        this.tracker = new AnomalyTracker(state, List.of());
        this.thread = new Thread(this::run, "fixpoint-detector-" + partition);
        thread.setDaemon(true);
    }

    private StateFacts newState() {
        return new StateFacts(with.config(), Micros.of(with.retention()));
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
        memory.lock();
        try {
            return reader.apply(state);
        } finally {
            memory.unlock();
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
        closeSession();
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
        memory.lock();
        try {
            closeSession();
            committed = with.episodes().committed(partition);
            state = newState();
            position = FactLog.START;
            long count = 0;
            while (position < committed.position()) {
                List<LogRecord> records = with.log().read(position, READ);
                if (records.isEmpty()) {
                    break;
                }
                for (LogRecord record : records) {
                    if (record.position() <= committed.position()) {
                        for (List<Arrival> firing : state.begin(record)) {
                            state.apply(firing, Changes.NONE);
                        }
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
            tracker = new AnomalyTracker(state, with.episodes().open(partition));
            boolean sameRules = committed.revision() == 0
                    || committed.release() == with.rules().release();
            openSession(rules -> sameRules ? null : AnomalyTracker.BY_RELEASE);
        } finally {
            memory.unlock();
        }
        LOG.infof(
                "Detection is rebuilt: %d series, position %d, %d ms.",
                state.seriesCount(), position, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
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
            memory.lock();
            try {
                process(record);
            } finally {
                memory.unlock();
            }
        }
        return !records.isEmpty();
    }

    private void process(LogRecord record) {
        if (with.rules().version() != rulesVersion) {
            openSession(rules -> AnomalyTracker.BY_RELEASE);
        }
        followTopology();
        for (List<Arrival> firing : state.begin(record)) {
            // The state takes the whole firing before the session is told: whatever a rule does, the state is right.
            Map<FactKey, Optional<Object>> changes = new LinkedHashMap<>();
            state.apply(firing, new Collected(changes));
            try {
                changes.forEach((key, fact) -> fact.ifPresentOrElse(
                        present -> openedSession().put(key, present),
                        () -> openedSession().remove(key)));
                tracker.follow(openedSession().fire());
            } catch (RuleFailedException e) {
                quarantine(e);
            }
        }
        position = record.position();
        seriesCount = state.seriesCount();
        if (tracker.hasTransitions()) {
            commit();
        } else {
            commitIfDue();
        }
        if (eventsChanged) {
            eventsChanged = false;
            with.sink().anomaliesChanged();
        }
    }

    private RuleSession openedSession() {
        RuleSession opened = session;
        if (opened == null) {
            throw new IllegalStateException("there is no session");
        }
        return opened;
    }

    /** Collects the changes of one firing, the last of each fact, and notes that events changed. */
    private final class Collected implements Changes {
        private final Map<FactKey, Optional<Object>> changes;

        Collected(Map<FactKey, Optional<Object>> changes) {
            this.changes = changes;
        }

        @Override
        public void put(FactKey key, Object fact) {
            eventsChanged |= key instanceof FactKey.EventKey;
            changes.put(key, Optional.of(fact));
        }

        @Override
        public void remove(FactKey key) {
            eventsChanged |= key instanceof FactKey.EventKey;
            changes.put(key, Optional.empty());
        }
    }

    /** A new session over the same state; what stood in the old one goes on if it still stands. */
    private void openSession(Function<Set<String>, @Nullable String> clearedBy) {
        Function<Set<String>, @Nullable String> reason = clearedBy;
        while (true) {
            closeSession();
            rulesVersion = with.rules().version();
            release = with.rules().release();
            try {
                RuleSession opened = with.rules().open(Stage.DETECTION);
                session = opened;
                declared = new HashSet<>();
                topologyVersion = -1;
                followTopology();
                state.tellAll(opened::put);
                opened.fire();
                tracker.restart(opened.standing(), release, reason);
                if (tracker.hasTransitions()) {
                    commit();
                }
                return;
            } catch (RuleFailedException e) {
                Function<Set<String>, @Nullable String> before = reason;
                String failed = e.rule();
                reason = rules ->
                        failed != null && rules.contains(failed) ? AnomalyTracker.BY_QUARANTINE : before.apply(rules);
                if (!with.rules().quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    private void quarantine(RuleFailedException e) {
        if (!with.rules().quarantine(e)) {
            LOG.errorf(e, "A rule failed, and it is not known which; the session is built anew.");
        }
        String failed = e.rule();
        openSession(rules -> failed != null && rules.contains(failed) ? AnomalyTracker.BY_QUARANTINE : null);
    }

    private void closeSession() {
        RuleSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /** The declared services are facts, too. */
    private void followTopology() {
        Topology topology = with.topology();
        if (topology == null || topology.version() == topologyVersion) {
            return;
        }
        topologyVersion = topology.version();
        Set<ServiceKey> now = new HashSet<>();
        for (Service service : topology.services()) {
            ServiceKey key = new ServiceKey(service.getName());
            now.add(key);
            openedSession().put(key, service);
        }
        for (ServiceKey key : declared) {
            if (!now.contains(key)) {
                openedSession().remove(key);
            }
        }
        declared = now;
    }

    private void commitIfDue() {
        if (System.nanoTime() - committedAt >= with.config().commitEvery().toNanos()) {
            commit();
        }
    }

    /** Transaction A. It is tried until it is known to be done. */
    private void commit() {
        boolean transitions = tracker.hasTransitions();
        AnomalyTracker.Changes changes = tracker.changes();
        if (position == committed.position()
                && release == committed.release()
                && !transitions
                && changes.episodes().isEmpty()) {
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
        tracker.stored();
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
