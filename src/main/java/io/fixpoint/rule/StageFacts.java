package io.fixpoint.rule;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who knows what the rules of a stage see. Implemented by who runs the stage; one that nobody implements cannot be asked. */
public interface StageFacts {

    Stage stage();

    /**
     * What the rules see or saw, as copies that nothing changes any more.
     *
     * @throws io.fixpoint.problem.ProblemException that says why it cannot be told
     */
    Seen seen(Question question);

    /**
     * What is asked.
     *
     * @param rule the id of the rule
     * @param at null for now
     */
    record Question(
            String rule,
            @Nullable String service,
            @Nullable Instant at,
            @Nullable String incidentId) {}

    /**
     * What is seen.
     *
     * @param asOf the time of the facts, on the clock of the service if there is one
     * @param standing the anomalies of the service that rest on the rule
     * @param remark a sentence to know with it; null if there is none
     */
    record Seen(
            List<Object> facts,
            Instant asOf,
            List<Standing> standing,
            @Nullable String remark) {
        public Seen {
            facts = List.copyOf(facts);
            standing = List.copyOf(standing);
        }
    }

    /**
     * An anomaly that the rule has a part in.
     *
     * @param firesIn how long the conditions must go on holding; null if it is not pending
     */
    record Standing(
            String id,
            String name,
            @Nullable String instance,
            Severity severity,
            Anomaly.Status status,
            Instant startedAt,
            @Nullable Duration firesIn) {}
}
