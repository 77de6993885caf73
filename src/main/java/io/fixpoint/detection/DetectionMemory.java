package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.ServiceKey;
import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Service;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.Stage;
import io.fixpoint.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Detection of one partition, record by record: state facts, the session over them, the episodes. It stores nothing and
 * knows no other time than that of the records, so live detection, a replay and a scenario are the same. Not thread-safe.
 *
 * <p>First {@link #advance} for records that are concluded already, then {@link #open}, then {@link #process} for each
 * further record.
 */
public final class DetectionMemory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DetectionMemory.class);

    private final Rules rules;
    private final @Nullable Topology topology;
    private final StateFacts state;
    private AnomalyTracker tracker;
    private @Nullable RuleSession session;
    private long rulesVersion;
    private int release;
    private long topologyVersion;
    private Set<ServiceKey> declared = new HashSet<>();
    private boolean eventsChanged;

    /**
     * @param retention how long facts are kept; a firing alert that is not repeated is forgotten after it
     * @param topology whose services are facts; null if there is none
     */
    public DetectionMemory(Rules rules, DetectionConfig config, Duration retention, @Nullable Topology topology) {
        this.rules = rules;
        this.topology = topology;
        this.state = new StateFacts(config, Micros.of(retention));
        this.tracker = new AnomalyTracker(state, List.of());
    }

    StateFacts state() {
        return state;
    }

    /** The events that are within their keep time, of all services. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        state.services()
                .forEach(service -> service.events().values().forEach(event -> events.add(new Event(event.last()))));
        return events;
    }

    /** When the last record was received, in the log's time; the epoch before the first. */
    public Instant receivedAt() {
        return Micros.time(state.receipt().received());
    }

    /** The release of the rules that concluded last. */
    public int release() {
        return release;
    }

    /** Takes a record into the state facts only: what it led to is known. */
    public void advance(LogRecord record) {
        for (List<Arrival> firing : state.begin(record)) {
            state.apply(firing, Changes.NONE);
        }
    }

    /**
     * Opens a session over the state as it is, and lets the episodes go on that still stand.
     *
     * @param open the episodes that are not cleared
     * @param sameRules whether they were concluded by the rules of today; if not, one that no rule concludes any more is
     *     cleared with that reason
     */
    public void open(Collection<EpisodeRecord> open, boolean sameRules) {
        tracker = new AnomalyTracker(state, open);
        openSession(concludedBy -> sameRules ? null : AnomalyTracker.BY_RELEASE);
    }

    /**
     * Follows a change of the rules in force, between two records.
     *
     * @return whether there was one
     */
    public boolean followRules() {
        if (rules.version() == rulesVersion) {
            return false;
        }
        openSession(concludedBy -> AnomalyTracker.BY_RELEASE);
        return true;
    }

    /** Takes a record: its facts change the state, the rules fire, the episodes follow. */
    public void process(LogRecord record) {
        followTopology(openedSession());
        for (List<Arrival> firing : state.begin(record)) {
            // The state takes the whole firing before the session is told: whatever a rule does, the state is right.
            Map<FactKey, Optional<Object>> changes = new LinkedHashMap<>();
            state.apply(firing, new Collected(changes));
            try {
                changes.forEach((key, fact) -> fact.ifPresentOrElse(
                        present -> openedSession().put(key, present),
                        () -> openedSession().remove(key)));
                tracker.follow(openedSession().fire());
            } catch (RuleFailedException e) {
                quarantine(e);
            }
        }
    }

    private RuleSession openedSession() {
        RuleSession opened = session;
        if (opened == null) {
            throw new IllegalStateException("there is no session");
        }
        return opened;
    }

    /** Collects the changes of one firing, the last of each fact, and notes that events changed. */
    private final class Collected implements Changes {
        private final Map<FactKey, Optional<Object>> changes;

        Collected(Map<FactKey, Optional<Object>> changes) {
            this.changes = changes;
        }

        @Override
        public void put(FactKey key, Object fact) {
            eventsChanged |= key instanceof FactKey.EventKey;
            changes.put(key, Optional.of(fact));
        }

        @Override
        public void remove(FactKey key) {
            eventsChanged |= key instanceof FactKey.EventKey;
            changes.put(key, Optional.empty());
        }
    }

    /** A new session over the same state; what stood in the old one goes on if it still stands. */
    private void openSession(Function<Set<String>, @Nullable String> clearedBy) {
        Function<Set<String>, @Nullable String> reason = clearedBy;
        while (true) {
            rulesVersion = rules.version();
            release = rules.release();
            RuleSession opened = rules.open(Stage.DETECTION);
            try {
                declared = new HashSet<>();
                topologyVersion = -1;
                followTopology(opened);
                state.tellAll(opened::put);
                opened.fire();
                close();
                session = opened;
                tracker.restart(opened.standing(), release, reason);
                return;
            } catch (RuleFailedException e) {
                opened.close();
                Function<Set<String>, @Nullable String> before = reason;
                String failed = e.rule();
                reason = concludedBy -> failed != null && concludedBy.contains(failed)
                        ? AnomalyTracker.BY_QUARANTINE
                        : before.apply(concludedBy);
                if (!rules.quarantine(e)) {
                    throw e;
                }
            }
        }
    }

    private void quarantine(RuleFailedException e) {
        if (!rules.quarantine(e)) {
            LOG.errorf(e, "A rule failed, and it is not known which; the session is built anew.");
        }
        String failed = e.rule();
        openSession(
                concludedBy -> failed != null && concludedBy.contains(failed) ? AnomalyTracker.BY_QUARANTINE : null);
    }

    /** The declared services are facts, too. */
    private void followTopology(RuleSession told) {
        if (topology == null || topology.version() == topologyVersion) {
            return;
        }
        topologyVersion = topology.version();
        Set<ServiceKey> now = new HashSet<>();
        for (Service service : topology.services()) {
            ServiceKey key = new ServiceKey(service.getName());
            now.add(key);
            told.put(key, service);
        }
        for (ServiceKey key : declared) {
            if (!now.contains(key)) {
                told.remove(key);
            }
        }
        declared = now;
    }

    /** Whether there is something that triage should see now. */
    public boolean hasTransitions() {
        return tracker.hasTransitions();
    }

    /** What is to be stored, until {@link #stored}. */
    public EpisodeChanges changes() {
        return tracker.changes();
    }

    /** What {@link #changes} told of is dealt with. */
    public void stored() {
        tracker.stored();
    }

    /** Whether an event came or went since this was asked last. */
    public boolean takeEventsChanged() {
        boolean changed = eventsChanged;
        eventsChanged = false;
        return changed;
    }

    /** Closes the session. */
    @Override
    public void close() {
        RuleSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
