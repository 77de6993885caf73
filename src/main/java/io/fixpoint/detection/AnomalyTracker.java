package io.fixpoint.detection;

import io.fixpoint.detection.EpisodeChanges.Explanation;
import io.fixpoint.detection.EpisodeChanges.Past;
import io.fixpoint.detection.EpisodeChanges.Transition;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.RuleSession.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns conclusions into episodes, on the services' clocks: PENDING until the condition has held for {@code pendingFor},
 * then FIRING, CLEARED when it has been gone for {@code keepFiringFor} (the semantics of Prometheus' {@code for} and
 * {@code keep_firing_for}). Conclusions of one identity are one episode, and the highest severity stands. It only
 * collects what is to be stored; the caller commits that together with the position of the log.
 */
final class AnomalyTracker {
    static final String BY_CONDITION = "condition";
    static final String BY_RELEASE = "release";
    static final String BY_QUARANTINE = "quarantine";
    static final String BY_RETENTION = "retention";

    /** The worst first; of equally bad ones that which fires first. */
    private static final Comparator<Anomaly> WORST = Comparator.comparing(
                    Anomaly::getSeverity, Comparator.reverseOrder())
            .thenComparing(anomaly -> anomaly.pendingFor())
            .thenComparing(anomaly -> anomaly.keepFiringFor(), Comparator.reverseOrder())
            .thenComparing(anomaly -> Objects.requireNonNullElse(anomaly.getDetail(), ""));

    private final StateFacts state;
    private final long unmeasuredFor;
    private final Map<List<Object>, Tracked> tracked = new LinkedHashMap<>();
    /** Those that time alone may change: pending, or firing without their condition. */
    private final Set<Tracked> waiting = new LinkedHashSet<>();

    private final Set<Tracked> touched = new LinkedHashSet<>();
    private final Set<Tracked> toStore = new LinkedHashSet<>();
    private final Set<Tracked> changed = new LinkedHashSet<>();
    private final List<Past> past = new ArrayList<>();
    /** So many transitions are in {@link #past}. */
    private int noted;

    private final List<Explanation> explanations = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private int release;

    /** An identity that stands or is an open episode. */
    private static final class Tracked {
        final Map<Anomaly, Conclusion> standing = new LinkedHashMap<>();

        @Nullable
        String id;

        Anomaly anomaly;
        Anomaly.Status status = Anomaly.Status.PENDING;
        Set<String> rules = Set.of();
        int release;
        Moment started = Moment.NEVER;

        @Nullable
        Instant firingAt;

        @Nullable
        Moment gone;

        @Nullable
        Instant clearedAt;

        @Nullable
        String clearedBy;

        /** Known from the store alone: no rule has concluded it here. */
        boolean inherited;

        Set<FactKey> sources = Set.of();

        /** The receipt time when it was judged first without facts; 0 before. */
        long unmeasuredSince;

        Tracked(Anomaly anomaly) {
            this.anomaly = anomaly;
        }

        EpisodeRecord record() {
            return new EpisodeRecord(
                    Objects.requireNonNull(id),
                    anomaly,
                    status,
                    release,
                    List.copyOf(rules),
                    Micros.time(started.time()),
                    Micros.time(started.received()),
                    firingAt,
                    gone == null ? null : Micros.time(gone.time()),
                    gone == null ? null : Micros.time(gone.received()),
                    clearedAt,
                    clearedBy,
                    null);
        }
    }

    /**
     * A moment on a service's clock.
     *
     * @param active the same without downtime
     */
    private record Moment(long time, long received, long active) {
        static final Moment NEVER = new Moment(0, 0, 0);
    }

    /**
     * @param open the episodes that are not cleared at the state's position
     * @param sources what raised an episode; empty if its service will do
     * @param unmeasuredFor so many microseconds an episode of theirs stands while there are no facts of its sources, or of
     *     its service: what nobody measures is not over
     */
    AnomalyTracker(
            StateFacts state,
            Collection<EpisodeRecord> open,
            Function<EpisodeRecord, Set<FactKey>> sources,
            long unmeasuredFor) {
        this.state = state;
        this.unmeasuredFor = unmeasuredFor;
        for (EpisodeRecord episode : open) {
            Tracked entry = new Tracked(episode.anomaly());
            entry.id = episode.id();
            entry.status = episode.status();
            entry.rules = new TreeSet<>(episode.rules());
            entry.release = episode.release();
            entry.started = moment(episode.startedAt(), episode.startedReceived());
            entry.firingAt = episode.firingAt();
            if (episode.goneAt() != null && episode.goneReceived() != null) {
                entry.gone = moment(episode.goneAt(), episode.goneReceived());
            }
            entry.inherited = true;
            entry.sources = sources.apply(episode);
            tracked.put(episode.anomaly().identity(), entry);
            waiting.add(entry);
        }
    }

    private Moment moment(Instant time, Instant received) {
        long micros = Micros.of(time);
        return new Moment(micros, Micros.of(received), micros - state.receipt().downAt(Micros.of(received)));
    }

    private Moment now(String service) {
        ServiceClock clock = state.clock(service);
        return new Moment(clock.now(), state.receipt().received(), clock.active());
    }

    /**
     * Takes what stands in a new session in place of what stood in the one before.
     *
     * @param clearedBy tells of the rules of an anomaly that no longer stands whether it is cleared at once because the
     *     rules changed, and by what; null if its condition is gone, as usual
     */
    void restart(Collection<Conclusion> standing, int newRelease, Function<Set<String>, @Nullable String> clearedBy) {
        release = newRelease;
        tracked.values().forEach(entry -> entry.standing.clear());
        for (Conclusion conclusion : standing) {
            stand(conclusion);
        }
        for (Tracked entry : List.copyOf(tracked.values())) {
            if (entry.standing.isEmpty() && entry.gone == null) {
                String reason = clearedBy.apply(entry.rules);
                if (reason != null) {
                    clear(entry, now(entry.anomaly.getService()), reason);
                }
            }
        }
        touched.addAll(tracked.values());
        judge();
    }

    /** Takes what one firing changed, and judges by the clocks of that firing. */
    void follow(Firing firing) {
        for (Object value : firing.withdrawn()) {
            if (value instanceof Anomaly anomaly) {
                Tracked entry = tracked.get(anomaly.identity());
                if (entry != null) {
                    entry.standing.remove(anomaly);
                    touched.add(entry);
                }
            }
        }
        firing.concluded().forEach(this::stand);
        judge();
    }

    private void stand(Conclusion conclusion) {
        if (conclusion.logical() && conclusion.value() instanceof Anomaly anomaly) {
            Tracked entry = tracked.computeIfAbsent(anomaly.identity(), identity -> new Tracked(anomaly));
            entry.standing.put(anomaly, conclusion);
            touched.add(entry);
        }
    }

    private void judge() {
        touched.addAll(waiting);
        List<Tracked> all = List.copyOf(touched);
        touched.clear();
        for (Tracked entry : all) {
            if (entry.status == Anomaly.Status.CLEARED) {
                continue;
            }
            Moment now = now(entry.anomaly.getService());
            if (entry.standing.isEmpty()) {
                judgeGone(entry, now);
            } else {
                judgeStanding(entry, now);
            }
        }
    }

    private void judgeStanding(Tracked entry, Moment now) {
        Anomaly worst = entry.standing.keySet().stream().min(WORST).orElseThrow();
        entry.inherited = false;
        boolean isNew = entry.id == null;
        boolean otherSeverity = entry.anomaly.getSeverity() != worst.getSeverity();
        if (isNew) {
            entry.id = UUID.randomUUID().toString();
            entry.started = now;
        }
        if (isNew || otherSeverity || !entry.anomaly.equals(worst) || entry.gone != null) {
            entry.anomaly = worst;
            entry.gone = null;
            entry.rules = rules(entry);
            entry.release = release;
            store(entry);
        }
        boolean fires = entry.status == Anomaly.Status.PENDING
                && now.active() - entry.started.active() >= Micros.of(worst.pendingFor());
        if (fires) {
            entry.status = Anomaly.Status.FIRING;
            entry.firingAt = Micros.time(now.time());
            store(entry);
        }
        if (isNew || otherSeverity) {
            explanations.add(new Explanation(
                    Objects.requireNonNull(entry.id),
                    Micros.time(now.time()),
                    worst,
                    entry.standing.values().stream()
                            .flatMap(conclusion -> conclusion.matches().stream())
                            .toList()));
        }
        if (isNew || otherSeverity || fires) {
            change(entry, now);
        }
        if (entry.status == Anomaly.Status.PENDING) {
            waiting.add(entry);
        } else {
            waiting.remove(entry);
        }
    }

    private void judgeGone(Tracked entry, Moment now) {
        if (entry.id == null) {
            tracked.remove(entry.anomaly.identity());
            return;
        }
        if (isUnmeasured(entry)) {
            if (entry.unmeasuredSince == 0) {
                entry.unmeasuredSince = now.received();
            }
            if (now.received() - entry.unmeasuredSince > unmeasuredFor) {
                clear(entry, now, BY_RETENTION);
            }
            return;
        }
        entry.inherited = false;
        if (entry.status == Anomaly.Status.PENDING) {
            clear(entry, now, BY_CONDITION);
            return;
        }
        if (entry.gone == null) {
            entry.gone = now;
            store(entry);
            waiting.add(entry);
        }
        if (now.active() - entry.gone.active() >= Micros.of(entry.anomaly.keepFiringFor())) {
            clear(entry, now, BY_CONDITION);
        }
    }

    /** Another server measured it, or a log that is lost. */
    private boolean isUnmeasured(Tracked entry) {
        String service = entry.anomaly.getService();
        if (!entry.inherited || service.equals(QuarantineAnomalies.SERVICE)) {
            return false;
        }
        return entry.sources.isEmpty()
                ? state.service(service) == null
                : entry.sources.stream().noneMatch(source -> AnomalySource.isKnown(source, state));
    }

    private void clear(Tracked entry, Moment now, String by) {
        entry.status = Anomaly.Status.CLEARED;
        entry.clearedAt = Micros.time(now.time());
        entry.clearedBy = by;
        store(entry);
        waiting.remove(entry);
        tracked.remove(entry.anomaly.identity());
        change(entry, now);
    }

    private void change(Tracked entry, Moment now) {
        transitions.add(new Transition(Objects.requireNonNull(entry.id), entry.status, Micros.time(now.time())));
    }

    private void store(Tracked entry) {
        toStore.add(entry);
        changed.add(entry);
    }

    /** A record is processed, or a switch is done: this is how the episodes stand after it. */
    void after(long position) {
        for (Tracked entry : changed) {
            past.add(new Past(
                    position,
                    entry.record(),
                    transitions.subList(noted, transitions.size()).stream()
                            .filter(transition -> transition.episodeId().equals(entry.id))
                            .toList()));
        }
        changed.clear();
        noted = transitions.size();
    }

    private static Set<String> rules(Tracked entry) {
        Set<String> rules = new TreeSet<>();
        entry.standing.values().forEach(conclusion -> conclusion.matches().forEach(match -> rules.add(match.rule())));
        return rules;
    }

    /** Whether there is something that triage should see now. */
    boolean hasTransitions() {
        return !transitions.isEmpty();
    }

    boolean hasChanges() {
        return !toStore.isEmpty() || !transitions.isEmpty();
    }

    /** What is to be stored, until {@link #stored}. */
    EpisodeChanges changes(List<DetectionSwitch> switches) {
        return EpisodeChanges.merged(List.of(new EpisodeChanges(
                toStore.stream().map(Tracked::record).toList(), explanations, transitions, switches, past)));
    }

    /** All changes are stored. */
    void stored() {
        toStore.clear();
        past.clear();
        noted = 0;
        explanations.clear();
        transitions.clear();
    }
}
