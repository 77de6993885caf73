package io.fixpoint.intake;

import io.fixpoint.fact.Fact;
import io.fixpoint.intake.Intake.RejectedView;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The facts of one request as they are read: those that are taken, and why others are not. */
final class Batch {
    private static final int MOST_SHOWN = 1_000;

    private final int most;
    private final List<Fact> facts = new ArrayList<>();
    private final List<RejectedView> rejected = new ArrayList<>();
    private final Map<RefusedException.Reason, Integer> refused = new EnumMap<>(RefusedException.Reason.class);
    private int read;

    /** @param most as many facts as a request may hold */
    Batch(int most) {
        this.most = most;
    }

    /**
     * Takes the next fact.
     *
     * @throws ProblemException if the request holds too many
     */
    void add(Fact fact) {
        next();
        facts.add(fact);
    }

    /** Reads the next item; what is refused is refused alone. */
    <T> void read(T item, Function<? super T, ? extends Fact> reader) {
        next();
        try {
            facts.add(reader.apply(item));
        } catch (RefusedException e) {
            refuse(e);
        }
    }

    /** Refuses the next fact. */
    void add(RefusedException why) {
        next();
        refuse(why);
    }

    private void refuse(RefusedException why) {
        refused.merge(why.reason(), 1, Integer::sum);
        if (rejected.size() < MOST_SHOWN) {
            rejected.add(new RejectedView(read - 1, String.valueOf(why.getMessage())));
        }
    }

    private void next() {
        if (read == most) {
            throw new ProblemException(
                    ProblemType.TOO_LARGE,
                    "The request holds more than " + most + " facts; send at most as many at once.");
        }
        read++;
    }

    /** How many facts were read, the refused ones included. */
    int size() {
        return read;
    }

    List<Fact> facts() {
        return facts;
    }

    List<RejectedView> rejected() {
        return rejected;
    }

    Map<RefusedException.Reason, Integer> refused() {
        return refused;
    }
}
