package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.detection.ServiceState.KnownSeries;
import io.fixpoint.fact.Event;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.SampleWindows;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The state facts of all services of a partition. A function of the log up to a position, and of the configuration: it
 * knows no other time than the log's.
 */
final class StateFacts implements KnownFacts {
    private static final Logger LOG = Logger.getLogger(StateFacts.class);
    private static final long IDLE = Micros.HOUR;

    /** The same order, whatever the partitions. */
    static final Comparator<Event> BY_TIME = Comparator.comparing(Event::getTime)
            .thenComparing(Event::getService)
            .thenComparing(Event::getKind)
            .thenComparing(event -> String.valueOf(event.getMessage()));

    private final DetectionConfig config;
    private final long forgetAlertsAfter;
    private final ReceiptClock receipt = new ReceiptClock();
    private final Senders senders = new Senders();
    private final Map<String, ServiceState> services = new LinkedHashMap<>();
    private SampleWindows windows;
    private int seriesCount;
    private long swept = Long.MIN_VALUE;
    private long madeRoom = Long.MIN_VALUE;

    /**
     * @param windows what rules read of the series
     * @param forgetAlertsAfter how long a firing alert that is not repeated is kept
     */
    StateFacts(DetectionConfig config, SampleWindows windows, long forgetAlertsAfter) {
        this.config = config;
        this.windows = windows;
        this.forgetAlertsAfter = forgetAlertsAfter;
    }

    /** Writes everything, so that what {@link #read} makes of it goes on in the same way. */
    void write(StateOutput out) throws IOException {
        receipt.write(out);
        out.number(swept);
        out.number(madeRoom);
        senders.write(out);
        out.count(services.size());
        for (Map.Entry<String, ServiceState> service : services.entrySet()) {
            out.text(service.getKey());
            service.getValue().write(out);
        }
    }

    /**
     * Reads what one partition wrote into those that there are now.
     *
     * @param all nothing but such reading has changed them
     * @param ofService to which of them a service belongs
     */
    static void read(StateInput in, List<StateFacts> all, Function<String, StateFacts> ofService) throws IOException {
        ReceiptClock times = new ReceiptClock();
        times.read(in);
        long sweptThen = in.number();
        long madeRoomThen = in.number();
        for (StateFacts one : all) {
            one.receipt.take(times);
            one.swept = sweptThen;
            one.madeRoom = madeRoomThen;
        }
        Senders.read(in, service -> ofService.apply(service).senders);
        for (int left = in.count(); left > 0; left--) {
            String name = in.text();
            StateFacts owner = ofService.apply(name);
            ServiceState state = owner.newService();
            state.read(name, in);
            owner.services.put(name, state);
            owner.seriesCount += state.series().size();
        }
    }

    private ServiceState newService() {
        return new ServiceState(config, windows, forgetAlertsAfter, receipt, new ServiceClock(receipt));
    }

    @Override
    public SampleWindows windows() {
        return windows;
    }

    /** See {@link ServiceState#deepen}. */
    void deepen(Deepening computed) {
        windows = computed.wanted();
        services.values().forEach(state -> state.deepen(computed));
    }

    /** The windows of what is read next. */
    void keep(SampleWindows kept) {
        windows = kept;
    }

    /** From now on rules read no more than this, which is no more than before. */
    void keepLess(SampleWindows fewer) {
        windows = fewer;
        services.values().forEach(state -> state.keepLess(fewer));
    }

    @Override
    public ReceiptClock receipt() {
        return receipt;
    }

    @Override
    public long ahead(String service, @Nullable String instance, long received) {
        return senders.offset(service, instance, received);
    }

    @Override
    public int seriesCount() {
        return seriesCount;
    }

    @Override
    public @Nullable ServiceState service(String name) {
        return services.get(name);
    }

    @Override
    public List<Event> events() {
        return services.values().stream()
                .flatMap(service -> service.events().values().stream())
                .map(event -> new Event(event.last()))
                .sorted(BY_TIME)
                .toList();
    }

    @Override
    public List<ServiceState> services() {
        return List.copyOf(services.values());
    }

    @Override
    public ServiceClock clock(String service) {
        ServiceState state = services.get(service);
        return state == null ? new ServiceClock(receipt) : state.clock();
    }

    /** Takes the time of the record, and returns its facts in the parts that are fired one after the other. */
    List<List<Arrival>> begin(LogRecord record) {
        receipt.advance(record);
        return Senders.firings(senders.arrivals(record));
    }

    /** Takes one part. */
    void apply(List<Arrival> firing, Changes changes) {
        for (Arrival arrival : firing) {
            String service = arrival.fact().service();
            ServiceState state = services.computeIfAbsent(service, s -> newService());
            KnownSeries series = null;
            if (arrival.key() instanceof SeriesKey key) {
                series = state.series(key);
                if (series == null) {
                    if (seriesCount >= config.mostSeries() && !makeRoom(changes)) {
                        continue;
                    }
                    seriesCount++;
                    series = state.newSeries(key);
                }
            }
            state.apply(arrival, series, changes);
            if (state.isDue()) {
                sweep(state, changes);
            }
        }
        if (swept == Long.MIN_VALUE || receipt.received() - swept >= Micros.of(config.tick()) / 2) {
            swept = receipt.received();
            services.values().forEach(state -> {
                if (state.isDue()) {
                    sweep(state, changes);
                }
            });
            services.values().removeIf(ServiceState::isEmpty);
            senders.forget(receipt.received());
        }
    }

    /** Takes only the time of a fact, on its service's clock. */
    void observe(Arrival arrival) {
        ServiceState state = services.get(arrival.fact().service());
        if (state != null) {
            state.clock().observe(arrival.time());
        }
    }

    /** Brings everything up to now. */
    void sweepAll() {
        services.values().forEach(state -> sweep(state, Changes.NONE));
    }

    private void sweep(ServiceState state, Changes changes) {
        int before = state.series().size();
        state.sweep(changes);
        seriesCount -= before - state.series().size();
    }

    /** Looks at most once a minute for series that are idle for an hour. */
    private boolean makeRoom(Changes changes) {
        if (madeRoom != Long.MIN_VALUE && receipt.received() - madeRoom < Micros.MINUTE) {
            return false;
        }
        madeRoom = receipt.received();
        for (ServiceState state : services.values()) {
            seriesCount -= state.forgetIdle(IDLE, changes);
        }
        if (seriesCount < config.mostSeries()) {
            return true;
        }
        LOG.warnf(
                "There are %d series, and none is idle: samples of new series are logged, but no rule sees them."
                        + " Raise fixpoint.detection.most-series, or send fewer series.",
                seriesCount);
        return false;
    }

    @Override
    public void tellAll(BiConsumer<FactKey, Object> listener) {
        services.values().forEach(state -> state.tellAll(listener));
    }
}
