package io.fixpoint.replay;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.detection.Episodes;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageFacts;
import io.fixpoint.triage.TriageRounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Detection and triage over given records, in memory: what rules conclude and decide, carried out nowhere. Triage follows
 * each record that changed something for it. Not thread-safe.
 */
public final class Rehearsal implements AutoCloseable {
    private static final int MOST_ROUNDS = 100;
    private static final int ALL = Integer.MAX_VALUE;

    private final Rules rules;
    private final Topology topology;
    private final DetectionMemory detection;
    private final TriageRounds triage;
    private final RehearsedEpisodes episodes = new RehearsedEpisodes();
    private final RehearsedIncidents incidents;
    private final List<String> troubles = new ArrayList<>();
    private boolean opened;

    /** @param retention how long facts are kept, as detection has it */
    public Rehearsal(Rules rules, DetectionConfig config, Duration retention, Topology topology) {
        this.rules = rules;
        this.topology = topology;
        this.detection = new DetectionMemory(rules, config, retention, topology);
        this.triage = new TriageRounds(rules, MOST_ROUNDS);
        this.incidents = new RehearsedIncidents(episodes, topology);
    }

    /** Lets a record warm the statistics; nothing is concluded of it. Only before the first {@link #process}. */
    public void advance(LogRecord record) {
        detection.advance(record);
    }

    /** Takes a record: facts, conclusions, decisions. */
    public void process(LogRecord record) {
        incidents.at(record.position(), record.receivedAt());
        if (!opened) {
            opened = true;
            detection.open(List.of(), true);
            take();
        }
        if (detection.followRules()) {
            take();
        }
        detection.process(record);
        boolean anomaliesChanged = take();
        boolean eventsChanged = detection.takeEventsChanged();
        if (anomaliesChanged || eventsChanged) {
            settle();
        }
    }

    private boolean take() {
        boolean changed = detection.hasTransitions();
        episodes.take(detection.changes());
        detection.stored();
        return changed;
    }

    private void settle() {
        while (true) {
            try {
                triage.settle(new Memory(), () -> false)
                        .ifPresent(last -> troubles.add("Triage does not settle at " + detection.receivedAt()
                                + ": its rules chase each other; decided last: " + last));
                return;
            } catch (RuleFailedException e) {
                triage.close();
                if (!rules.quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    private final class Memory implements TriageRounds.World {
        @Override
        public TriageFacts read() {
            return TriageFacts.read(episodes, detection.events(), incidents.incidents(), topology, ALL);
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
            incidents.follow(facts.changes());
            incidents.carryOut(once, standing);
            episodes.consume(facts.transitions().stream()
                    .map(Episodes.Transition::sequence)
                    .toList());
        }
    }

    /** All episodes, in the order in which they began. */
    public List<EpisodeRecord> episodes() {
        return episodes.all();
    }

    /** All incidents, in the order in which they were opened. */
    public List<RehearsedIncident> incidents() {
        return incidents.all();
    }

    /** Every decision, in order; a state such as a severity is told when it came to stand. */
    public List<RehearsedDecision> decisions() {
        return incidents.decisions();
    }

    /** What went wrong in it, for people. */
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        detection.close();
        triage.close();
    }
}
