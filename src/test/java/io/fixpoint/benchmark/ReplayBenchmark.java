package io.fixpoint.benchmark;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.replay.Course;
import io.fixpoint.replay.Replay;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.topology.StatedTopology;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.kie.api.KieBase;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.internal.utils.KieHelper;

/**
 * How fast recorded facts are replayed: a day of 1,000 series at 10 s, as they are in the log, against real time; beside
 * it plain Drools with the same rule over the same facts in memory, which knows no statistics, episodes or triage.
 *
 * <p>{@code -Dfixpoint.benchmark.hours=24 -Dfixpoint.benchmark.series=1000} are the defaults.
 */
public final class ReplayBenchmark {
    private static final int SERIES = Integer.getInteger("fixpoint.benchmark.series", 1_000);
    private static final int HOURS = Integer.getInteger("fixpoint.benchmark.hours", 24);
    private static final int INTERVAL_SECONDS = 10;
    private static final int SERVICES = 50;
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final String RULE = """
            package detection;
            import io.fixpoint.fact.*;
            rule "Load is high" @id("load")
            when
                $s : Series( metric == "load", value > 95 )
            then
                insertLogical( Anomaly.of("load", $s).severity(Severity.MAJOR).pendingFor("30s") );
            end
            """;
    private static final String TRIAGE = """
            package triage;
            import io.fixpoint.fact.*;
            rule "A bad anomaly is looked at" @id("open")
            when
                $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
            then
                insert( OpenIncident.of($a).process("recovery") );
            end
            """;
    private static final String PLAIN = """
            package plain;
            import io.fixpoint.benchmark.ReplayBenchmark.Reading;
            rule "Load is high"
            when
                $s : Reading( metric == "load", value > 95 )
            then
                insertLogical( "high " + $s.getSeries() );
            end
            """;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static volatile long readerNanos;

    private ReplayBenchmark() {}

    /** What plain Drools has in place of a series: its last value. */
    public static final class Reading {
        private final int series;
        private double value;

        Reading(int series) {
            this.series = series;
        }

        public int getSeries() {
            return series;
        }

        public String getMetric() {
            return "load";
        }

        public double getValue() {
            return value;
        }
    }

    public static void main(String[] arguments) throws Exception {
        int records = HOURS * 3600 / INTERVAL_SECONDS;
        System.out.printf(
                Locale.ROOT,
                "%d series of %d services every %d s for %d h: %,d facts in %,d records%n",
                SERIES,
                SERVICES,
                INTERVAL_SECONDS,
                HOURS,
                (long) SERIES * records,
                records);
        // The first hour of each is for the compiler, and does not count.
        replay(360);
        plain(360);
        double replayed = replay(records);
        double plain = plain(records);
        double real = HOURS * 3600.0;
        System.out.printf(Locale.ROOT, "replay:        %7.1f s, %,8.0f times real time%n", replayed, real / replayed);
        System.out.printf(Locale.ROOT, "plain Drools:  %7.1f s, %,8.0f times real time%n", plain, real / plain);
        System.out.printf(Locale.ROOT, "ratio:         %7.2f (replay / plain Drools)%n", replayed / plain);
        System.exit(0);
    }

    /** Reads records of the log on one thread and replays on another, as the process of a replay does. */
    private static double replay(int records) throws Exception {
        BlockingQueue<LogRecord> read = new ArrayBlockingQueue<>(64);
        List<RawRecord> recorded = recorded(records);
        CandidateRules rules = new CandidateRules(
                List.of(new RuleFile("detection/load.drl", RULE), new RuleFile("triage/open.drl", TRIAGE)), 0);
        try (Replay replay = new Replay(
                new Replay.Surroundings(
                        TestDatabase.config(DetectionConfig.class, Map.of()),
                        Duration.ofDays(7),
                        Map.of(),
                        0,
                        List.of(StatedTopology.NONE)),
                rules)) {
            replay.begin();
            long from = System.nanoTime();
            long cpu = CPU.getCurrentThreadCpuTime();
            Thread reader = new Thread(() -> read(recorded, read), "reader");
            reader.setDaemon(true);
            reader.start();
            for (int i = 0; i < records; i++) {
                replay.process(read.take());
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "  (replay of %d records: processor %.1f s, of the reading thread %.1f s)%n",
                    records,
                    (CPU.getCurrentThreadCpuTime() - cpu) / 1e9,
                    readerNanos / 1e9);
            Course course = replay.course();
            if (course.episodes().stream().noneMatch(e -> e.status() == Anomaly.Status.CLEARED)
                    || course.incidents().isEmpty()) {
                throw new IllegalStateException("The rules found nothing, so nothing was measured.");
            }
            return seconds;
        }
    }

    private static void read(List<RawRecord> records, BlockingQueue<LogRecord> read) {
        try {
            for (RawRecord record : records) {
                LogRecord ready = record.read();
                readerNanos = CPU.getCurrentThreadCpuTime();
                read.put(ready);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The records as the log has them. */
    private static List<RawRecord> recorded(int records) {
        List<RawRecord> recorded = new ArrayList<>(records);
        for (int i = 0; i < records; i++) {
            Instant at = START.plusSeconds((long) i * INTERVAL_SECONDS);
            List<Fact> facts = new ArrayList<>(SERIES);
            for (int s = 0; s < SERIES; s++) {
                facts.add(new Fact.Sample(
                        "service-" + s % SERVICES, "instance-" + s, "load", value(s, i), null, at, Map.of(), null));
            }
            recorded.add(RawRecord.of(new LogRecord(i + 1L, LogRecord.Kind.BATCH, at, facts)));
        }
        return recorded;
    }

    /** A wave with a fault of some minutes in one series of a hundred each hour. */
    private static double value(int series, int record) {
        int second = record * INTERVAL_SECONDS;
        boolean faulty = series % 100 == second / 3600 % 100 && second % 3600 < 240;
        return faulty ? 99 : Math.round((50 + 30 * Math.sin((second + series * 37) / 1800.0)) * 10) / 10.0;
    }

    private static double plain(int records) {
        KieBase base = new KieHelper().addContent(PLAIN, ResourceType.DRL).build();
        KieSession session = base.newKieSession();
        Map<Integer, FactHandle> handles = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        for (int s = 0; s < SERIES; s++) {
            Reading reading = new Reading(s);
            readings.add(reading);
            handles.put(s, session.insert(reading));
        }
        long from = System.nanoTime();
        for (int i = 0; i < records; i++) {
            for (int s = 0; s < SERIES; s++) {
                readings.get(s).value = value(s, i);
                session.update(handles.get(s), readings.get(s));
            }
            session.fireAllRules();
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        session.dispose();
        return seconds;
    }
}
