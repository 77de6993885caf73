package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.LoggedFact;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.SeriesUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The points of a series with their scores: computed again from the log. With a first time, what is usual is learned from
 * the six hours before it only, so that not all of the log is read; without one the scores are those that detection had.
 */
@ApplicationScoped
public class SeriesHistory {
    /** What is usual is learned from so long before. */
    private static final Duration LEARNING = Duration.ofHours(6);

    private static final int READ = 10_000;

    private final FactLog log;
    private final DetectionConfig config;

    public SeriesHistory(FactLog log, DetectionConfig config) {
        this.log = log;
        this.config = config;
    }

    /**
     * A sample, how usual it was, and of which series it is.
     *
     * @param baseline the usual value then; null if it was not known yet
     * @param anomalyScore null of a sample that arrived late, which is not scored
     */
    public record Point(
            Instant time,
            double value,
            @Nullable Double baseline,
            @Nullable Double anomalyScore,
            @Nullable String instance,
            Map<String, String> labels) {
        public Point {
            labels = Map.copyOf(labels);
        }
    }

    /** The points with a time from the first up to, not including, the last; nulls do not limit. */
    List<Point> points(
            String service, String metric, @Nullable String instance, @Nullable Instant from, @Nullable Instant to) {
        Map<SeriesKey, SeriesStatistics> known = new HashMap<>();
        Senders senders = new Senders();
        List<Point> points = new ArrayList<>();
        Instant learnFrom = from == null ? null : from.minus(LEARNING);
        long position = FactLog.START;
        while (true) {
            List<LoggedFact> found = log.find(service, "sample", learnFrom, to, position, READ);
            for (LogRecord record : records(found)) {
                position = record.position();
                for (Arrival arrival : senders.arrivals(record)) {
                    if (arrival.fact() instanceof Fact.Sample sample
                            && sample.metric().equals(metric)
                            && (instance == null || instance.equals(sample.instance()))) {
                        Point point = point(known, arrival, sample);
                        if (from == null || !point.time().isBefore(from)) {
                            points.add(point);
                        }
                    }
                }
            }
            if (found.size() < READ) {
                points.sort(Comparator.comparing(Point::time));
                return points;
            }
        }
    }

    private Point point(Map<SeriesKey, SeriesStatistics> known, Arrival arrival, Fact.Sample sample) {
        SeriesStatistics statistics = known.computeIfAbsent(
                (SeriesKey) arrival.key(), key -> new SeriesStatistics(key.metric(), config, SeriesUse.USUAL));
        boolean last = statistics.add(arrival.time(), arrival.time(), arrival.time(), sample.value(), sample.unit());
        return new Point(
                Micros.time(arrival.time()),
                sample.value(),
                last ? known(statistics.baseline()) : null,
                last ? known(statistics.anomalyScore()) : null,
                sample.instance(),
                sample.labels());
    }

    private static @Nullable Double known(double number) {
        return Double.isNaN(number) ? null : number;
    }

    /** The facts as the records that they were logged in. */
    private static List<LogRecord> records(List<LoggedFact> found) {
        List<LogRecord> records = new ArrayList<>();
        for (int start = 0; start < found.size(); ) {
            LoggedFact first = found.get(start);
            List<Fact> facts = new ArrayList<>();
            int end = start;
            while (end < found.size() && found.get(end).position() == first.position()) {
                facts.add(found.get(end++).fact());
            }
            records.add(new LogRecord(first.position(), LogRecord.Kind.BATCH, first.receivedAt(), facts));
            start = end;
        }
        return records;
    }
}
