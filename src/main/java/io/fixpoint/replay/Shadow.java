package io.fixpoint.replay;

import io.fixpoint.replay.ReplayChild.ReplayFailedException;
import io.fixpoint.replay.ReplayJob.Result;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A candidate beside the active release: a process that follows the log, whose decisions nobody carries out. It begins
 * again from where it was put there when the server or its process is restarted, since what it came to is a function of
 * the log. Whatever becomes of it, detection goes on.
 */
@ApplicationScoped
public class Shadow {
    private static final Logger LOG = Logger.getLogger(Shadow.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ReplaySources sources;
    private final ReplayJobStore store;
    private final ReplayConfig config;
    private final Clock clock;
    private @Nullable Follower follower;

    public Shadow(ReplaySources sources, ReplayJobStore store, ReplayConfig config, Clock clock) {
        this.sources = sources;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** How a shadow does. */
    enum Health {
        STARTING,
        FOLLOWING,
        FAILED
    }

    /** A shadow and what it has come to. */
    record Now(
            ShadowCandidate candidate,
            Health health,
            @Nullable String reason,
            long lagRecords,
            Optional<Result> result) {}

    /** Goes on with the candidate that was there. */
    public synchronized void start() {
        store.shadow().ifPresent(this::follow);
    }

    public synchronized void stop() {
        Follower ending = follower;
        follower = null;
        if (ending != null) {
            ending.end();
        }
    }

    /** Puts a candidate in the place of the one that is there. */
    synchronized void put(String files, String message, String person) {
        stop();
        ShadowCandidate candidate = new ShadowCandidate(
                files,
                message,
                person,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                sources.log().lastPosition());
        store.setShadow(candidate);
        follow(candidate);
    }

    /** Takes it away; false if there was none. */
    synchronized boolean remove() {
        stop();
        return store.removeShadow();
    }

    private void follow(ShadowCandidate candidate) {
        Follower started = new Follower(candidate);
        follower = started;
        Thread thread = new Thread(started::run, "fixpoint-shadow");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized @Nullable Follower follower() {
        return follower;
    }

    /** Empty if there is none. */
    Optional<Now> now() throws InterruptedException {
        Follower asked = follower();
        return asked == null ? Optional.empty() : Optional.of(asked.now());
    }

    /** Feeds one process after the other. */
    private final class Follower {
        private final ShadowCandidate candidate;
        private volatile boolean ended;
        private volatile Health health = Health.STARTING;
        private volatile @Nullable String reason;
        private @Nullable ReplayChild child;
        private long after;
        private long position;

        Follower(ShadowCandidate candidate) {
            this.candidate = candidate;
        }

        void end() {
            ended = true;
            ReplayChild running = child();
            if (running != null) {
                running.close();
            }
        }

        private synchronized @Nullable ReplayChild child() {
            return child;
        }

        void run() {
            Duration pause = FIRST_PAUSE;
            while (!ended) {
                try {
                    long came = followOnce();
                    pause = came > 0 ? FIRST_PAUSE : pause;
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    if (ended) {
                        return;
                    }
                    health = Health.FAILED;
                    reason = e.getMessage();
                    LOG.warnf("The shadow failed and begins again in %d s: %s", pause.toSeconds(), e.getMessage());
                }
                try {
                    Thread.sleep(pause.toMillis());
                } catch (InterruptedException e) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }

        private long followOnce() throws InterruptedException {
            long first =
                    Math.max(candidate.position(), Math.max(0, sources.log().firstPosition() - 1));
            try (ReplayChild running = ReplayChild.start(
                    sources.hello(first, CandidateFiles.read(candidate.files())), config.memory(), config.silence())) {
                synchronized (this) {
                    child = running;
                    after = first;
                    position = first;
                }
                RecordedInputs inputs = sources.inputs(running, Long.MAX_VALUE);
                synchronized (this) {
                    inputs.begin(sources.warming(first, candidate.since(), running.windows()), first);
                }
                while (!ended) {
                    long told;
                    synchronized (this) {
                        told = inputs.next(
                                position, sources.detected(), clock.instant().minus(config.shadowBehind()));
                        running.await(Math.min(told, position));
                    }
                    if (told == position) {
                        if (running.position() >= position) {
                            health = Health.FOLLOWING;
                            reason = null;
                        }
                        Thread.sleep(LOOK.toMillis());
                    }
                    synchronized (this) {
                        position = told;
                    }
                }
                return position - first;
            } finally {
                synchronized (this) {
                    child = null;
                }
            }
        }

        /** While this is asked, nothing is told, so both sides are of the same position. */
        synchronized Now now() throws InterruptedException {
            long lag = Math.max(0, sources.log().lastPosition() - Math.max(position, candidate.position()));
            ReplayChild running = child;
            if (running == null) {
                return new Now(candidate, health, reason, lag, Optional.empty());
            }
            try {
                running.await(position > after ? position : running.position());
                Course course = running.course();
                List<String> notes = new ArrayList<>();
                if (after > candidate.position()) {
                    notes.add("Older facts than those of the retention are gone; it began again with what is left.");
                }
                Result result = Comparison.of(sources.recorded(after, position, Long.MAX_VALUE), course, notes);
                return new Now(candidate, health, reason, lag, Optional.of(result));
            } catch (ReplayFailedException e) {
                return new Now(candidate, Health.FAILED, e.getMessage(), lag, Optional.empty());
            }
        }
    }
}
