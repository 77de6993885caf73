package io.fixpoint.triage;

import io.fixpoint.database.Outage;
import io.fixpoint.detection.AnomalySink;
import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.Episodes.Transition;
import io.fixpoint.detection.FactState;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.Rules;
import io.fixpoint.silence.QuietTimes;
import io.fixpoint.silence.QuietTimesChanged;
import io.fixpoint.topology.Topology;
import io.fixpoint.topology.TopologyChanged;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageOwnerStore.FencedException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From anomalies to decisions, on one thread and in one session that sees all services.
 *
 * <p>Each round reads the facts, brings the session up to date by difference, fires, and carries out in one transaction
 * what was decided together with the consumption of the transitions that it rests on. It goes on until nothing changes
 * any more. Whatever fails throws the session away; the next one is built from the database and concludes the same, and
 * the keys of the decisions keep anything from happening twice.
 */
@ApplicationScoped
public class Triage implements AnomalySink {
    private static final Logger LOG = Logger.getLogger(Triage.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration OUTAGE_LOOK = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(20);
    private static final Duration RECORDED_IN_FULL = Duration.ofDays(1);
    private static final int READINGS = 50;

    private final Rules rules;
    private final Episodes episodes;
    private final FactState state;
    private final DecisionSink sink;
    private final Topology topology;
    private final QuietTimes quietTimes;
    private final TriageOwnerStore owner;
    private final TriageConfig config;
    private final TriageHistory history;
    private final Lead lead;
    private final Clock clock;

    private final TriageRounds rounds;
    private RoundRecorder recorder = new RoundRecorder();
    private Instant recordedFrom = Instant.MIN;
    private final TriageRounds.World world = new Stored();
    private final BlockingQueue<Boolean> signal = new ArrayBlockingQueue<>(1);
    private volatile @Nullable Thread thread;
    private volatile boolean stopped = true;
    private long epoch;
    private long term;
    private long fencedTerm;
    private int failures;
    private boolean separately;

    @Inject
    Triage(
            Rules rules,
            Episodes episodes,
            FactState state,
            DecisionSink sink,
            Topology topology,
            QuietTimes quietTimes,
            TriageOwnerStore owner,
            TriageConfig config,
            TriageHistory history,
            Lead lead,
            Clock clock) {
        this.lead = lead;
        this.rules = rules;
        this.episodes = episodes;
        this.state = state;
        this.sink = sink;
        this.topology = topology;
        this.quietTimes = quietTimes;
        this.owner = owner;
        this.config = config;
        this.history = history;
        this.clock = clock;
        this.rounds = new TriageRounds(rules, config.maxRounds());
    }

    /** Takes triage over from whoever had it, as soon as this server leads. */
    public void start() {
        // Whoever ran here before.
        stop();
        term = 0;
        fencedTerm = 0;
        boolean unused = decides();
        stopped = false;
        Thread started = new Thread(this::run, "fixpoint-triage");
        started.setDaemon(true);
        thread = started;
        started.start();
        wake();
    }

    /** Ends after what is being carried out now. */
    public void stop() {
        stopped = true;
        wake();
        Thread ending = thread;
        if (ending == null) {
            return;
        }
        try {
            // Not interrupted: an interrupt in the middle of its writing closes the embedded database's file.
            ending.join(END_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ending.isAlive()) {
            LOG.warnf("Triage did not end within %s; it is abandoned, and its epoch with it.", END_WITHIN);
        }
        thread = null;
    }

    @Override
    public void anomaliesChanged() {
        wake();
    }

    /** An incident changed; call it after the commit. */
    public void incidentsChanged() {
        wake();
    }

    void topologyChanged(@Observes TopologyChanged changed) {
        wake();
    }

    void quietTimesChanged(@Observes QuietTimesChanged changed) {
        wake();
    }

    private void wake() {
        boolean ignored = signal.offer(Boolean.TRUE);
    }

    private void run() {
        while (!stopped) {
            try {
                if (!decides()) {
                    rounds.close();
                    await(config.poll());
                    continue;
                }
                settle();
                review();
                failures = 0;
                separately = false;
                await(untilNextLook());
            } catch (InterruptedException e) {
                stopped = true;
            } catch (FencedException e) {
                rounds.close();
                fencedTerm = term;
                LOG.errorf("Triage ends here. %s", e.getMessage());
            } catch (RuleFailedException e) {
                rounds.close();
                if (!rules.quarantine(e)) {
                    failed(e);
                }
            } catch (RuntimeException | StackOverflowError e) {
                rounds.close();
                failed(e);
            }
        }
        rounds.close();
    }

    /** Whether this server decides: whoever leads, unless another one took triage over in spite of that. */
    private boolean decides() {
        long now = lead.term();
        if (now == 0 || now == fencedTerm) {
            return false;
        }
        if (now != term) {
            rounds.close();
            recorder = new RoundRecorder();
            recordedFrom = clock.instant().truncatedTo(ChronoUnit.MICROS);
            epoch = owner.take("process " + ProcessHandle.current().pid());
            term = now;
        }
        return true;
    }

    private void failed(Throwable e) {
        if (Outage.caused(e)) {
            LOG.warnf("Triage waits for the database, which does not answer: %s", e.getMessage());
            sleep(OUTAGE_LOOK.toMillis());
            return;
        }
        failures++;
        separately = failures >= config.separateAfter();
        long factor = 1L << Math.min(failures - 1, 16);
        long wait = Math.min(LONGEST_WAIT.toMillis(), config.retryAfter().toMillis() * factor);
        LOG.errorf(
                e,
                "Triage failed (%d in a row); nothing of it was committed, and it is tried again in %d ms%s.",
                failures,
                wait,
                separately ? ", each decision by itself" : "");
        sleep(wait);
    }

    private void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupted) {
            stopped = true;
        }
    }

    private void await(Duration atMost) throws InterruptedException {
        Boolean ignored = signal.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Until a silence or a maintenance window begins or ends, but not longer than it may wait. */
    private Duration untilNextLook() {
        Instant now = clock.instant();
        return quietTimes
                .nextChange(now)
                .map(change -> Duration.between(now, change).plusMillis(1))
                .filter(until -> until.compareTo(config.poll()) < 0)
                .orElse(config.poll());
    }

    /** Rounds until nothing changes any more. */
    private void settle() {
        Optional<List<Reasoned>> unsettled = rounds.settle(world, () -> stopped);
        unsettled.ifPresent(last -> LOG.warnf(
                "Triage does not settle: after %d firings its rules still change what they match. Decided last: %s."
                        + " It goes on in %s.",
                config.maxRounds(),
                last.isEmpty()
                        ? "states only"
                        : last.stream().map(r -> r.decision().toString()).collect(Collectors.joining("; ")),
                config.poll()));
    }

    /** The database: each reading is one moment, and what was decided is one transaction. */
    private final class Stored implements TriageRounds.World {
        @Override
        public Optional<TriageFacts> read() {
            for (int attempt = 0; attempt < READINGS; attempt++) {
                TriageFacts facts = QuarkusTransaction.requiringNew()
                        .call(() -> TriageFacts.read(
                                episodes,
                                state::currentEvents,
                                sink.incidents(),
                                topology,
                                quietTimes.seen(clock.instant()),
                                config.batch()));
                if (facts.moment().eventsPosition() < facts.moment().detection().position()) {
                    // Detection's memory is being rebuilt: the events are not known, and it tells when they are.
                    return Optional.empty();
                }
                // A commit of detection in the middle would be seen by one query and not by the other.
                if (episodes.progress().equals(facts.moment().detection())) {
                    return Optional.of(facts);
                }
            }
            LOG.debugf("Detection commits faster than triage reads; it is tried again.");
            wake();
            return Optional.empty();
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
            if (separately) {
                carryOutSeparately(facts, once, standing);
            } else {
                carryOutTogether(facts, once, standing);
            }
        }
    }

    /** Transaction B. */
    private void carryOutTogether(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
        QuarkusTransaction.requiringNew().run(() -> {
            owner.hold(epoch);
            sink.follow(facts.changes());
            sink.carryOut(once, standing);
            consume(facts);
            record(facts, once, standing);
        });
        recorder.committed();
    }

    /** In the transaction of the round: what a replay follows is what has happened. */
    private void record(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (recordedFrom.plus(RECORDED_IN_FULL).isBefore(now)) {
            // In full from time to time, so that old rounds can be removed.
            recorder = new RoundRecorder();
            recordedFrom = now;
        }
        history.write(recorder.record(facts, once, standing, sink.incidents(), now, rounds));
    }

    /**
     * The same in small steps, after it failed as a whole: a decision that cannot be carried out is given up, so that it
     * does not hold up the others for ever. If the database itself fails, so does giving up, and all is tried again.
     */
    private void carryOutSeparately(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
        for (Reasoned reasoned : once) {
            step(
                    "The decision " + reasoned.decision(),
                    () -> sink.carryOut(List.of(reasoned), List.of()),
                    reason -> sink.giveUp(reasoned, reason));
        }
        for (DecisionSink.Change change : facts.changes()) {
            step("The transition of " + change.anomaly(), () -> sink.follow(List.of(change)), reason -> {});
        }
        step("What rules state of incidents", () -> sink.carryOut(List.of(), standing), reason -> {});
        QuarkusTransaction.requiringNew().run(() -> {
            owner.hold(epoch);
            consume(facts);
            record(facts, once, standing);
        });
        recorder.committed();
    }

    private void step(String what, Runnable work, Consumer<String> otherwise) {
        try {
            fenced(work);
        } catch (FencedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Outage.caused(e)) {
                throw e;
            }
            LOG.errorf(e, "%s cannot be carried out and is given up.", what);
            fenced(() -> otherwise.accept(String.valueOf(e.getMessage())));
        }
    }

    private void fenced(Runnable work) {
        QuarkusTransaction.requiringNew().run(() -> {
            owner.hold(epoch);
            work.run();
        });
    }

    private void consume(TriageFacts facts) {
        if (!facts.transitions().isEmpty()) {
            episodes.consume(
                    facts.transitions().stream().map(Transition::sequence).toList());
        }
    }

    private void review() {
        try {
            fenced(sink::review);
        } catch (FencedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("Resolved incidents could not be reviewed; it is tried again.", e);
        }
    }
}
