package io.fixpoint.detection;

import io.fixpoint.detection.DetectionSwitch.Because;
import io.fixpoint.detection.FactKey.ServiceKey;
import io.fixpoint.detection.FactState.CurrentEvents;
import io.fixpoint.detection.FailedInSpanException.Place;
import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Service;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.RuleSession.Firing;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import io.fixpoint.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private final Partition partition;
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
    /** The session was told something besides the facts of a record, and has not fired since. */
    private boolean unfired;

    private @Nullable FailedInSpanException expected;
    private Map<StatedKey, Object> stated = Map.of();
    private final List<AfterRepair> repairs = new ArrayList<>();
    private final DetectionConfig config;
    private final long forgetAlertsAfter;

    private final List<DetectionSwitch> switches = new ArrayList<>();

    /** A stated fact's place in the session. */
    private record StatedKey(Object key) {}

    /**
     * @param retention how long facts are kept; a firing alert that is not repeated is forgotten after it
     * @param topology whose services are facts; null if there is none
     */
    public DetectionMemory(Rules rules, DetectionConfig config, Duration retention, @Nullable Topology topology) {
        this(rules, config, retention, topology, Partition.WHOLE);
    }

    /** @param partition of whose services facts are taken */
    DetectionMemory(
            Rules rules, DetectionConfig config, Duration retention, @Nullable Topology topology, Partition partition) {
        this.partition = partition;
        this.rules = rules;
        this.topology = topology;
        this.config = config;
        this.forgetAlertsAfter = Micros.of(retention);
        this.state = new StateFacts(config, rules.sampleWindows(), forgetAlertsAfter);
        this.tracker = new AnomalyTracker(state, List.of(), episode -> Set.of(), forgetAlertsAfter);
    }

    StateFacts state() {
        return state;
    }

    /** Reads the state facts that partitions wrote into those that there are now. */
    static void read(StateInput in, List<DetectionMemory> memories) throws IOException {
        List<StateFacts> all = memories.stream().map(DetectionMemory::state).toList();
        for (int left = in.count(); left > 0; left--) {
            StateFacts.read(in, all, service -> owner(memories, service));
        }
    }

    /** The state of that memory to which the service belongs. */
    static StateFacts owner(List<DetectionMemory> memories, String service) {
        for (DetectionMemory memory : memories) {
            if (memory.owns(service)) {
                return memory.state();
            }
        }
        throw new IllegalStateException("no partition owns the service " + service);
    }

    /** See {@link ServiceState#deepen}. */
    void deepen(Deepening computed) {
        state.deepen(computed);
    }

    /** What is kept of the samples; before a checkpoint that kept these is read. */
    void keep(SampleWindows kept) {
        state.keep(kept);
    }

    /** Keeps no more of the samples than the rules read. */
    void keepLess() {
        if (state.windows().cover(rules.sampleWindows())) {
            state.keepLess(rules.sampleWindows());
        }
    }

    /**
     * Begins with a checkpoint; only before anything else.
     *
     * @throws IOException if it cannot be read; this memory is of no use then
     */
    public void restore(Path checkpoint) throws IOException {
        Checkpoints.read(checkpoint, written -> read(written, List.of(this)));
    }

    boolean owns(String service) {
        return partition.owns(service);
    }

    long rulesVersion() {
        return rulesVersion;
    }

    /** Whether other rules are in force than those that this memory runs. */
    boolean isBehindRules() {
        return rules.version() != rulesVersion;
    }

    /** The events that are within their keep time, of all services. */
    public List<Event> events() {
        return state.events();
    }

    /** All that is measured, as it stands now: series, alerts, heartbeats, events. */
    public List<Object> facts() {
        List<Object> facts = new ArrayList<>();
        state.tellAll((key, fact) -> facts.add(fact));
        return facts;
    }

    /**
     * Facts that somebody states instead of measuring them. From the next record on the rules see them beside what is
     * measured, in place of those that were stated before.
     */
    public void state(Map<?, ?> facts) {
        Map<StatedKey, Object> before = stated;
        Map<StatedKey, Object> now = new LinkedHashMap<>();
        facts.forEach((key, fact) -> now.put(new StatedKey(key), fact));
        stated = now;
        RuleSession told = session;
        if (told == null) {
            return;
        }
        unfired = true;
        try {
            before.keySet().stream().filter(key -> !now.containsKey(key)).forEach(told::remove);
            now.forEach((key, fact) -> {
                if (before.get(key) != fact) {
                    told.put(key, fact);
                }
            });
        } catch (RuleFailedException e) {
            quarantine(e);
        }
    }

    /** A repair ends now: what is measured from now on of the services is what a check after it sees. */
    public AfterRepair repairEnds(Set<String> services, Instant time) {
        AfterRepair after = new AfterRepair(
                new RepairCheck(
                        new FactState.Since(state.receipt().position(), time),
                        services,
                        config,
                        state.windows(),
                        forgetAlertsAfter),
                time);
        repairs.add(after);
        return after;
    }

    /** What was measured since a repair ended. */
    public final class AfterRepair {
        private final RepairCheck check;
        private final Instant ended;

        private AfterRepair(RepairCheck check, Instant ended) {
            this.check = check;
            this.ended = ended;
        }

        /** Series, alerts and heartbeats, each with {@code fresh}. */
        public List<Object> facts() {
            return check.view(state, Set.of(), Micros.of(ended)).facts();
        }
    }

    /** The events, with the position of the record that they follow. */
    public CurrentEvents currentEvents() {
        return new CurrentEvents(state.receipt().position(), events());
    }

    /** When the last record was received, in the log's time; the epoch before the first. */
    public Instant receivedAt() {
        return Micros.time(state.receipt().received());
    }

    /** The release of the rules that concluded last. */
    public int release() {
        return release;
    }

    /**
     * Whether the rules in force read more of the series than is kept. Then this memory cannot follow them until what is
     * missing is computed from the log: {@link #deepen}.
     */
    public boolean isTooShort() {
        return !state.windows().cover(rules.sampleWindows());
    }

    /** Takes a record into the state facts only: what it led to is known. */
    public void advance(LogRecord record) {
        for (List<Arrival> firing : state.begin(partition.of(record))) {
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
        know(open, episode -> Set.of());
        openSession(sameRules ? Because.STARTED : Because.RELEASE);
    }

    /** Takes the episodes that are its own, before its first session. */
    void know(Collection<EpisodeRecord> open, Function<EpisodeRecord, Set<FactKey>> sources) {
        tracker = new AnomalyTracker(
                state,
                open.stream()
                        .filter(episode -> owns(episode.anomaly().getService()))
                        .toList(),
                sources,
                forgetAlertsAfter);
    }

    /**
     * Follows a change of the rules in force, between two records.
     *
     * @return whether there was one
     */
    public boolean followRules() {
        if (!isBehindRules()) {
            return false;
        }
        keepLess();
        openSession(whyBehind());
        return true;
    }

    /** With the same release, a rule of any stage went into quarantine, or came out of it. */
    Because whyBehind() {
        return rules.release() == release ? Because.QUARANTINE : Because.RELEASE;
    }

    /**
     * Follows a recorded switch, whose rules and topology are in force by now.
     *
     * @return whether it made a difference
     */
    public boolean follow(DetectionSwitch recorded) {
        boolean same = rules.version() == rulesVersion && (topology == null || topology.version() == topologyVersion);
        if (same || recorded.because() == Because.TOPOLOGY) {
            // The session hears of another topology with the next record.
            return false;
        }
        openSession(recorded.because());
        return true;
    }

    /** Takes a record: its facts change the state, the rules fire, the episodes follow. */
    public void process(LogRecord record) {
        process(record, true);
    }

    /**
     * The same.
     *
     * @param alone whether no other partition goes on to the next record before this one is done
     * @throws FailedInSpanException if a rule fails and this partition is not alone; the memory is of no use then
     */
    void process(LogRecord record, boolean alone) {
        if (followTopology(openedSession())) {
            note(Because.TOPOLOGY);
        }
        int part = 0;
        for (List<Arrival> firing : state.begin(partition.of(record))) {
            // The state takes the whole firing before the session is told: whatever a rule does, the state is right.
            Map<FactKey, Optional<Object>> changes = new LinkedHashMap<>();
            state.apply(firing, new Collected(changes));
            Place place = new Place(partition.index(), record.position(), part++);
            try {
                failAgain(place);
                tracker.follow(fired(changes));
            } catch (RuleFailedException e) {
                if (!alone) {
                    throw new FailedInSpanException(place, e);
                }
                quarantine(e);
            }
        }
        repairs.forEach(after -> after.check.follow(record, state));
        tracker.after(state.receipt().position());
    }

    private Firing fired(Map<FactKey, Optional<Object>> changes) {
        if (changes.isEmpty() && !unfired) {
            // The session is at rest; only the clocks went on.
            return Firing.NONE;
        }
        RuleSession told = openedSession();
        changes.forEach((key, fact) -> fact.ifPresentOrElse(present -> told.put(key, present), () -> told.remove(key)));
        unfired = false;
        return told.fire();
    }

    /** What failed there failed before: it is not tried again, since it may take a thread for ever. */
    void expect(FailedInSpanException failed) {
        expected = failed;
    }

    private void failAgain(Place place) {
        FailedInSpanException failed = expected;
        if (failed != null && failed.place().equals(place)) {
            expected = null;
            throw failed.failure();
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

    /**
     * A session that is built beside the one that runs, whose conclusions stand until {@link #adopt}.
     *
     * @param version of the rules
     * @param declared the services of the topology that it was told
     * @param topology the version of that
     */
    private record Opened(
            RuleSession session,
            long version,
            int release,
            List<Conclusion> standing,
            Set<ServiceKey> declared,
            long topology) {}

    /** Who lets several memories do the same and waits for all of them. */
    interface Each {
        Each ONE_BY_ONE = (memories, work) -> memories.forEach(work);

        void of(List<DetectionMemory> memories, Consumer<DetectionMemory> work);
    }

    private void openSession(Because because) {
        openSessions(List.of(this), because, Each.ONE_BY_ONE);
    }

    /** New sessions over the same states: a rule that fails in one of them is left out of all before any is adopted. */
    static void openSessions(List<DetectionMemory> memories, Because because, Each each) {
        DetectionMemory first = memories.get(0);
        Function<Set<String>, @Nullable String> reason = first.clearedBy(because);
        while (true) {
            Map<DetectionMemory, Opened> opened = new ConcurrentHashMap<>();
            Map<DetectionMemory, RuleFailedException> failed = new ConcurrentHashMap<>();
            each.of(memories, memory -> {
                try {
                    opened.put(memory, memory.prepare());
                } catch (RuleFailedException e) {
                    failed.put(memory, e);
                }
            });
            long version = first.rules.version();
            if (failed.isEmpty() && opened.values().stream().allMatch(one -> one.version() == version)) {
                for (DetectionMemory memory : memories) {
                    memory.adopt(Objects.requireNonNull(opened.get(memory)), because, reason);
                }
                return;
            }
            // Else the rules changed while they were asked for.
            opened.values().forEach(one -> one.session().close());
            Optional<RuleFailedException> failure =
                    memories.stream().map(failed::get).filter(Objects::nonNull).findFirst();
            if (failure.isPresent()) {
                reason = orQuarantine(failure.get(), reason);
                if (!first.rules.quarantine(failure.get())) {
                    throw failure.get();
                }
            }
        }
    }

    private Opened prepare() {
        while (true) {
            long version = rules.version();
            int number = rules.release();
            List<Conclusion> standing = new ArrayList<>();
            if (owns(QuarantineAnomalies.SERVICE)) {
                standing.addAll(QuarantineAnomalies.of(rules.leftOut()));
            }
            RuleSession opened = rules.open(Stage.DETECTION);
            try {
                long topologyThen = topology == null ? -1 : topology.version();
                Set<ServiceKey> told = tellTopology(opened);
                state.tellAll(opened::put);
                stated.forEach(opened::put);
                Firing ignored = opened.fire();
                if (rules.version() != version) {
                    // The rules changed while they were asked for; number and session may not fit.
                    opened.close();
                    continue;
                }
                standing.addAll(opened.standing());
                return new Opened(opened, version, number, standing, told, topologyThen);
            } catch (RuleFailedException e) {
                opened.close();
                throw e;
            }
        }
    }

    private void adopt(Opened opened, Because because, Function<Set<String>, @Nullable String> reason) {
        close();
        session = opened.session();
        rulesVersion = opened.version();
        release = opened.release();
        declared = opened.declared();
        topologyVersion = opened.topology();
        unfired = false;
        tracker.restart(opened.standing(), release, reason);
        tracker.after(state.receipt().position());
        note(because);
    }

    private void quarantine(RuleFailedException e) {
        if (!rules.quarantine(e) && !isBehindRules()) {
            // Another partition may have had it left out by now.
            LOG.errorf(e, "A rule failed, and it is not known which; the session is built anew.");
        }
        openSession(Because.QUARANTINE);
    }

    /** What becomes of an anomaly that no rule concludes any more, by the rules that did. */
    private Function<Set<String>, @Nullable String> clearedBy(Because because) {
        return switch (because) {
            case RELEASE -> concludedBy -> AnomalyTracker.BY_RELEASE;
            case QUARANTINE -> {
                Set<String> leftOut = rules.leftOut().stream()
                        .filter(rule -> rule.stage() == Stage.DETECTION)
                        .map(rule -> rule.rule().rule())
                        .collect(Collectors.toSet());
                yield concludedBy -> Collections.disjoint(concludedBy, leftOut) ? null : AnomalyTracker.BY_QUARANTINE;
            }
            case STARTED, TOPOLOGY -> concludedBy -> null;
        };
    }

    private static Function<Set<String>, @Nullable String> orQuarantine(
            RuleFailedException e, Function<Set<String>, @Nullable String> otherwise) {
        return concludedBy -> e.rules().stream().anyMatch(concludedBy::contains)
                ? AnomalyTracker.BY_QUARANTINE
                : otherwise.apply(concludedBy);
    }

    private void note(Because because) {
        switches.add(new DetectionSwitch(
                state.receipt().position(),
                0,
                release,
                rules.leftOut().stream().map(QuarantinedRule::recorded).toList(),
                topology == null ? 0 : topologyVersion,
                because));
    }

    /** The declared services are facts, too. */
    private boolean followTopology(RuleSession told) {
        if (topology == null || topology.version() == topologyVersion) {
            return false;
        }
        topologyVersion = topology.version();
        unfired = true;
        Set<ServiceKey> now = tellTopology(told);
        for (ServiceKey key : declared) {
            if (!now.contains(key)) {
                told.remove(key);
            }
        }
        declared = now;
        return true;
    }

    private Set<ServiceKey> tellTopology(RuleSession told) {
        Set<ServiceKey> declaredNow = new HashSet<>();
        if (topology != null) {
            for (Service service : topology.services()) {
                ServiceKey key = new ServiceKey(service.getName());
                declaredNow.add(key);
                told.put(key, service);
            }
        }
        return declaredNow;
    }

    /** Whether there is something that triage should see now. */
    public boolean hasTransitions() {
        return tracker.hasTransitions();
    }

    /** Whether there is anything to be stored. */
    public boolean hasChanges() {
        return tracker.hasChanges() || !switches.isEmpty();
    }

    /** What is to be stored, until {@link #stored}. */
    public EpisodeChanges changes() {
        return tracker.changes(switches);
    }

    /** What {@link #changes} told of is dealt with. */
    public void stored() {
        tracker.stored();
        switches.clear();
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
