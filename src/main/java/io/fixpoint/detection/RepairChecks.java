package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Event;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.node.Lead;
import io.fixpoint.rule.SampleWindows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** The state of detection for the stages after it; the checks that run are kept, so each reads the log only once. */
@ApplicationScoped
public class RepairChecks implements FactState {
    private static final int READ = 500;
    private static final int MOST_CHECKS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Detector> detector;
    private final FactLog log;
    private final Episodes episodes;
    private final DetectionConfig config;
    private final long forgetAlertsAfter;
    private final Clock clock;
    private final Lead lead;

    private final Map<CheckKey, RepairCheck> checks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CheckKey, RepairCheck> eldest) {
            return size() > MOST_CHECKS;
        }
    };

    private record CheckKey(Since since, Set<String> services) {}

    @Inject
    public RepairChecks(
            Detection detection,
            FactLog log,
            Episodes episodes,
            DetectionConfig config,
            FactsConfig facts,
            Clock clock,
            Lead lead) {
        this(detection::detector, log, episodes, config, facts, clock, lead);
    }

    /** Of a server that is alone. */
    RepairChecks(
            Supplier<Detector> detector,
            FactLog log,
            Episodes episodes,
            DetectionConfig config,
            FactsConfig facts,
            Clock clock) {
        this(detector, log, episodes, config, facts, clock, Lead.ALONE);
    }

    RepairChecks(
            Supplier<Detector> detector,
            FactLog log,
            Episodes episodes,
            DetectionConfig config,
            FactsConfig facts,
            Clock clock,
            Lead lead) {
        this.detector = detector;
        this.lead = lead;
        this.log = log;
        this.episodes = episodes;
        this.config = config;
        this.forgetAlertsAfter = Micros.of(facts.retention());
        this.clock = clock;
    }

    @Override
    public List<Event> events() {
        return currentEvents().events();
    }

    @Override
    public CurrentEvents currentEvents() {
        return detector.get().read(state -> new CurrentEvents(state.receipt().position(), state.events()));
    }

    @Override
    public Set<String> instances(String service) {
        return detector.get().read(state -> {
            ServiceState known = state.service(service);
            return known == null ? Set.of() : known.knownInstances();
        });
    }

    @Override
    public Since now() {
        return new Since(log.lastPosition(), clock.instant().truncatedTo(ChronoUnit.MICROS), lead.node());
    }

    /** The same moment in the log of this server, if the repair ended on another one. */
    private Since here(Since since) {
        return since.node() == lead.node()
                ? since
                : new Since(log.positionBefore(since.time()), since.time(), lead.node());
    }

    @Override
    public FreshFacts freshFacts(Since ended, Set<String> services, Collection<Anomaly> anomalies) {
        Since since = here(ended);
        Detector current = detector.get();
        awaitReady(current);
        List<Anomaly> now = asTheyStand(anomalies);
        Set<String> all = new HashSet<>(services);
        Set<AnomalySource> sources = new LinkedHashSet<>();
        for (Anomaly anomaly : now) {
            Set<AnomalySource> raisedBy =
                    AnomalySource.of(anomaly, episodes.explanation(Objects.requireNonNullElse(anomaly.getId(), "")));
            raisedBy.forEach(source -> all.add(source.key().service()));
            sources.addAll(raisedBy);
        }
        SampleWindows windows = current.read(KnownFacts::windows);
        RepairCheck check;
        synchronized (checks) {
            check = checks.computeIfAbsent(
                    new CheckKey(since, Set.copyOf(all)),
                    key -> new RepairCheck(key.since(), key.services(), config, windows, forgetAlertsAfter));
        }
        synchronized (check) {
            follow(check, current);
            return facts(since, check, current, now, sources);
        }
    }

    private static void awaitReady(Detector detector) {
        try {
            if (!detector.awaitReady(PATIENCE)) {
                throw new IllegalStateException("Detection is still being rebuilt; nothing can be verified yet.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while detection is being rebuilt", e);
        }
    }

    /** The anomalies as they are stored, and others of the same identity that stand: the fault may have come back. */
    private List<Anomaly> asTheyStand(Collection<Anomaly> anomalies) {
        Set<String> ids = new LinkedHashSet<>();
        Set<List<Object>> identities = new HashSet<>();
        for (Anomaly anomaly : anomalies) {
            identities.add(anomaly.identity());
            if (anomaly.getId() != null) {
                ids.add(anomaly.getId());
            }
        }
        List<Anomaly> now = new ArrayList<>(episodes.byIds(ids));
        for (Anomaly standing : episodes.standing()) {
            if (identities.contains(standing.identity()) && !ids.contains(standing.getId())) {
                now.add(standing);
            }
        }
        return now;
    }

    /** Reads what the detector has processed since. */
    private void follow(RepairCheck check, Detector detector) {
        long end = detector.position();
        while (check.position() < end) {
            List<LogRecord> records = log.read(check.position(), READ);
            if (records.isEmpty()) {
                return;
            }
            detector.read(live -> {
                for (LogRecord record : records) {
                    if (record.position() <= end) {
                        check.follow(record, live);
                    }
                }
                return end;
            });
            if (records.get(records.size() - 1).position() >= end) {
                return;
            }
        }
    }

    private static FreshFacts facts(
            Since since, RepairCheck check, Detector detector, List<Anomaly> now, Set<AnomalySource> sources) {
        Set<FactKey> keys = new HashSet<>();
        sources.forEach(source -> keys.add(source.key()));
        Instant fault = now.stream()
                .map(anomaly -> Objects.requireNonNull(anomaly.getStartedAt()).toInstant())
                .min(Instant::compareTo)
                .orElse(since.time());
        return detector.read(live -> {
            RepairCheck.View view = check.view(live, keys, Micros.of(fault));
            List<String> notFresh = new ArrayList<>();
            for (AnomalySource source : sources) {
                if (!view.isSatisfied(source)) {
                    notFresh.add(source.title() + ": " + missing(source.key()));
                }
            }
            // Where there is no anomaly at all, nothing can tell that it is over.
            boolean cleared = !now.isEmpty() && now.stream().allMatch(Anomaly::isCleared) && notFresh.isEmpty();
            long asOf = live.receipt().received() - live.receipt().downAfter(since.position());
            return new FreshFacts(view.facts(), now, notFresh, cleared, Micros.time(asOf));
        });
    }

    private static String missing(FactKey key) {
        if (key instanceof FactKey.AlertKey) {
            return "neither repeated nor resolved since the repair ended";
        }
        return "nothing measured and received since the repair ended, or silent again";
    }
}
