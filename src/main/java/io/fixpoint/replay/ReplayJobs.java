package io.fixpoint.replay;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.replay.ReplayChild.ReplayFailedException;
import io.fixpoint.replay.ReplayJob.Result;
import io.fixpoint.replay.ReplayJob.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs replays, each in a process of its own, so many at a time. */
@ApplicationScoped
public class ReplayJobs {
    private static final Logger LOG = Logger.getLogger(ReplayJobs.class);
    /** Triage has looked at a record that is so old, if it is not far behind. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final ReplaySources sources;
    private final ReplayJobStore store;
    private final ReplayConfig config;
    private final Clock clock;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private @Nullable ExecutorService executor;
    private @Nullable ScheduledExecutorService housekeeping;

    /** A job that waits or runs. */
    private static final class Running {
        private volatile @Nullable Future<?> future;
        private volatile @Nullable ReplayChild child;
        private volatile boolean started;
        private volatile boolean cancelled;
        private volatile long first;
        private volatile long last;

        double progress() {
            ReplayChild replaying = child;
            if (replaying == null || last <= first) {
                return 0;
            }
            double share = (replaying.position() - first) / (double) (last - first);
            return Math.max(0, Math.min(0.99, share));
        }
    }

    public ReplayJobs(ReplaySources sources, ReplayJobStore store, ReplayConfig config, Clock clock) {
        this.sources = sources;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** What ran when the server ended has failed; from now on jobs are taken. */
    public void start() {
        int failed = store.failAll("The server was restarted while it ran; ask for it again.", now());
        if (failed > 0) {
            LOG.infof("%d replays had not ended when the server did; they are marked as failed.", failed);
        }
        executor = Executors.newFixedThreadPool(Math.max(1, config.atOnce()), runnable -> {
            Thread thread = new Thread(runnable, "fixpoint-replay");
            thread.setDaemon(true);
            return thread;
        });
        housekeeping = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "fixpoint-replay-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = housekeeping.scheduleAtFixedRate(sources::retain, 30, 30, TimeUnit.MINUTES);
    }

    /** Ends what runs. */
    public void stop() {
        ScheduledExecutorService removing = housekeeping;
        if (removing != null) {
            removing.shutdown();
        }
        running.keySet().forEach(id -> {
            boolean ignored = end(id, State.FAILED, "The server was stopped while it ran; ask for it again.");
        });
        ExecutorService ending = executor;
        if (ending != null) {
            ending.shutdown();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Takes a job.
     *
     * @param files of the candidate, as JSON; null to replay as it was
     * @return its id
     */
    String submit(Instant from, Instant to, @Nullable String files, String person) {
        Instant now = now();
        List<Map<String, String>> problems = new ArrayList<>();
        if (!from.isBefore(to)) {
            problems.add(Map.of("field", "from", "detail", "It must be before 'to'."));
        }
        if (from.isAfter(now)) {
            problems.add(Map.of("field", "from", "detail", "It is in the future; nothing is recorded of that yet."));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "This time cannot be replayed.", problems);
        }
        ExecutorService taking = executor;
        if (taking == null) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The server is not ready; try again.");
        }
        ReplayJob job = new ReplayJob(
                UUID.randomUUID().toString(),
                State.RUNNING,
                person,
                from,
                to.isAfter(now) ? now : to,
                files,
                now,
                null,
                null,
                null);
        store.retain(config.keep());
        store.add(job);
        Running state = new Running();
        running.put(job.id(), state);
        state.future = taking.submit(() -> run(job, state));
        return job.id();
    }

    /** Progress from 0 to 1; empty while it waits for its turn. */
    OptionalDouble progress(ReplayJob job) {
        if (job.state() != State.RUNNING) {
            return OptionalDouble.of(1);
        }
        Running state = running.get(job.id());
        return state == null || !state.started ? OptionalDouble.empty() : OptionalDouble.of(state.progress());
    }

    /** Ends a job that waits or runs; false if it had ended. */
    boolean cancel(String id) {
        return end(id, State.CANCELLED, null);
    }

    private boolean end(String id, State as, @Nullable String reason) {
        boolean ended = store.end(id, as, null, reason, now());
        Running state = running.remove(id);
        if (state != null) {
            state.cancelled = true;
            Future<?> future = state.future;
            ReplayChild child = state.child;
            if (child != null) {
                child.kill("It was cancelled.");
            }
            if (future != null && !state.started) {
                boolean ignored = future.cancel(false);
            }
        }
        return ended;
    }

    private void run(ReplayJob job, Running state) {
        state.started = true;
        try {
            Result result = replay(job, state);
            boolean ignored = store.end(job.id(), State.DONE, ReplayProtocol.json(result), null, now());
        } catch (ReplayFailedException e) {
            boolean ignored = store.end(job.id(), State.FAILED, null, e.getMessage(), now());
        } catch (InterruptedException e) {
            boolean ignored = store.end(job.id(), State.FAILED, null, "It was interrupted.", now());
        } catch (RuntimeException e) {
            LOG.errorf(e, "The replay %s failed.", job.id());
            boolean ignored = store.end(job.id(), State.FAILED, null, String.valueOf(e.getMessage()), now());
        } finally {
            running.remove(job.id());
        }
    }

    private Result replay(ReplayJob job, Running state) throws InterruptedException {
        Duration young = Duration.between(now(), job.to().plus(SETTLED));
        if (!young.isNegative()) {
            Thread.sleep(young.toMillis());
        }
        if (state.cancelled) {
            throw new ReplayFailedException("It was cancelled.");
        }
        long after = Math.max(
                sources.log().positionBefore(job.from()),
                Math.max(0, sources.log().firstPosition() - 1));
        long upTo = Math.min(sources.log().positionBefore(job.to()), sources.detected());
        long lastRound = sources.lastRound();
        List<String> notes = new ArrayList<>();
        if (upTo <= after) {
            Course nothing = new Course(List.of(), List.of(), List.of(), List.of(), List.of());
            return Comparison.of(nothing, nothing, List.of("No facts of this time are in the log."));
        }
        if (!sources.isRecorded(after)) {
            notes.add("A part of this time is from before an upgrade of the server, or from when another server led: it"
                    + " is not recorded here which rules were in force and what triage saw. Of that part the replay may"
                    + " differ from what was.");
        }
        state.last = upTo;
        try (ReplayChild child = ReplayChild.start(
                sources.hello(upTo, job.files() == null ? null : CandidateFiles.read(job.files())),
                config.memory(),
                config.silence())) {
            state.child = child;
            if (state.cancelled) {
                throw new ReplayFailedException("It was cancelled.");
            }
            RecordedInputs inputs = sources.inputs(child, lastRound);
            Warming warming = sources.warming(after, job.from(), child.windows());
            state.first = warming.after();
            inputs.begin(warming, after);
            long position = after;
            while (position < upTo) {
                long told = inputs.next(position, upTo, null);
                if (told == position) {
                    break;
                }
                position = told;
            }
            child.await(position);
            Course candidate = child.course();
            return Comparison.of(sources.recorded(after, upTo, lastRound), candidate, notes);
        }
    }
}
