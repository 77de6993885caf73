package io.fixpoint.rule;

import io.fixpoint.rule.Match.MatchedFact;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which conditions of a rule hold and which do not, on the facts of a moment.
 *
 * @param release of the rule that was tried: the one in force
 * @param at the time of the facts
 * @param facts how many facts the rules of the stage see
 * @param summary the answer in a sentence
 * @param quarantined why the rule is left out, if it failed
 * @param standing the anomalies that rest on the rule
 */
record WhyNotView(
        String id,
        String name,
        Stage stage,
        String file,
        int line,
        int endLine,
        int release,
        @Nullable String service,
        Instant at,
        int facts,
        Outcome outcome,
        String summary,
        @Nullable String quarantined,
        List<StageFacts.Standing> standing,
        List<Tried> conditions) {

    /** Whether the rule matches. */
    enum Outcome {
        HOLDS,
        DOES_NOT_HOLD,
        /** It could not be tried; the summary says why. */
        NOT_TRIED
    }

    /** Whether a condition holds, together with those before it. */
    enum Held {
        HELD,
        NOT_HELD,
        /** A condition before it does not hold. */
        NOT_REACHED
    }

    /**
     * One condition: a pattern, or a {@code not}, {@code exists}, {@code forall}, {@code accumulate} or {@code or} as a
     * whole.
     *
     * @param matches combinations of facts that meet it and those before it
     * @param reason what keeps it from holding; null if it holds
     * @param constraints what a pattern asks for, each by itself
     * @param closest facts that come nearest to meeting it, or that are in the way of a {@code not}; if it holds, facts
     *     that meet it
     */
    record Tried(
            int line,
            int column,
            String source,
            Held held,
            int matches,
            @Nullable String reason,
            List<TriedConstraint> constraints,
            List<Near> closest) {}

    /**
     * One constraint of a pattern.
     *
     * @param metBy how many of the {@code candidates} meet it, whatever else the pattern asks for
     */
    record TriedConstraint(int line, int column, String source, boolean held, int metBy, int candidates) {}

    /** A fact, and what it misses. */
    record Near(MatchedFact fact, List<Missed> missed) {}

    /**
     * What a fact misses.
     *
     * @param actual the value that it has; null if it has none, or if that cannot be told
     * @param required what is asked for, such as {@code > 0.05}
     * @param distance how far the value is from it; null if they are no numbers
     */
    record Missed(
            String source,
            @Nullable Object actual,
            @Nullable String required,
            @Nullable Double distance) {}
}
