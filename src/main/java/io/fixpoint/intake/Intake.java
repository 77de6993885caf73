package io.fixpoint.intake;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.Appended;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What all formats do with their facts: refuse one by one, log the rest durably, count. */
@ApplicationScoped
public class Intake {
    private static final int MOST_SHOWN = 1_000;

    private final FactLog log;
    private final IntakeConfig config;
    private final MeterRegistry meters;

    public Intake(FactLog log, IntakeConfig config, MeterRegistry meters) {
        this.log = log;
        this.config = config;
        this.meters = meters;
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

    /**
     * Takes the valid ones.
     *
     * @param read makes a fact of an item or throws a {@link RefusedException}
     * @throws ProblemException if nothing is valid, if it is too much, or if the log is full
     */
    <T> ReceiptView take(List<T> items, Function<T, Fact> read) {
        Taken taken = takeValid(items, read, ProblemType.TOO_MANY_REQUESTS);
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
    <T> Taken takeValid(List<T> items, Function<T, ? extends Fact> read, ProblemType whenFull) {
        if (items.size() > config.mostFacts()) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE,
                    "The request holds " + items.size() + " facts; send at most " + config.mostFacts() + " at once.");
        }
        List<Fact> facts = new ArrayList<>(items.size());
        List<RejectedView> rejected = new ArrayList<>();
        int refused = 0;
        for (int index = 0; index < items.size(); index++) {
            try {
                facts.add(read.apply(items.get(index)));
            } catch (RefusedException e) {
                refused++;
                if (rejected.size() < MOST_SHOWN) {
                    rejected.add(new RejectedView(index, String.valueOf(e.getMessage())));
                }
            }
        }
        meters.counter("fixpoint.facts.rejected").increment(refused);
        if (facts.isEmpty()) {
            return new Taken(0, 0, refused, rejected);
        }
        try {
            Appended appended = log.append(facts);
            meters.counter("fixpoint.facts.accepted").increment(appended.accepted());
            meters.counter("fixpoint.facts.duplicates").increment(appended.duplicates());
            return new Taken(appended.accepted(), appended.duplicates(), refused, rejected);
        } catch (FactLogFullException e) {
            throw new ProblemException(
                            e.isBusy() ? whenFull : ProblemType.UNAVAILABLE,
                            e.getMessage() + " Send the same again later.")
                    .retryAfter(Duration.ofSeconds(5));
        }
    }
}
