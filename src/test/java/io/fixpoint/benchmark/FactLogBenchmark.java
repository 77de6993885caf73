package io.fixpoint.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.EmbeddedFactLog;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.factlog.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * How fast facts become durable and are read again, as Prometheus sends them (a sample with six labels for each series);
 * beside it H2's MVStore, the storage of the database, given the same records as bytes, one commit each.
 *
 * <p>{@code -Dfixpoint.benchmark.seconds=3} for each line and {@code -Dfixpoint.benchmark.folder} (the temporary one) are
 * the defaults; it must be on a disk, not in memory, to mean something.
 */
public final class FactLogBenchmark {
    private static final int SECONDS = Integer.getInteger("fixpoint.benchmark.seconds", 3);
    private static final Path FOLDER =
            Path.of(System.getProperty("fixpoint.benchmark.folder", System.getProperty("java.io.tmpdir")));
    private static final int SERIES = 10_000;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private FactLogBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        // For the compiler; it does not count.
        measure(1_000, 4, 1, false);
        for (int threads : new int[] {1, 16}) {
            for (int facts : new int[] {1, 100, 1_000, 10_000}) {
                double ours = measure(facts, threads, SECONDS, true);
                double theirs = reference(facts, threads);
                System.out.printf(Locale.ROOT, "    ratio %.2f (fact log / MVStore)%n", ours / theirs);
            }
        }
    }

    /** Facts per second. */
    private static double measure(int facts, int threads, int seconds, boolean tell) throws Exception {
        Path folder = Files.createTempDirectory(FOLDER, "fact-log-benchmark");
        EmbeddedFactLog log = new EmbeddedFactLog(
                folder, TestDatabase.config(FactsConfig.class, Map.of()), Clock.systemUTC(), new SimpleMeterRegistry());
        try {
            AtomicLong appended = new AtomicLong();
            AtomicLong appends = new AtomicLong();
            long cpu = SYSTEM.getProcessCpuTime();
            double took = inThreads(threads, seconds, round -> {
                log.append(scrape(facts, round));
                appended.addAndGet(facts);
                appends.incrementAndGet();
            });
            double cost = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / (double) appended.get();
            log.close();
            double bytes = (double) size(folder) / (double) appended.get();
            EmbeddedFactLog again = new EmbeddedFactLog(
                    folder,
                    TestDatabase.config(FactsConfig.class, Map.of()),
                    Clock.systemUTC(),
                    new SimpleMeterRegistry());
            long from = System.nanoTime();
            long read = 0;
            long position = FactLog.START;
            while (position < again.lastPosition()) {
                for (LogRecord record : again.read(position, 500)) {
                    position = record.position();
                    read += record.facts().size();
                }
            }
            double reading = (double) read / ((System.nanoTime() - from) / 1e9);
            double tables = (double) size(folder) / (double) appended.get();
            again.close();
            if (read != appended.get()) {
                throw new IllegalStateException(read + " facts of " + appended.get() + " were read.");
            }
            if (tell) {
                System.out.printf(
                        Locale.ROOT,
                        "%6d facts, %2d threads: %,10.0f facts/s, %,7.0f appends/s, %5.2f µs of processor per fact"
                                + " (making it included), %5.1f bytes per fact written, %5.1f kept; read %,10.0f facts/s%n",
                        facts,
                        threads,
                        (double) appended.get() / took,
                        (double) appends.get() / took,
                        cost,
                        bytes,
                        tables,
                        reading);
            }
            return (double) appended.get() / took;
        } finally {
            delete(folder);
        }
    }

    /** What MVStore makes of the same records as bytes: facts per second. */
    private static double reference(int facts, int threads) throws Exception {
        Path folder = Files.createTempDirectory(FOLDER, "fact-log-benchmark");
        byte[] bytes = RawRecord.of(new LogRecord(1, LogRecord.Kind.BATCH, Instant.EPOCH, scrape(facts, 1)))
                .facts()
                .toByteArray();
        try (MVStore store = new MVStore.Builder()
                .fileName(folder.resolve("store").toString())
                .autoCommitDisabled()
                .compress()
                .open()) {
            MVMap<Long, byte[]> map = store.openMap("records");
            AtomicLong position = new AtomicLong();
            double took = inThreads(threads, SECONDS, round -> {
                synchronized (map) {
                    map.append(position.incrementAndGet(), bytes.clone());
                    long unused = store.commit();
                    store.sync();
                }
            });
            double rate = (double) position.get() * facts / took;
            System.out.printf(Locale.ROOT, "    MVStore, one commit each: %,10.0f facts/s%n", rate);
            return rate;
        } finally {
            delete(folder);
        }
    }

    private interface Work {
        void round(long number);
    }

    private static double inThreads(int threads, int seconds, Work work) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(threads);
        AtomicLong rounds = new AtomicLong();
        long from = System.nanoTime();
        long end = from + seconds * 1_000_000_000L;
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    work.round(rounds.incrementAndGet());
                }
                running.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }
        running.await();
        return (System.nanoTime() - from) / 1e9;
    }

    /** Samples of so many series, with texts of their own as a reader of requests makes them. */
    private static List<Fact> scrape(int count, long round) {
        Instant time = Instant.ofEpochMilli(1_764_000_000_000L + round * 15_000);
        List<Fact> facts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long series = (round * count + i) % SERIES;
            String instance = "10.0." + series % 20 + ".17:9100";
            facts.add(new Fact.Sample(
                    "service-" + series % 20,
                    instance,
                    "http_requests_total_" + series % 50,
                    Math.rint(1_000_000 * Math.sin((double) (series + round))) / 100.0,
                    null,
                    time,
                    Map.of(
                            "job",
                            "service-" + series % 20,
                            "instance",
                            instance,
                            "path",
                            "/api/v1/things/" + series,
                            "method",
                            "GET",
                            "code",
                            "200",
                            "zone",
                            "eu-west-" + series % 3),
                    null));
        }
        return facts;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
