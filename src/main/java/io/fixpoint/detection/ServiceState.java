package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.AlertKey;
import io.fixpoint.detection.FactKey.EventKey;
import io.fixpoint.detection.FactKey.HeartbeatKey;
import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.fact.Alert;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Heartbeat;
import io.fixpoint.fact.Series;
import io.fixpoint.rule.SampleWindows;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The state facts of one service, on its clock. */
final class ServiceState {
    /** Where changes go: a rule session, or nowhere while only the state is rebuilt. */
    interface Changes {
        Changes NONE = new Changes() {
            @Override
            public void put(FactKey key, Object fact) {}

            @Override
            public void remove(FactKey key) {}
        };

        void put(FactKey key, Object fact);

        void remove(FactKey key);
    }

    /** A series and its numbers; its key is one object for as long as the series is known. */
    record KnownSeries(SeriesKey key, Series fact, SeriesStatistics statistics) {}

    /** The last observation of an alert or a heartbeat; {@code active} is its time without downtime. */
    record Known<F extends Fact>(F last, long active, long received) {}

    /** The position at which an instance was seen first, and its latest time without downtime. */
    private static final class Seen {
        final long first;
        long active;

        Seen(long first, long active) {
            this.first = first;
            this.active = active;
        }
    }

    private final DetectionConfig config;
    private final long forgetAlertsAfter;
    private final long sweepEvery;
    private final ReceiptClock receipt;
    private final ServiceClock clock;
    private final Map<SeriesKey, KnownSeries> series = new LinkedHashMap<>();
    private final Map<AlertKey, Known<Fact.Alert>> alerts = new LinkedHashMap<>();
    private final Map<HeartbeatKey, Known<Fact.Heartbeat>> heartbeats = new LinkedHashMap<>();
    private final Map<EventKey, Known<Fact.Event>> events = new LinkedHashMap<>();
    private final Map<String, Seen> instances = new HashMap<>();

    private SampleWindows windows;
    private long swept = Long.MIN_VALUE;

    ServiceState(
            DetectionConfig config,
            SampleWindows windows,
            long forgetAlertsAfter,
            ReceiptClock receipt,
            ServiceClock clock) {
        this.config = config;
        this.windows = windows;
        this.forgetAlertsAfter = forgetAlertsAfter;
        this.sweepEvery = Micros.of(config.tick()) / 2;
        this.receipt = receipt;
        this.clock = clock;
    }

    ServiceClock clock() {
        return clock;
    }

    Map<SeriesKey, KnownSeries> series() {
        return series;
    }

    /** The instances that have a series or a heartbeat. */
    Set<String> knownInstances() {
        Set<String> known = new TreeSet<>();
        series.keySet().stream().map(SeriesKey::instance).forEach(instance -> add(known, instance));
        heartbeats.keySet().stream().map(HeartbeatKey::instance).forEach(instance -> add(known, instance));
        return known;
    }

    private static void add(Set<String> known, @Nullable String instance) {
        if (instance != null) {
            known.add(instance);
        }
    }

    Map<AlertKey, Known<Fact.Alert>> alerts() {
        return alerts;
    }

    Map<HeartbeatKey, Known<Fact.Heartbeat>> heartbeats() {
        return heartbeats;
    }

    Map<EventKey, Known<Fact.Event>> events() {
        return events;
    }

    /** From now on rules read these windows; what was not kept of them is computed. */
    void deepen(Deepening computed) {
        windows = computed.wanted();
        series.forEach((key, known) -> known.statistics().deepen(windows.of(key.metric()), computed.of(key)));
    }

    /** From now on rules read no more than this. */
    void keepLess(SampleWindows fewer) {
        windows = fewer;
        series.forEach((key, known) -> known.statistics().keepLess(fewer.of(key.metric())));
    }

    void write(StateOutput out) throws IOException {
        clock.write(out);
        out.number(swept);
        out.count(instances.size());
        for (Map.Entry<String, Seen> instance : instances.entrySet()) {
            out.text(instance.getKey());
            out.number(instance.getValue().first);
            out.number(instance.getValue().active);
        }
        out.count(series.size());
        for (Map.Entry<SeriesKey, KnownSeries> entry : series.entrySet()) {
            SeriesKey key = entry.getKey();
            out.textOrNull(key.instance());
            out.text(key.metric());
            out.labels(key.labels());
            entry.getValue().statistics().write(out.data());
        }
        write(alerts.values(), out);
        write(heartbeats.values(), out);
        out.count(events.size());
        for (Map.Entry<EventKey, Known<Fact.Event>> event : events.entrySet()) {
            out.number(event.getKey().position());
            out.count(event.getKey().index());
            write(event.getValue(), out);
        }
    }

    private static void write(Collection<? extends Known<?>> all, StateOutput out) throws IOException {
        out.count(all.size());
        for (Known<?> known : all) {
            write(known, out);
        }
    }

    private static void write(Known<?> known, StateOutput out) throws IOException {
        out.number(known.active());
        out.number(known.received());
        out.fact(known.last());
    }

    /** Reads what {@link #write} wrote of the service. */
    void read(String service, StateInput in) throws IOException {
        clock.read(in);
        swept = in.number();
        for (int left = in.count(); left > 0; left--) {
            instances.put(in.text(), new Seen(in.number(), in.number()));
        }
        for (int left = in.count(); left > 0; left--) {
            SeriesKey key = new SeriesKey(service, in.textOrNull(), in.text(), in.labels()).interned();
            series.put(
                    key, known(key, SeriesStatistics.read(in.data(), key.metric(), config, windows.of(key.metric()))));
        }
        for (int left = in.count(); left > 0; left--) {
            Known<Fact.Alert> known = known(Fact.Alert.class, in);
            alerts.put((AlertKey) FactKey.of(known.last(), 0, 0), known);
        }
        for (int left = in.count(); left > 0; left--) {
            Known<Fact.Heartbeat> known = known(Fact.Heartbeat.class, in);
            heartbeats.put((HeartbeatKey) FactKey.of(known.last(), 0, 0), known);
        }
        for (int left = in.count(); left > 0; left--) {
            long position = in.number();
            int index = in.count();
            Known<Fact.Event> known = known(Fact.Event.class, in);
            events.put((EventKey) FactKey.of(known.last(), position, index), known);
        }
    }

    private static <F extends Fact> Known<F> known(Class<F> type, StateInput in) throws IOException {
        long active = in.number();
        long received = in.number();
        return new Known<>(type.cast(in.fact()), active, received);
    }

    private static KnownSeries known(SeriesKey key, SeriesStatistics statistics) {
        return new KnownSeries(
                key, new Series(key.service(), key.instance(), key.metric(), key.labels(), statistics), statistics);
    }

    /** Whether the instance was unknown up to the position. */
    boolean isNewAfter(@Nullable String instance, long position) {
        Seen seen = instance == null ? null : instances.get(instance);
        return seen != null && seen.first > position;
    }

    /** Null if there is none yet. */
    @Nullable
    KnownSeries series(SeriesKey key) {
        return series.get(key);
    }

    KnownSeries newSeries(SeriesKey key) {
        KnownSeries added = known(key.interned(), new SeriesStatistics(key.metric(), config, windows.of(key.metric())));
        series.put(added.key(), added);
        return added;
    }

    /**
     * Takes a fact of this service.
     *
     * @param of the series, if it is a sample
     */
    void apply(Arrival arrival, @Nullable KnownSeries of, Changes changes) {
        clock.observe(arrival.time());
        Fact fact = arrival.fact();
        long active = arrival.time() - receipt.down();
        if (fact.instance() != null) {
            Seen seen = instances.get(fact.instance());
            if (seen == null) {
                instances.put(fact.instance(), new Seen(receipt.position(), active));
            } else {
                seen.active = Math.max(seen.active, active);
            }
        }
        if (fact instanceof Fact.Sample sample) {
            apply(Objects.requireNonNull(of), sample, arrival.time(), active, changes);
        } else if (fact instanceof Fact.Alert alert) {
            AlertKey key = (AlertKey) arrival.key();
            Known<Fact.Alert> known = alerts.get(key);
            if (known == null || active >= known.active()) {
                Known<Fact.Alert> now = new Known<>(alert, active, receipt.received());
                alerts.put(key, now);
                changes.put(key, alert(now, true));
            }
        } else if (fact instanceof Fact.Heartbeat heartbeat) {
            HeartbeatKey key = (HeartbeatKey) arrival.key();
            Known<Fact.Heartbeat> known = heartbeats.get(key);
            if (known == null || active >= known.active()) {
                Known<Fact.Heartbeat> now = new Known<>(heartbeat, active, receipt.received());
                heartbeats.put(key, now);
                changes.put(key, heartbeat(now, true));
            }
        } else if (fact instanceof Fact.Event event) {
            EventKey key = (EventKey) arrival.key();
            Known<Fact.Event> now = new Known<>(event, active, receipt.received());
            if (isKept(now)) {
                events.put(key, now);
                changes.put(key, new Event(event));
            }
        }
    }

    private void apply(KnownSeries of, Fact.Sample sample, long time, long active, Changes changes) {
        SeriesStatistics statistics = of.statistics();
        statistics.add(time, active, receipt.received() - receipt.down(), sample.value(), sample.unit());
        statistics.touch(clock.now(), clock.active());
        changes.put(of.key(), of.fact());
    }

    /** Whether so much time has passed since the last sweep that facts may look different. */
    boolean isDue() {
        return swept == Long.MIN_VALUE || clock.active() - swept >= sweepEvery;
    }

    /** Brings what depends on time up to the service's time, and forgets what is over. */
    void sweep(Changes changes) {
        long now = clock.active();
        swept = now;
        long forget = Micros.of(config.forgetAfter());
        for (Iterator<Map.Entry<SeriesKey, KnownSeries>> all = series.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<SeriesKey, KnownSeries> entry = all.next();
            SeriesStatistics statistics = entry.getValue().statistics();
            if (statistics.touched() != now) {
                boolean wasStale = statistics.stale();
                statistics.touch(clock.now(), now);
                if (statistics.idle() > forget && statistics.idle() > samplesOf(entry.getKey())) {
                    all.remove();
                    changes.remove(entry.getKey());
                } else if (statistics.movesWithTime() || statistics.stale() != wasStale) {
                    changes.put(entry.getKey(), entry.getValue().fact());
                }
            }
        }
        instances.values().removeIf(seen -> now - seen.active > forget);
        sweep(alerts, this::isKeptAlert, known -> alert(known, true), changes);
        sweep(heartbeats, known -> now - known.active() <= forget, known -> heartbeat(known, true), changes);
        events.entrySet().removeIf(entry -> {
            boolean over = !isKept(entry.getValue());
            if (over) {
                changes.remove(entry.getKey());
            }
            return over;
        });
    }

    /** For how long rules read the samples of the series. */
    private long samplesOf(SeriesKey key) {
        return Micros.of(windows.of(key.metric()).samples());
    }

    private static <K extends FactKey, F extends Fact> void sweep(
            Map<K, Known<F>> all, Predicate<Known<F>> kept, Function<Known<F>, Object> fact, Changes changes) {
        all.entrySet().removeIf(entry -> {
            if (kept.test(entry.getValue())) {
                changes.put(entry.getKey(), fact.apply(entry.getValue()));
                return false;
            }
            changes.remove(entry.getKey());
            return true;
        });
    }

    private boolean isKept(Known<Fact.Event> event) {
        return clock.active() - event.active() < Micros.of(event.last().keep());
    }

    private boolean isKeptAlert(Known<Fact.Alert> alert) {
        long age = clock.active() - alert.active();
        return age <= (alert.last().firing() ? forgetAlertsAfter : Micros.of(config.keepResolvedAlerts()));
    }

    /** Forgets series that are silent for so long; returns how many. */
    int forgetIdle(long length, Changes changes) {
        long now = clock.active();
        int before = series.size();
        series.entrySet().removeIf(entry -> {
            boolean idle = entry.getValue().statistics().idleAt(now) > length;
            if (idle) {
                changes.remove(entry.getKey());
            }
            return idle;
        });
        return before - series.size();
    }

    boolean isEmpty() {
        return series.isEmpty() && alerts.isEmpty() && heartbeats.isEmpty() && events.isEmpty();
    }

    /** Tells all state facts, in a fixed order. */
    void tellAll(BiConsumer<FactKey, Object> listener) {
        series.forEach((key, known) -> listener.accept(key, known.fact()));
        alerts.forEach((key, known) -> listener.accept(key, alert(known, true)));
        heartbeats.forEach((key, known) -> listener.accept(key, heartbeat(known, true)));
        events.forEach((key, known) -> listener.accept(key, new Event(known.last())));
    }

    Alert alert(Known<Fact.Alert> known, boolean fresh) {
        return new Alert(known.last(), Micros.time(known.received()), age(known), fresh);
    }

    Heartbeat heartbeat(Known<Fact.Heartbeat> known, boolean fresh) {
        return new Heartbeat(known.last(), Micros.time(known.received()), age(known), isMissing(known), fresh);
    }

    private boolean isMissing(Known<Fact.Heartbeat> known) {
        double tolerated = Micros.of(known.last().interval()) * config.heartbeatTolerance();
        return clock.active() - known.active() > tolerated;
    }

    private Duration age(Known<?> known) {
        return Micros.length(Math.max(0, clock.active() - known.active()));
    }
}
