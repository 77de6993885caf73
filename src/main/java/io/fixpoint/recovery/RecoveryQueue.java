package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Priority;
import io.fixpoint.incident.IncidentChanged;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.recovery.Places.Place;
import io.fixpoint.recovery.WaitingOrder.Waiting;
import io.fixpoint.topology.Topology;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RuntimeService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that so many recoveries run at a time, those that wait for a person not counted, and that the others get
 * their turn in the order of {@link WaitingOrder}. One that waits is a suspended process instance: it is pinned to its
 * version, can be looked at and cancelled, and waits on after a restart.
 */
@ApplicationScoped
class RecoveryQueue implements RecoveryPlaces {
    private static final Logger LOG = Logger.getLogger(RecoveryQueue.class);
    /** Among how many of the most urgent the order is worked out. */
    private static final int LOOKED_AT = 500;

    /** Up to so many, each is told exactly where it stands. */
    private static final int FEW = 50;

    private static final Duration TOLD_FOR = Duration.ofSeconds(1);
    /** How long the order of very many holds, though somebody more urgent may have come. */
    private static final Duration NEXT_FOR = Duration.ofMillis(250);

    private static final Duration TIDIED_EVERY = Duration.ofMinutes(1);
    /** Longer than a transaction that starts a recovery can take. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(2);

    private static final Duration STOP_WAIT = Duration.ofSeconds(20);
    private static final String ACTOR = "recovery";

    private final RecoveryEngine engine;
    private final PlaceStore store;
    private final RecoveryRetention retention;
    private final RecoveryProgress progress;
    private final Topology topology;
    private final RecoveryConfig config;
    private final Clock clock;
    private final Event<PlaceFreed> freed;
    private final Semaphore bell = new Semaphore(0);
    /** Who is next; of the thread that gives turns. */
    private final Deque<Waiting> upcoming = new ArrayDeque<>();

    private Instant upcomingAt = Instant.EPOCH;
    private final Set<String> reprioritized = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;

    private volatile @Nullable OrderOf order;
    private volatile @Nullable PlacesAt lastPlaces;

    RecoveryQueue(
            RecoveryEngine engine,
            PlaceStore store,
            RecoveryRetention retention,
            RecoveryProgress progress,
            Topology topology,
            RecoveryConfig config,
            Clock clock,
            Event<PlaceFreed> freed) {
        this.engine = engine;
        this.store = store;
        this.retention = retention;
        this.progress = progress;
        this.topology = topology;
        this.config = config;
        this.clock = clock;
        this.freed = freed;
    }

    /**
     * Gives a recovery that was just started a place; without one it is suspended until its turn comes. Joins the caller's
     * transaction, in which its incident is locked.
     *
     * @return why it waits; empty if it goes on
     */
    Optional<Place> enter(String recovery, @Nullable Incident incident, String process, @Nullable String service) {
        boolean withPerson = engine.engine()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(recovery)
                        .count()
                > 0;
        Waiting entering = new Waiting(
                recovery,
                incident == null ? null : incident.getId(),
                process,
                service,
                incident == null ? Priority.P3 : incident.getPriority(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        // On its own, so that the turn is free at once; if the caller's transaction is lost, so is the row, in a while.
        boolean free = QuarkusTransaction.requiringNew().call(() -> {
            store.lockTurn();
            boolean place = withPerson || (store.waiting() == 0 && store.taken() < config.atOnce());
            store.add(entering, !place, withPerson);
            return place;
        });
        if (free) {
            return Optional.empty();
        }
        runtime().suspendProcessInstanceById(recovery);
        freed.fire(new PlaceFreed());
        return entered(store.waiting()).of(recovery);
    }

    /** Where one that has just entered stands; among very many, as they were a moment ago. */
    private Places entered(int waiting) {
        PlacesAt known = lastPlaces;
        Instant now = clock.instant();
        if (waiting > FEW && known != null && known.at().plus(TOLD_FOR).isAfter(now)) {
            return new Places(known.sorted(), waiting, config.atOnce());
        }
        List<Waiting> sorted = sorted();
        lastPlaces = new PlacesAt(now, sorted);
        return new Places(sorted, waiting, config.atOnce());
    }

    /** Those that waited at a time, in order. */
    private record PlacesAt(Instant at, List<Waiting> sorted) {}

    /** Where all that wait for their turn stand now. */
    Places places() {
        int waiting = store.waiting();
        return new Places(waiting == 0 ? List.of() : sorted(), waiting, config.atOnce());
    }

    @Override
    public void left(String recovery) {
        store.remove(recovery);
        freed.fire(new PlaceFreed());
    }

    @Override
    public void withPerson(String recovery) {
        store.withPerson(recovery);
        freed.fire(new PlaceFreed());
    }

    @Override
    public void lookAgain(String recovery, String exceptTask) {
        store.lookAgain(recovery, exceptTask);
    }

    void incidentChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) IncidentChanged change) {
        if (change.what().equals("priority")) {
            reprioritized.add(change.incidentId());
            bell.release();
        }
    }

    private void prioritize(String incident) {
        try {
            store.prioritize(incident, progress.incident(incident).getPriority());
        } catch (ProblemException e) {
            // Whoever opens the incident and starts its recovery has not committed yet.
            LOG.debugf("A waiting recovery names the incident %s: %s", incident, e.getMessage());
        }
    }

    void placeFreed(@Observes(during = TransactionPhase.AFTER_SUCCESS) PlaceFreed event) {
        bell.release();
    }

    /** From now on those that wait get their turn. */
    synchronized void start() {
        if (thread != null) {
            return;
        }
        Thread started = new Thread(this::work, "fixpoint-recovery-order");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Nobody gets a turn any more. */
    synchronized void stop() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        // Not by an interrupt: one during a file operation closes H2's database file.
        bell.release();
        try {
            running.join(STOP_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        boolean failing = false;
        Instant tidied = Instant.EPOCH;
        while (Thread.currentThread() == thread) {
            try {
                if (tidied.plus(TIDIED_EVERY).isBefore(clock.instant())) {
                    tidied = clock.instant();
                    QuarkusTransaction.requiringNew().run(this::tidy);
                    int ignored = QuarkusTransaction.requiringNew().call(() -> retention.removeOld(clock.instant()));
                }
                admit();
                failing = false;
            } catch (RuntimeException e) {
                // Once, however long the database is away.
                if (!failing) {
                    LOG.error("Waiting recoveries could not be given their turn; it is tried until they can", e);
                }
                failing = true;
            }
            try {
                boolean unused = bell.tryAcquire(config.jobs().poll().toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What a crash or a lost transaction has left. */
    private void tidy() {
        store.removeLost(clock.instant().minus(LOST_AFTER));
        store.mostUrgent(LOOKED_AT).stream()
                .map(Waiting::incident)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(this::prioritize);
    }

    /** Wakes those whose turn has come, and gives the next ones their turn, as long as there are places. */
    private void admit() {
        for (String incident : Set.copyOf(reprioritized)) {
            // Before it is read, so that a change after that is read again.
            reprioritized.remove(incident);
            QuarkusTransaction.requiringNew().run(() -> prioritize(incident));
        }
        RuntimeException failure = null;
        do {
            for (Waiting next : order().sorted(QuarkusTransaction.requiringNew().call(store::toBegin))) {
                try {
                    QuarkusTransaction.requiringNew().run(() -> begin(next));
                } catch (RuntimeException e) {
                    // It must not keep the others from beginning.
                    failure = e;
                }
            }
        } while (Thread.currentThread() == thread
                && QuarkusTransaction.requiringNew().call(this::giveTurns) > 0);
        if (failure != null) {
            throw failure;
        }
    }

    /** Gives the first of those that wait their turn, so many as there are places; how many that were. */
    private int giveTurns() {
        int waiting = store.waiting();
        if (waiting == 0) {
            return 0;
        }
        store.lockTurn();
        int given = 0;
        int places = config.atOnce() - store.taken();
        if (places > 0) {
            lookForNext(waiting);
        }
        while (given < places && !upcoming.isEmpty()) {
            if (store.admit(upcoming.remove().recovery())) {
                given++;
            }
        }
        return given;
    }

    /** Reads who is next; of very many, not for each place that is freed. */
    private void lookForNext(int waiting) {
        Instant now = clock.instant();
        if (waiting <= FEW
                || upcoming.size() < config.atOnce()
                || upcomingAt.plus(NEXT_FOR).isBefore(now)) {
            upcoming.clear();
            upcoming.addAll(sorted());
            upcomingAt = now;
        }
    }

    private void begin(Waiting next) {
        Incident incident = incident(next.incident());
        boolean there = runtime()
                        .createProcessInstanceQuery()
                        .processInstanceId(next.recovery())
                        .count()
                == 1;
        // Not there yet: whoever started it has not committed, or never will.
        if (!there || !store.begin(next.recovery())) {
            return;
        }
        if (incident != null && isOver(incident)) {
            String reason = "It was not started, since its incident is " + incident.getStatus() + ".";
            runtime().deleteProcessInstance(next.recovery(), reason, false, true, true, false);
            progress.recoveryEnded(incident.getId(), next.recovery(), false, reason);
            return;
        }
        runtime().activateProcessInstanceById(next.recovery());
        if (incident != null) {
            progress.recoveryStarted(incident.getId(), next.recovery(), next.process(), ACTOR);
        }
    }

    private static boolean isOver(Incident incident) {
        return incident.getStatus() == Incident.Status.RESOLVED || incident.getStatus() == Incident.Status.CLOSED;
    }

    private @Nullable Incident incident(@Nullable String id) {
        try {
            return id == null ? null : progress.lock(id);
        } catch (ProblemException e) {
            LOG.warnf("A waiting recovery names the incident %s: %s", id, e.getMessage());
            return null;
        }
    }

    private List<Waiting> sorted() {
        return order().sorted(store.mostUrgent(LOOKED_AT));
    }

    /** What the order is under one version of the topology. */
    private record OrderOf(long topology, WaitingOrder order) {}

    /** Made anew when the topology has changed. */
    private WaitingOrder order() {
        OrderOf current = order;
        long version = topology.version();
        if (current == null || current.topology() != version) {
            current = new OrderOf(version, new WaitingOrder(topology.dependencies()));
            order = current;
        }
        return current.order();
    }

    private RuntimeService runtime() {
        return engine.engine().getRuntimeService();
    }
}
