package io.fixpoint.intake;

import io.fixpoint.factlog.FactsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The times that facts may have: not far ahead of the server's clock, and not older than facts are kept. */
@ApplicationScoped
public class FactTimes {
    private static final Duration MOST_AHEAD = Duration.ofMinutes(10);

    private final Clock clock;
    private final Duration retention;

    public FactTimes(Clock clock, FactsConfig config) {
        this.clock = clock;
        this.retention = config.retention();
    }

    Duration retention() {
        return retention;
    }

    /** The time of a fact that states none. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The time, to the microsecond.
     *
     * @param what names it in the reason of a refusal
     * @throws RefusedException if no fact may have it
     */
    Instant checked(String what, Instant time) {
        Instant now = clock.instant();
        if (time.isAfter(now.plus(MOST_AHEAD))) {
            throw new RefusedException(
                    RefusedException.Reason.TIME,
                    what + " is " + time + ", more than 10 minutes ahead of the server's clock (" + now
                            + "); the sender's clock is wrong.");
        }
        if (time.isBefore(now.minus(retention))) {
            throw new RefusedException(
                    RefusedException.Reason.TIME,
                    what + " is " + time + "; facts older than the retention (" + retention
                            + ", fixpoint.facts.retention) are not taken.");
        }
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The times that the samples of one request may have: the clock is asked once for all. */
    Span span() {
        Instant now = clock.instant();
        return new Span(
                now.minus(retention).toEpochMilli() + 1, now.plus(MOST_AHEAD).toEpochMilli());
    }

    /** From and to, in milliseconds since 1970. What is not within them may still be right, by less than a millisecond. */
    record Span(long from, long to) {
        boolean holds(long milli) {
            return milli >= from && milli < to;
        }
    }
}
