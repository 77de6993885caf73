package io.fixpoint.replay;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Incident;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.Match;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.Rules;
import io.fixpoint.topology.Topology;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.TriageFacts;
import io.fixpoint.triage.TriageRounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
    private final Map<TriageFacts.Key, TriageFacts.Fact> stated = new LinkedHashMap<>();
    private long topologyVersion;
    private boolean opened;
    private boolean statedChanged;
    private Consumer<Collection<Object>> triageWatch = facts -> {};

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
        boolean topologyChanged = topology.version() != topologyVersion;
        topologyVersion = topology.version();
        if (anomaliesChanged || eventsChanged || topologyChanged || statedChanged) {
            statedChanged = false;
            settle();
        }
    }

    /** Tells somebody the facts of each round of triage. */
    public void watchTriage(Consumer<Collection<Object>> watch) {
        triageWatch = watch;
    }

    /** Facts that detection sees instead of measuring them, from the next record on; in place of those before. */
    public void stateMeasured(Map<?, ?> facts) {
        detection.state(facts);
    }

    /** Further facts that triage sees, such as silences, from the next record on; in place of those before. */
    public void stateForTriage(Map<TriageFacts.Key, TriageFacts.Fact> facts) {
        if (!facts.equals(stated)) {
            stated.clear();
            stated.putAll(facts);
            statedChanged = true;
        }
    }

    /** An episode that detection need not find; told again when it is different. */
    public void state(EpisodeRecord episode) {
        episodes.state(episode);
        statedChanged = true;
    }

    /** An incident that triage need not open; told again when it is different. */
    public void state(Incident incident) {
        incidents.state(incident);
        statedChanged = true;
    }

    /** A stated incident is no more. */
    public void forgetIncident(String id) {
        incidents.forget(id);
        statedChanged = true;
    }

    /** What is measured of the services from now on, as a check after a repair that ends now sees it. */
    public DetectionMemory.AfterRepair repairEnds(Set<String> services, Instant time) {
        return detection.repairEnds(services, time);
    }

    /** All that is measured, as it stands now: series, alerts, heartbeats, events. */
    public List<Object> measured() {
        return detection.facts();
    }

    /** The events within their keep time. */
    public List<Event> events() {
        return detection.events();
    }

    /** Anomalies of an incident, cleared ones too. */
    public List<Anomaly> anomaliesOf(String incident) {
        return episodes.ofIncident(incident);
    }

    /** Every anomaly that stands. */
    public List<Anomaly> standing() {
        return episodes.standing();
    }

    /** The incident of an episode, if it has one. */
    public Optional<String> incidentOf(String episode) {
        return Optional.ofNullable(episodes.incidentOf(episode));
    }

    /** Why an episode stood, from its beginning on. */
    public List<Match> explanation(String episode) {
        return episodes.explanation(episode);
    }

    /** The states that rules decide now. */
    public List<Reasoned> standingDecisions() {
        return incidents.standing();
    }

    /** The incidents that rules see now. */
    public List<Incident> incidentFacts() {
        return incidents.incidents();
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
        public Optional<TriageFacts> read() {
            TriageFacts read = TriageFacts.read(
                    episodes, detection::currentEvents, incidents.incidents(), topology, List.of(), ALL);
            TriageFacts all = read.with(stated);
            triageWatch.accept(
                    all.facts().values().stream().map(TriageFacts.Fact::value).toList());
            return Optional.of(all);
        }

        @Override
        public void carryOut(TriageFacts facts, List<Reasoned> once, List<Reasoned> standing) {
            episodes.consume(facts.transitions().stream()
                    .map(Episodes.Transition::sequence)
                    .toList());
            incidents.follow(facts.changes());
            incidents.carryOut(once, standing);
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
