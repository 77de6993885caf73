package io.fixpoint.factlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                    "shop",
                    "one",
                    "m" + i,
                    random.nextDouble(),
                    null,
                    NOON,
                    Map.of("number", "" + number),
                    number + "-" + i));
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

    private static Set<Integer> batches(EmbeddedFactLog log) {
        Set<Integer> found = new TreeSet<>();
        for (long position = FactLog.START; ; ) {
            List<LogRecord> records = log.read(position, 7);
            if (records.isEmpty()) {
                return found;
            }
            for (LogRecord record : records) {
                position = record.position();
                if (record.kind() == LogRecord.Kind.BATCH) {
                    int number = Integer.parseInt(record.facts().get(0).labels().get("number"));
                    assertThat(record.facts()).isEqualTo(facts(number));
                    found.add(number);
                }
            }
        }
    }

    private static List<Path> files(Path data, String ending) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("facts"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, long place, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < length && place + i < bytes.length; i++) {
            bytes[(int) place + i] ^= 0x5a;
        }
        Files.write(file, bytes);
    }

    private double corrupted() {
        return meters.get("fixpoint.facts.corrupted").counter().count();
    }

    /** A log with records in a table and records in a journal. */
    private Path written() throws InterruptedException {
        Path data = folder.resolve("data");
        append(data, 0, RECORDS / 2);
        append(data, RECORDS / 2, RECORDS);
        return data;
    }

    private static Path journal(Path data) throws IOException {
        return Collections.max(
                files(data, ".log"),
                Comparator.comparingLong(file -> file.toFile().length()));
    }

    /** The largest table of the records, or of the index, which tells no service. */
    private static Path table(Path data, boolean ofRecords) throws IOException {
        return files(data, ".sst").stream()
                .filter(file -> text(file).contains("shop") == ofRecords)
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of which no block is as it was. */
    private static void flipAll(Path file) throws IOException {
        for (long place = 0; place < Files.size(file); place += 1_000) {
            flip(file, place, 3);
        }
        flip(file, Files.size(file) - 10, 3);
    }

    private static Set<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toSet());
    }

    @Test
    void aTornTailIsCut() throws Exception {
        Path data = written();
        Path journal = journal(data);
        byte[] whole = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(whole, whole.length - 100));
        EmbeddedFactLog log = open(data);

        assertThat(batches(log)).containsExactlyInAnyOrderElementsOf(numbers(0, RECORDS - 1));
        assertThat(corrupted()).isZero();
        log.append(facts(RECORDS - 1));
        assertThat(batches(log)).containsExactlyInAnyOrderElementsOf(numbers(0, RECORDS));
        log.close();
    }

    @Test
    void aDamagedBlockOfAJournalIsReportedAndPassedOver() throws Exception {
        Path data = written();
        Path journal = journal(data);
        flip(journal, Files.size(journal) / 2, 3);
        EmbeddedFactLog log = open(data);

        Set<Integer> left = batches(log);
        assertThat(left).hasSizeBetween(RECORDS - 5, RECORDS - 1).containsAll(numbers(0, RECORDS / 2));
        assertThat(corrupted()).isEqualTo((double) RECORDS - left.size());
        assertThat(log.append(facts(RECORDS)).accepted()).isEqualTo(50);
        log.close();
    }

    @Test
    void aDamagedBlockOfATableIsReportedOnceAndPassedOver() throws Exception {
        Path data = written();
        Path table = table(data, true);
        flip(table, Files.size(table) / 2, 3);
        EmbeddedFactLog log = open(data);

        Set<Integer> left = batches(log);
        assertThat(left).hasSizeBetween(RECORDS / 2, RECORDS - 1).containsAll(numbers(RECORDS / 2, RECORDS));
        double found = corrupted();
        assertThat(found).isEqualTo((double) RECORDS - left.size());
        assertThat(batches(log)).isEqualTo(left);
        assertThat(log.find("shop", "sample", null, null, 0, 100_000)).hasSize(left.size() * 50);
        assertThat(log.positionBefore(NOON.plusSeconds(1))).isEqualTo(log.lastPosition());
        assertThat(corrupted()).isEqualTo(found);
        log.close();
    }

    @Test
    void aDamagedTableTakesNoOtherWithIt() throws Exception {
        Path data = written();
        append(data, RECORDS, RECORDS + 1);
        flipAll(table(data, true));
        EmbeddedFactLog log = open(data);

        assertThat(batches(log)).isNotEmpty().contains(RECORDS);
        assertThat(corrupted()).isPositive();
        log.close();
    }

    @Test
    void aDamagedIndexBeginsAnew() throws Exception {
        Path data = written();
        append(data, RECORDS, RECORDS + 1);
        flipAll(table(data, false));
        EmbeddedFactLog log = open(data);
        try {
            log.append(facts(0));
        } catch (FactLogFullException e) {
            assertThat(log.append(facts(0)).accepted()).isEqualTo(50);
        }
        assertThat(corrupted()).isPositive();
        assertThat(log.append(facts(0)).duplicates()).isEqualTo(50);
        assertThat(batches(log)).containsExactlyInAnyOrderElementsOf(numbers(0, RECORDS + 1));
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST"})
    void aDamagedListOfFilesIsMadeAnew(String name) throws Exception {
        Path data = written();
        try (Stream<Path> files = Files.list(data.resolve("facts"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(name))
                    .toList()) {
                flip(file, 3, 3);
            }
        }
        EmbeddedFactLog log = open(data);

        assertThat(batches(log)).containsExactlyInAnyOrderElementsOf(numbers(0, RECORDS));
        assertThat(corrupted()).isPositive();
        log.append(facts(RECORDS));
        log.close();
        log = open(data);
        assertThat(batches(log)).containsExactlyInAnyOrderElementsOf(numbers(0, RECORDS + 1));
        assertThat(corrupted()).isZero();
        log.close();
    }
}
