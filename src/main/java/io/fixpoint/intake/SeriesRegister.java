package io.fixpoint.intake;

import io.fixpoint.fact.Labels;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The series whose samples are taken. A service may have so many, and all together so many; samples of a further one are
 * refused, those of the known ones go on. A series without samples for as long as detection remembers one is forgotten;
 * when there is no room, after an hour. After a restart it knows what detection knows.
 */
@ApplicationScoped
public class SeriesRegister {
    private static final long IDLE = Duration.ofHours(1).toSeconds();
    private static final long SWEEP = Duration.ofMinutes(1).toSeconds();

    private final Clock clock;
    private final int mostOfService;
    private final int mostOfAll;
    private final long forgetAfter;
    private final Map<KnownSeries, KnownSeries> series = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> services = new ConcurrentHashMap<>();
    /** By the bytes that a sender names it with; the same series may have several. */
    private final Map<SentName, KnownSeries> sent = new ConcurrentHashMap<>();

    private final AtomicLong swept;

    @Inject
    SeriesRegister(
            Clock clock,
            IntakeConfig config,
            @ConfigProperty(name = "fixpoint.detection.most-series", defaultValue = "100000") int mostOfAll,
            @ConfigProperty(name = "fixpoint.detection.forget-after", defaultValue = "P1D") Duration forgetAfter,
            MeterRegistry meters) {
        this(clock, config.mostSeriesPerService(), mostOfAll, forgetAfter);
        meters.gaugeMapSize("fixpoint.intake.series", io.micrometer.core.instrument.Tags.empty(), series);
    }

    SeriesRegister(Clock clock, int mostOfService, int mostOfAll, Duration forgetAfter) {
        this.clock = clock;
        this.mostOfService = mostOfService;
        this.mostOfAll = mostOfAll;
        this.forgetAfter = forgetAfter.toSeconds();
        this.swept = new AtomicLong(second());
    }

    private long second() {
        return clock.instant().getEpochSecond();
    }

    /** The series that is equal, if it is known; it is seen now. */
    @Nullable
    KnownSeries find(KnownSeries equal) {
        KnownSeries known = series.get(equal);
        if (known != null) {
            known.see(second());
        }
        return known;
    }

    /** The series that this sender's bytes name, if they are known; it is seen now. */
    @Nullable
    KnownSeries find(SentName name) {
        KnownSeries known = sent.get(name);
        if (known == null || known.isForgotten()) {
            return null;
        }
        known.see(second());
        return known;
    }

    /** From now on these bytes name the series. */
    void remember(SentName name, KnownSeries named) {
        // As many as there may be series: several senders of the same one are few.
        if (sent.size() < mostOfAll) {
            sent.put(name.kept(), named);
        }
    }

    /**
     * The known series that is equal; this one from now on, if there is none.
     *
     * @throws RefusedException if there is no room for another one
     */
    KnownSeries taken(KnownSeries asked) {
        KnownSeries known = find(asked);
        if (known != null) {
            return known;
        }
        AtomicInteger count = services.computeIfAbsent(asked.service(), service -> new AtomicInteger());
        boolean full = count.get() >= mostOfService || series.size() >= mostOfAll;
        sweepIfDue(full ? IDLE : forgetAfter);
        if (count.get() >= mostOfService) {
            throw new RefusedException(
                    RefusedException.Reason.SERIES,
                    "Service '" + asked.service() + "' has " + count.get()
                            + " series, and no more are taken; samples of '" + asked.metric()
                            + "' are of another one. Send fewer (a label whose value is new in each request makes a series"
                            + " each time), or raise fixpoint.intake.most-series-per-service.");
        }
        if (series.size() >= mostOfAll) {
            throw new RefusedException(
                    RefusedException.Reason.SERIES,
                    "There are " + series.size() + " series, and no more are taken; samples of '" + asked.metric()
                            + "' of '"
                            + asked.service()
                            + "' are of another one. Send fewer, or raise fixpoint.detection.most-series.");
        }
        return add(asked);
    }

    private KnownSeries add(KnownSeries asked) {
        KnownSeries added = asked.interned();
        added.see(second());
        KnownSeries before = series.putIfAbsent(added, added);
        if (before != null) {
            return before;
        }
        services.computeIfAbsent(added.service(), service -> new AtomicInteger())
                .incrementAndGet();
        return added;
    }

    /** A series that detection knows from before the start. There is room for it, whatever the limits are now. */
    public void known(String service, @Nullable String instance, String metric, Map<String, String> labels) {
        add(new KnownSeries(service, instance, metric, Labels.of(labels)));
    }

    int size() {
        return series.size();
    }

    /** At most once a minute: a full register must not cost a sweep for each sample. */
    private void sweepIfDue(long idle) {
        long now = second();
        long last = swept.get();
        if (now - last >= SWEEP && swept.compareAndSet(last, now)) {
            forgetIdle(now, idle);
        }
    }

    private void forgetIdle(long now, long idle) {
        series.values().removeIf(known -> {
            boolean over = now - known.seen() > idle;
            if (over) {
                known.forget();
                services.computeIfPresent(
                        known.service(), (service, count) -> count.decrementAndGet() == 0 ? null : count);
            }
            return over;
        });
        sent.values().removeIf(KnownSeries::isForgotten);
    }
}
