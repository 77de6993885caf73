package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.SampleWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes from the fact log what rules read of the series from now on and did not read before, in small steps beside
 * detection, which goes on with the rules of before. What is kept already stays as it is.
 */
final class Deepening {
    private static final int READ = 50;

    private final FactLog log;
    private final DetectionConfig config;
    private final SampleWindows before;
    private final SampleWindows wanted;
    private final ReceiptClock receipt = new ReceiptClock();
    private final Senders senders = new Senders();
    private final Map<SeriesKey, SeriesStatistics> statistics = new HashMap<>();
    private long position;

    /**
     * @param before what is kept of the series
     * @param wanted what is to be kept
     * @param now when the last record was received
     */
    Deepening(FactLog log, DetectionConfig config, SampleWindows before, SampleWindows wanted, Instant now) {
        this.log = log;
        this.config = config;
        this.before = before;
        this.wanted = wanted;
        this.position = log.positionBefore(now.minus(length()));
    }

    /** So much of the log is read: the longest window; of what is learned, as much as is learned from quickly. */
    private Duration length() {
        Duration longest = config.learnFrom();
        for (String metric : wanted.byMetric().keySet()) {
            longest = longer(longest, wanted.of(metric).samples());
        }
        // Windows end at a series' last sample, which may be older than the last record.
        return longer(longest, wanted.everywhere().samples()).plus(config.staleWithoutInterval());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    SampleWindows wanted() {
        return wanted;
    }

    /**
     * Reads on.
     *
     * @param upTo the last position that counts
     * @param nanos stops after so long
     * @return whether all up to there is read
     */
    boolean read(long upTo, long nanos) {
        long from = System.nanoTime();
        while (position < upTo) {
            List<LogRecord> records = log.read(position, READ);
            if (records.isEmpty()) {
                return true;
            }
            for (LogRecord record : records) {
                if (record.position() > upTo) {
                    return true;
                }
                take(record);
                position = record.position();
            }
            if (System.nanoTime() - from > nanos) {
                break;
            }
        }
        return position >= upTo;
    }

    private void take(LogRecord record) {
        receipt.advance(record);
        for (Arrival arrival : senders.arrivals(record)) {
            if (arrival.fact() instanceof Fact.Sample sample && isMore(sample.metric())) {
                SeriesKey series = (SeriesKey) arrival.key();
                boolean ignored = statistics
                        .computeIfAbsent(
                                series, key -> new SeriesStatistics(key.metric(), config, wanted.of(key.metric())))
                        .add(
                                arrival.time(),
                                arrival.time() - receipt.down(),
                                receipt.received() - receipt.down(),
                                sample.value(),
                                sample.unit());
            }
        }
        senders.forget(receipt.received());
    }

    private boolean isMore(String metric) {
        return !before.of(metric).covers(wanted.of(metric));
    }

    /** What was computed of a series; null if it had no sample in that time, or nothing more is read of it. */
    @Nullable
    SeriesStatistics of(SeriesKey series) {
        return statistics.get(series);
    }
}
