package io.fixpoint.intake;

import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.Appended;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What all formats do with their facts: log them durably, count, tell what was refused. */
@ApplicationScoped
public class Intake {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final FactLog log;
    private final IntakeConfig config;
    private final MeterRegistry meters;
    private final Counter accepted;
    private final Counter duplicates;
    private final Counter full;
    private final AtomicInteger waiting = new AtomicInteger();

    public Intake(FactLog log, IntakeConfig config, MeterRegistry meters) {
        this.log = log;
        this.config = config;
        this.meters = meters;
        this.accepted = meters.counter("fixpoint.facts.accepted");
        this.duplicates = meters.counter("fixpoint.facts.duplicates");
        this.full = meters.counter("fixpoint.intake.requests.refused", "reason", "log");
        meters.gauge("fixpoint.facts.waiting", waiting);
        for (RefusedException.Reason reason : RefusedException.Reason.values()) {
            refused(reason);
        }
    }

    /**
     * What became of a request.
     *
     * @param accepted facts that are durable now, repeated alerts included
     * @param duplicates facts whose id their service has used within 24 hours
     * @param rejected facts that are not valid; of very many only the first are named
     */
    public record ReceiptView(int accepted, int duplicates, List<RejectedView> rejected) {
        public ReceiptView {
            rejected = List.copyOf(rejected);
        }
    }

    /** A fact that was refused; {@code index} is its place in the request, from 0. */
    public record RejectedView(int index, String detail) {}

    /** Facts that are durable now, and those that were refused; {@code refused} counts also those not named. */
    record Taken(int accepted, int duplicates, int refused, List<RejectedView> rejected) {
        ReceiptView receipt() {
            return new ReceiptView(accepted, duplicates, rejected);
        }
    }

    /** The facts of one request, yet to be read. */
    Batch batch() {
        return new Batch(config.mostFacts());
    }

    /**
     * Takes the valid ones.
     *
     * @param whenFull what tells the sender of this format to send the same again
     * @throws ProblemException if nothing is valid, or if the log is full
     */
    ReceiptView take(Batch batch, ProblemType whenFull) {
        Taken taken = takeValid(batch, whenFull);
        if (taken.refused() > 0 && taken.accepted() + taken.duplicates() == 0) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    taken.refused() == 1
                            ? taken.rejected().get(0).detail()
                            : "None of the " + taken.refused() + " facts is valid.",
                    taken.rejected());
        }
        return taken.receipt();
    }

    /**
     * Takes the valid ones, be they none.
     *
     * @param whenFull what tells the sender of this format that too much waits, and to send the same again
     * @throws ProblemException if it is too much, or if the log is full
     */
    Taken takeValid(Batch batch, ProblemType whenFull) {
        batch.refused().forEach((reason, count) -> refused(reason).increment(count));
        int refused = batch.size() - batch.facts().size();
        if (batch.facts().isEmpty()) {
            return new Taken(0, 0, refused, batch.rejected());
        }
        waiting.addAndGet(batch.facts().size());
        try {
            Appended appended = log.append(batch.facts());
            accepted.increment(appended.accepted());
            duplicates.increment(appended.duplicates());
            return new Taken(appended.accepted(), appended.duplicates(), refused, batch.rejected());
        } catch (FactLogFullException e) {
            full.increment();
            throw new ProblemException(
                            e.isBusy() ? whenFull : ProblemType.UNAVAILABLE,
                            e.getMessage() + " Send the same again later.")
                    .retryAfter(LATER);
        } finally {
            waiting.addAndGet(-batch.facts().size());
        }
    }

    private Counter refused(RefusedException.Reason reason) {
        return meters.counter("fixpoint.facts.rejected", "reason", reason.name().toLowerCase(Locale.ROOT));
    }
}
