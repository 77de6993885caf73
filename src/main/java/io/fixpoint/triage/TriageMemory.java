package io.fixpoint.triage;

import io.fixpoint.fact.Decision;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.LeftOut;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.Stage;
import io.fixpoint.triage.DecisionSink.Reasoned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session with what it knows. It is thrown away at the first failure and built anew from the database. */
final class TriageMemory implements AutoCloseable {
    private final RuleSession session;
    private final long rulesVersion;
    private final int release;
    private final List<LeftOut> leftOut;
    private final Map<TriageFacts.Key, Object> prints = new HashMap<>();
    private @Nullable Set<Decision> applied;

    /** Over an empty session of the rules in force. */
    TriageMemory(Rules rules) {
        this.rulesVersion = rules.version();
        this.release = rules.release();
        this.leftOut = rules.leftOut().stream().map(QuarantinedRule::recorded).toList();
        this.session = rules.open(Stage.TRIAGE);
    }

    int release() {
        return release;
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    long rulesVersion() {
        return rulesVersion;
    }

    /**
     * Brings the session's facts up to date by difference.
     *
     * @return whether anything changed
     */
    boolean refresh(Map<TriageFacts.Key, TriageFacts.Fact> facts) {
        boolean changed = false;
        List<TriageFacts.Key> gone = new ArrayList<>();
        for (TriageFacts.Key key : prints.keySet()) {
            if (!facts.containsKey(key)) {
                gone.add(key);
            }
        }
        for (TriageFacts.Key key : gone) {
            prints.remove(key);
            session.remove(key);
            changed = true;
        }
        for (Map.Entry<TriageFacts.Key, TriageFacts.Fact> entry : facts.entrySet()) {
            Object print = entry.getValue().print();
            if (!print.equals(prints.put(entry.getKey(), print))) {
                session.put(entry.getKey(), entry.getValue().value());
                changed = true;
            }
        }
        return changed;
    }

    /** Fires, and gives the decisions that happen once. */
    List<Reasoned> fire() {
        List<Reasoned> once = new ArrayList<>();
        for (Conclusion conclusion : session.fire().concluded()) {
            if (!conclusion.logical() && conclusion.value() instanceof Decision decision) {
                once.add(new Reasoned(decision, conclusion.matches()));
            }
        }
        return once;
    }

    /** The states that stand now. */
    List<Reasoned> standing() {
        List<Reasoned> standing = new ArrayList<>();
        for (Conclusion conclusion : session.standing()) {
            if (conclusion.value() instanceof Decision decision) {
                standing.add(new Reasoned(decision, conclusion.matches()));
            }
        }
        return standing;
    }

    /** Whether these states are the ones that were carried out last. */
    boolean isApplied(List<Reasoned> standing) {
        return decisions(standing).equals(applied);
    }

    void applied(List<Reasoned> standing) {
        applied = decisions(standing);
    }

    private static Set<Decision> decisions(List<Reasoned> standing) {
        Set<Decision> decisions = new HashSet<>();
        standing.forEach(reasoned -> decisions.add(reasoned.decision()));
        return decisions;
    }

    @Override
    public void close() {
        session.close();
    }
}
