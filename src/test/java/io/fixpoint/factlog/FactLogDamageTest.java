package io.fixpoint.factlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Fact;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash or a bad disk does to the files is survived. */
class FactLogDamageTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int RECORDS = 120;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(NOON);
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private EmbeddedFactLog open(Path data) {
        meters = new SimpleMeterRegistry();
        return TestFactLog.in(data, clock, Map.of("fixpoint.facts.max-size", "64M"), meters);
    }

    private static List<Fact> facts(int number) {
        Random random = new Random(number);
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            facts.add(new Fact.Sample(
                    "shop", "i-" + number, "m" + i, random.nextDouble(), null, NOON, Map.of(), number + "-" + i));
        }
        return facts;
    }

    private void append(Path data, int from, int to) throws InterruptedException {
        EmbeddedFactLog log = open(data);
        for (int i = from; i < to; i++) {
            log.append(facts(i));
        }
        log.close();
    }

    private static TreeSet<Integer> batches(EmbeddedFactLog log) {
        TreeSet<Integer> found = new TreeSet<>();
        for (long position = FactLog.START; ; ) {
            List<LogRecord> records = log.read(position, 7);
            if (records.isEmpty()) {
                return found;
            }
            for (LogRecord record : records) {
                position = record.position();
                if (record.kind() == LogRecord.Kind.BATCH) {
                    int number = Integer.parseInt(record.facts().get(0).instance().substring(2));
                    assertThat(record.facts()).isEqualTo(facts(number));
                    found.add(number);
                }
            }
        }
    }

    private static List<Path> files(Path data, String ending) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("facts"))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static void flip(Path file, long place, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < length && place + i < bytes.length; i++) {
            bytes[(int) place + i] ^= 0x5a;
        }
        Files.write(file, bytes);
    }

    private static Path copy(Path data, Path to) throws IOException {
        Files.createDirectories(to.resolve("facts"));
        try (Stream<Path> files = Files.list(data.resolve("facts"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve("facts").resolve(file.getFileName()));
            }
        }
        return to;
    }

    @Test
    void explore() throws Exception {
        Path data = folder.resolve("data");
        append(data, 0, RECORDS / 2);
        append(data, RECORDS / 2, RECORDS);
        int k = 0;
        for (String ending : List.of(".sst", ".log", "CURRENT", "IDENTITY", "")) {
            for (Path file : files(data, ending)) {
                if (ending.isEmpty() && !file.getFileName().toString().startsWith("MANIFEST")) continue;
                long size = Files.size(file);
                for (double at : new double[] {0.0, 0.1, 0.5, 0.9, 0.97, 0.999}) {
                    if (size == 0) continue;
                    Path damaged = copy(data, folder.resolve("d" + k++));
                    flip(damaged.resolve("facts").resolve(file.getFileName()), (long) (size * at), 3);
                    String result;
                    try {
                        EmbeddedFactLog log = open(damaged);
                        log.start(0);
                        result = batches(log).size() + " of " + RECORDS + " corrupted " + meters.get("fixpoint.facts.corrupted").counter().count();
                        log.close();
                    } catch (Exception e) { result = e.toString(); }
                    System.out.println("@@ " + file.getFileName() + " " + size + " at " + at + ": " + result);
                }
            }
        }
    }
}
