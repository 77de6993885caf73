package io.fixpoint.triage;

import io.fixpoint.rule.LeftOut;
import io.fixpoint.rule.Rules;
import io.fixpoint.triage.DecisionSink.Reasoned;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Triage by itself: it reads the facts, brings the session up to date by difference, fires, and hands on what was
 * decided, until nothing changes any more. It has no thread, store or clock, so a server and a rehearsal are the same.
 * Not thread-safe. After a failure {@link #close} throws the session away; the next round builds another one.
 */
public final class TriageRounds implements AutoCloseable {
    private final Rules rules;
    private final int most;
    private @Nullable TriageMemory memory;

    /** Where the facts come from, and what becomes of the decisions. */
    public interface World {
        /** Everything that the rules see at one moment; empty if there is no such moment now. */
        Optional<TriageFacts> read();

        /**
         * Carries the decisions out, those whose keys are new, and consumes the transitions of the facts.
         *
         * @param once decisions that happen once
         * @param standing every state that stands now
         */
        void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing);
    }

    /** @param most so many rounds in a row without anything new, and rules chase each other */
    public TriageRounds(Rules rules, int most) {
        this.rules = rules;
        this.most = most;
    }

    /** The release that decided last; 0 before the first round. */
    public int release() {
        TriageMemory current = memory;
        return current == null ? 0 : current.release();
    }

    /** The rules left out of it. */
    public List<LeftOut> leftOut() {
        TriageMemory current = memory;
        return current == null ? List.of() : current.leftOut();
    }

    /**
     * One round, carried out whatever it decides: as a recorded one was.
     *
     * @param facts what the rules see
     */
    public void round(World world, TriageFacts facts) {
        TriageMemory current = memory();
        boolean ignored = current.refresh(facts.facts());
        List<Reasoned> once = current.fire();
        List<Reasoned> standing = current.standing();
        world.carryOut(facts, once, standing);
        current.applied(standing);
    }

    /**
     * Rounds until nothing changes any more.
     *
     * @return what was decided last if it did not settle; empty if it did, or was stopped
     */
    public Optional<List<Reasoned>> settle(World world, BooleanSupplier stopped) {
        List<Reasoned> last = List.of();
        int chased = 0;
        while (chased < most) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            TriageMemory current = memory();
            Optional<TriageFacts> read = world.read();
            if (read.isEmpty()) {
                return Optional.empty();
            }
            TriageFacts facts = read.get();
            // There is an end to what is new; there may be none to what rules make of it.
            chased = facts.transitions().isEmpty() ? chased + 1 : 0;
            boolean changed = current.refresh(facts.facts());
            if (!changed && facts.transitions().isEmpty()) {
                return Optional.empty();
            }
            List<Reasoned> once = current.fire();
            List<Reasoned> standing = current.standing();
            if (facts.transitions().isEmpty() && once.isEmpty() && current.isApplied(standing)) {
                continue;
            }
            world.carryOut(facts, once, standing);
            current.applied(standing);
            last = once;
        }
        return stopped.getAsBoolean() ? Optional.empty() : Optional.of(last);
    }

    /** The session, built anew if there is none or the rules are others. */
    private TriageMemory memory() {
        long version = rules.version();
        TriageMemory current = memory;
        if (current != null && current.rulesVersion() != version) {
            close();
            current = null;
        }
        if (current == null) {
            current = new TriageMemory(rules);
            memory = current;
        }
        return current;
    }

    /** Throws the session away. */
    @Override
    public void close() {
        TriageMemory old = memory;
        memory = null;
        if (old != null) {
            old.close();
        }
    }
}
