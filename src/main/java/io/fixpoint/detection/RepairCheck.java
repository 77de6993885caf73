package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.HeartbeatKey;
import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.detection.FactKey.ServiceKey;
import io.fixpoint.detection.FactState.Since;
import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.detection.ServiceState.Known;
import io.fixpoint.detection.ServiceState.KnownSeries;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Series;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.SampleWindows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was measured since a repair ended, with statistics of its own, compared with all that is known. Not thread-safe.
 *
 * <p>A fact is fresh if it was logged after the repair's end with an event time after it, corrected by as much as the
 * sender's clock was seen to be ahead. A series or heartbeat that is silent again is not fresh.
 */
final class RepairCheck {
    /** Who fell silent so long before the first anomaly has nothing to do with the fault. */
    private static final long LONG_BEFORE = Micros.HOUR;

    private final Since since;
    private final long sinceTime;
    private final Set<String> services;
    private final StateFacts own;
    private long position;

    RepairCheck(
            Since since, Set<String> services, DetectionConfig config, SampleWindows windows, long forgetAlertsAfter) {
        this.since = since;
        this.sinceTime = Micros.of(since.time());
        this.services = Set.copyOf(services);
        this.own = new StateFacts(config, windows.counted(), forgetAlertsAfter);
        this.position = since.position();
    }

    /** The last position that is read. */
    long position() {
        return position;
    }

    /** Takes the next record. {@code live} has processed it already. */
    void follow(LogRecord record, KnownFacts live) {
        for (List<Arrival> firing : own.begin(record)) {
            List<Arrival> fresh = new ArrayList<>();
            for (Arrival arrival : firing) {
                if (services.contains(arrival.fact().service())) {
                    own.observe(arrival);
                    if (isFresh(arrival.fact(), record, live)) {
                        fresh.add(arrival);
                    }
                }
            }
            own.apply(fresh, Changes.NONE);
        }
        position = record.position();
    }

    private boolean isFresh(Fact fact, LogRecord record, KnownFacts live) {
        long ahead = live.ahead(fact.service(), fact.instance(), Micros.of(record.receivedAt()));
        return Micros.of(fact.time()) - ahead > sinceTime;
    }

    /**
     * What a check sees.
     *
     * @param facts all facts of the services, fresh or not
     * @param fresh the keys of the fresh ones
     * @param replaced the keys of what an instance left behind that the repair replaced by a new one
     */
    record View(List<Object> facts, Set<FactKey> fresh, Set<FactKey> replaced) {
        boolean isSatisfied(AnomalySource source) {
            if (source.key() instanceof ServiceKey service) {
                return fresh.stream().anyMatch(key -> key.service().equals(service.service()));
            }
            return fresh.contains(source.key()) || replaced.contains(source.key());
        }
    }

    /**
     * The facts now.
     *
     * @param sources always part of the check
     * @param faultTime when the first anomaly began, in microseconds
     */
    View view(KnownFacts live, Set<FactKey> sources, long faultTime) {
        own.sweepAll();
        View view = new View(new ArrayList<>(), new HashSet<>(), new HashSet<>());
        for (String name : new TreeSet<>(services)) {
            ServiceState known = live.service(name);
            if (known != null) {
                ServiceState fresh = own.service(name);
                addSeries(view, known, fresh, sources, faultTime);
                addHeartbeats(view, known, fresh, sources, faultTime);
                addAlerts(view, known, fresh);
            }
        }
        return view;
    }

    private void addSeries(
            View view, ServiceState known, @Nullable ServiceState own, Set<FactKey> sources, long faultTime) {
        Map<SeriesKey, KnownSeries> ownSeries = own == null ? Map.of() : own.series();
        List<FactKey> silent = new ArrayList<>();
        known.series().forEach((key, series) -> {
            KnownSeries counted = ownSeries.get(key);
            boolean fresh = counted != null && !series.statistics().stale();
            if (fresh) {
                view.fresh().add(key);
            } else if (sources.contains(key) || Micros.of(series.statistics().time()) >= faultTime - LONG_BEFORE) {
                silent.add(key);
            }
        });
        Set<FactKey> replaced = replaced(silent, known, view.fresh());
        view.replaced().addAll(replaced);
        known.series().forEach((key, series) -> {
            boolean fresh = view.fresh().contains(key);
            if (fresh || (silent.contains(key) && !replaced.contains(key))) {
                KnownSeries counted = ownSeries.get(key);
                SeriesStatistics usual = series.statistics().copy();
                Series.Readings numbers =
                        counted == null ? usual : counted.statistics().copy();
                view.facts()
                        .add(new Series(
                                key.service(),
                                key.instance(),
                                key.metric(),
                                key.labels(),
                                new CheckedReadings(numbers, usual, fresh)));
            }
        });
    }

    private void addHeartbeats(
            View view, ServiceState known, @Nullable ServiceState own, Set<FactKey> sources, long faultTime) {
        Map<HeartbeatKey, Known<Fact.Heartbeat>> ownBeats = own == null ? Map.of() : own.heartbeats();
        List<FactKey> silent = new ArrayList<>();
        known.heartbeats().forEach((key, beat) -> {
            if (ownBeats.containsKey(key) && !known.heartbeat(beat, true).isMissing()) {
                view.fresh().add(key);
            } else if (sources.contains(key) || Micros.of(beat.last().time()) >= faultTime - LONG_BEFORE) {
                silent.add(key);
            }
        });
        Set<FactKey> replaced = replaced(silent, known, view.fresh());
        view.replaced().addAll(replaced);
        known.heartbeats().forEach((key, beat) -> {
            boolean fresh = view.fresh().contains(key);
            if (fresh || (silent.contains(key) && !replaced.contains(key))) {
                view.facts().add(known.heartbeat(beat, fresh));
            }
        });
    }

    private static void addAlerts(View view, ServiceState known, @Nullable ServiceState own) {
        known.alerts().forEach((key, alert) -> {
            boolean fresh = own != null && own.alerts().containsKey(key);
            if (fresh) {
                view.fresh().add(key);
            }
            view.facts().add(known.alert(alert, fresh));
        });
    }

    /**
     * The silent ones whose instance was replaced: a new instance, unknown before the repair ended, has fresh facts of
     * the same metric, or fresh heartbeats. Each new instance replaces one.
     */
    private Set<FactKey> replaced(List<FactKey> silent, ServiceState known, Set<FactKey> fresh) {
        Set<FactKey> replaced = new LinkedHashSet<>();
        Set<String> kinds = new LinkedHashSet<>();
        silent.forEach(key -> kinds.add(kind(key)));
        for (String kind : kinds) {
            Set<String> gone = new TreeSet<>();
            for (FactKey key : silent) {
                String instance = key.instance();
                if (instance != null && kind(key).equals(kind) && !known.isNewAfter(instance, since.position())) {
                    gone.add(instance);
                }
            }
            Set<String> still = new HashSet<>();
            Set<String> arrived = new HashSet<>();
            for (FactKey key : fresh) {
                String instance = key.instance();
                if (instance != null && kind(key).equals(kind) && belongs(key, silent)) {
                    (known.isNewAfter(instance, since.position()) ? arrived : still).add(instance);
                }
            }
            // One of whose series some are fresh is still there.
            gone.removeAll(still);
            Set<String> left = new HashSet<>(gone.stream().limit(arrived.size()).toList());
            silent.stream()
                    .filter(key -> kind(key).equals(kind) && key.instance() != null && left.contains(key.instance()))
                    .forEach(replaced::add);
        }
        return replaced;
    }

    private static boolean belongs(FactKey key, List<FactKey> silent) {
        return key.service().equals(silent.get(0).service());
    }

    private static String kind(FactKey key) {
        return key instanceof SeriesKey series ? "metric " + series.metric() : "heartbeat";
    }
}
