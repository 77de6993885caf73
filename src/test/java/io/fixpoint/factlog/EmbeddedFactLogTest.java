package io.fixpoint.factlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog.Appended;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.fixpoint.factlog.FactLog.LoggedFact;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFactLogTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    java.nio.file.Path folder;

    private final TestClock clock = new TestClock(NOON);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, String> stated = new HashMap<>();
    private final List<EmbeddedFactLog> open = new ArrayList<>();

    private EmbeddedFactLog open() {
        EmbeddedFactLog log = TestFactLog.in(folder, clock, stated, meters);
        open.add(log);
        return log;
    }

    @AfterEach
    void close() throws InterruptedException {
        for (EmbeddedFactLog log : open) {
            log.close();
        }
    }

    private static Fact.Sample sample(String service, double value, @Nullable String id) {
        return new Fact.Sample(service, "i-1", "errors", value, "1", NOON, Map.of("zone", "a"), id);
    }

    private static Fact.Alert alert(String id) {
        return new Fact.Alert(
                "shop", null, "High", true, "critical", "\"quoted\"\nü", NOON, null, "f1", NOON, Map.of(), id);
    }

    private static List<LogRecord.Kind> kinds(FactLog log) {
        return log.read(FactLog.START, 100).stream().map(LogRecord::kind).toList();
    }

    @Test
    void aSearchEndsWithAWholeRecordSoThatAnotherGoesOnAfterIt() {
        EmbeddedFactLog log = open();
        log.append(List.of(sample("shop", 1, null), sample("mail", 2, null), sample("shop", 3, null)));
        log.append(List.of(sample("shop", 4, null)));
        List<LoggedFact> first = log.find("shop", null, null, null, FactLog.START, 1);
        assertThat(first)
                .extracting(found -> ((Fact.Sample) found.fact()).value())
                .containsExactly(1.0, 3.0);
        assertThat(log.find("shop", null, null, null, first.get(1).position(), 1))
                .extracting(found -> ((Fact.Sample) found.fact()).value())
                .containsExactly(4.0);
    }

    @Test
    void everyKindOfFactIsReadBackAsItWasAppendedAfterReopening() throws InterruptedException {
        List<Fact> facts = List.of(
                sample("shop", 0.1, "a"),
                alert("b"),
                new Fact.Alert(
                        "shop", "x", "High", false, null, null, NOON, NOON.plusNanos(1000), "f", NOON, Map.of(), null),
                new Fact.Heartbeat("shop", "i-1", Duration.ofMillis(1500), NOON, Map.of(), null),
                new Fact.Event(
                        "shop",
                        null,
                        "deployment",
                        "1.4.2",
                        Map.of("version", "1.4.2"),
                        Duration.ofHours(1),
                        NOON,
                        Map.of("zone", "b"),
                        "c"));
        EmbeddedFactLog log = open();
        Appended appended = log.append(facts);
        log.close();

        EmbeddedFactLog reopened = open();

        assertThat(appended.accepted()).isEqualTo(5);
        assertThat(reopened.lastPosition()).isEqualTo(appended.position());
        assertThat(reopened.read(appended.position() - 1, 10))
                .containsExactly(new LogRecord(appended.position(), LogRecord.Kind.BATCH, NOON, facts));
    }

    @Test
    void theFirstRecordOfAServerTellsThatItStarted() throws InterruptedException {
        EmbeddedFactLog log = open();
        log.tick();
        log.close();
        log = open();
        log.append(List.of(sample("shop", 1, "a")));

        assertThat(kinds(log))
                .containsExactly(LogRecord.Kind.START, LogRecord.Kind.TICK, LogRecord.Kind.START, LogRecord.Kind.BATCH);
    }

    @Test
    void aPauseThatNoRunningServerMakesIsLoggedAsAStart() {
        EmbeddedFactLog log = open();
        log.tick();
        clock.advance(Duration.ofSeconds(30));
        log.tick();
        clock.advance(Duration.ofSeconds(31));
        log.tick();

        assertThat(kinds(log))
                .containsExactly(
                        LogRecord.Kind.START,
                        LogRecord.Kind.TICK,
                        LogRecord.Kind.TICK,
                        LogRecord.Kind.START,
                        LogRecord.Kind.TICK);
    }

    @Test
    void anIdOfAServiceIsTakenOnceWithinADay() throws InterruptedException {
        EmbeddedFactLog log = open();
        Appended first = log.append(List.of(sample("shop", 1, "a"), sample("shop", 2, "a"), sample("other", 3, "a")));
        Appended again = log.append(List.of(sample("shop", 4, "a")));
        log.close();
        log = open();
        Appended afterRestart = log.append(List.of(sample("shop", 5, "a")));
        clock.advance(Duration.ofHours(25));
        Appended nextDay = log.append(List.of(sample("shop", 6, "a")));

        assertThat(first).extracting(Appended::accepted, Appended::duplicates).containsExactly(2, 1);
        assertThat(again).extracting(Appended::accepted, Appended::duplicates).containsExactly(0, 1);
        assertThat(afterRestart)
                .extracting(Appended::accepted, Appended::duplicates)
                .containsExactly(0, 1);
        assertThat(nextDay).extracting(Appended::accepted, Appended::duplicates).containsExactly(1, 0);
        assertThat(log.find("shop", "sample", null, null, 0, 10))
                .extracting(found -> ((Fact.Sample) found.fact()).value())
                .containsExactly(1.0, 6.0);
    }

    @Test
    void aRepeatedAlertIsLoggedAsARefresh() {
        EmbeddedFactLog log = open();
        log.append(List.of(alert("a")));
        Appended again = log.append(List.of(alert("a")));

        assertThat(again).extracting(Appended::accepted, Appended::duplicates).containsExactly(1, 0);
        assertThat(log.find(null, "alert", null, null, 0, 10)).hasSize(2);
    }

    @Test
    void receiptTimesAscendEvenIfTheClockOfTheMachineDoesNot() {
        EmbeddedFactLog log = open();
        log.tick();
        clock.advance(Duration.ofSeconds(-20));
        log.tick();

        assertThat(log.read(0, 10)).extracting(LogRecord::receivedAt).containsOnly(NOON);
    }

    @Test
    void appendsOfManyThreadsBecomeRecordsOfTheirOwnInOneSequence() throws Exception {
        EmbeddedFactLog log = open();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Appended>> appends = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                appends.add(threads.submit(() -> log.append(List.of(sample("shop", number, "n" + number % 200)))));
            }
            int accepted = 0;
            for (Future<Appended> append : appends) {
                accepted += append.get().accepted();
            }
            assertThat(accepted).isEqualTo(200);
        } finally {
            threads.shutdown();
        }
        List<LogRecord> records = log.read(1, 500);
        assertThat(records).hasSize(200).allMatch(record -> record.facts().size() == 1);
        assertThat(records).extracting(LogRecord::position).isSorted();
    }

    @Test
    void aLargeRecordIsReadAsOneWhateverTheLimit() {
        EmbeddedFactLog log = open();
        List<Fact> facts = new ArrayList<>();
        String padding = "x".repeat(300);
        for (int i = 0; i < 10_000; i++) {
            facts.add(new Fact.Sample("shop", null, "m" + i, i, null, NOON, Map.of("padding", padding), null));
        }
        long position = log.append(facts).position();
        log.tick();

        assertThat(log.read(position - 1, 1))
                .hasSize(1)
                .first()
                .satisfies(record -> assertThat(record.facts()).isEqualTo(facts));
        assertThat(log.read(position, 10)).hasSize(1);
    }

    @Test
    void factsAreFoundByServiceTypeAndTime() {
        EmbeddedFactLog log = open();
        log.append(List.of(sample("shop", 1, "a"), alert("b"), sample("other", 2, "a")));
        clock.advance(Duration.ofMinutes(20));
        Fact later = new Fact.Heartbeat("shop", null, Duration.ofSeconds(5), clock.instant(), Map.of(), null);
        log.append(List.of(later));

        assertThat(log.find("shop", null, null, null, 0, 10)).hasSize(3);
        assertThat(log.find("shop", "sample", null, null, 0, 10)).hasSize(1);
        assertThat(log.find(null, null, clock.instant(), null, 0, 10))
                .extracting(LoggedFact::fact)
                .containsExactly(later);
        assertThat(log.find(null, null, null, clock.instant(), 0, 10)).hasSize(3);
    }

    @Test
    void whatIsOlderThanTheRetentionIsRemovedAndPositionsGoOn() throws InterruptedException {
        EmbeddedFactLog log = open();
        log.append(List.of(sample("shop", 1, "a")));
        long last = log.lastPosition();
        clock.advance(Duration.ofDays(8));
        log.retain(Duration.ofDays(7));

        assertThat(log.find(null, null, null, null, 0, 10)).hasSize(1);
        log.close();
        log = open();
        log.append(List.of(sample("shop", 2, "a")));
        log.retain(Duration.ofDays(7));
        assertThat(log.find(null, null, null, null, 0, 10))
                .extracting(LoggedFact::position)
                .containsExactly(last + 2);
    }

    @Test
    void aClosedLogRefuses() throws InterruptedException {
        EmbeddedFactLog log = open();
        log.close();

        assertThatThrownBy(() -> log.append(List.of(alert("a")))).isInstanceOf(FactLogFullException.class);
    }

    @Test
    void waitingEndsWithTheNextRecord() throws Exception {
        EmbeddedFactLog log = open();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            long before = log.lastPosition();
            Future<Long> waiter = thread.submit(() -> {
                log.await(before, Duration.ofMinutes(10));
                return log.lastPosition();
            });
            long position = log.append(List.of(alert("a"))).position();
            assertThat(waiter.get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(position);
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void liveReadersGetTheFactsThatWereAppendedThemselves() {
        EmbeddedFactLog log = open();
        Fact fact = sample("shop", 1, null);
        long position = log.append(List.of(fact)).position();

        assertThat(log.read(position - 1, 10).get(0).facts().get(0)).isSameAs(fact);
        assertThat(log.readRaw(position - 1, 10).get(0).read().facts()).containsExactly(fact);
    }

    @Test
    void moreThanTheTailHoldsIsReadFromTheFiles() {
        EmbeddedFactLog log = open();
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            facts.add(sample("shop", i, null));
        }
        for (int i = 0; i < 250; i++) {
            log.append(facts);
        }
        long position = FactLog.START;
        int read = 0;
        while (position < log.lastPosition()) {
            for (LogRecord record : log.read(position, 100)) {
                assertThat(record.position()).isEqualTo(position + 1);
                position = record.position();
                read += record.facts().size();
            }
        }
        assertThat(read).isEqualTo(250_000);
    }

    @Test
    void aPositionIsFoundByTimeThroughManyRecords() {
        EmbeddedFactLog log = open();
        for (int i = 0; i < 200; i++) {
            clock.advance(Duration.ofSeconds(1));
            log.tick();
        }
        // The first record tells that the server started, at the time of the first tick.
        assertThat(log.positionBefore(NOON)).isZero();
        assertThat(log.positionBefore(NOON.plusSeconds(1))).isZero();
        assertThat(log.positionBefore(NOON.plusSeconds(2))).isEqualTo(2);
        assertThat(log.positionBefore(NOON.plusSeconds(150).minusNanos(1))).isEqualTo(150);
        assertThat(log.positionBefore(NOON.plusSeconds(2_000))).isEqualTo(201);
    }

    @Test
    void aLogThatLostItsEndGoesOnAboveWhatWasProcessed() throws InterruptedException {
        EmbeddedFactLog log = open();
        log.append(List.of(sample("shop", 1, "a")));
        log.close();
        log = open();
        log.start(1_000);
        long position = log.append(List.of(sample("shop", 2, "b"))).position();

        assertThat(position).isEqualTo(1_002);
        assertThat(log.read(FactLog.START, 10)).extracting(LogRecord::position).containsExactly(1L, 2L, 1_001L, 1_002L);
        assertThat(log.positionBefore(NOON.plusSeconds(1))).isEqualTo(1_002);
    }

    @Test
    void theSizeRemovesFactsSoonerThanTheRetention() throws InterruptedException {
        stated.put("fixpoint.facts.max-size", "1M");
        EmbeddedFactLog log = open();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 80; i++) {
            List<Fact> facts = new ArrayList<>();
            for (int j = 0; j < 1_000; j++) {
                facts.add(new Fact.Sample(
                        "shop", null, "m" + random.nextInt(), random.nextDouble(), null, NOON, Map.of(), null));
            }
            log.append(facts);
        }
        long last = log.lastPosition();
        log.retain(Duration.ofDays(7));

        assertThat(log.firstPosition()).isGreaterThan(1);
        assertThat(log.read(FactLog.START, 1).get(0).position()).isEqualTo(log.firstPosition());
        assertThat(meters.get("fixpoint.facts.log.bytes").gauge().value()).isLessThan(2 << 20);
        assertThat(meters.get("fixpoint.facts.removed.early").counter().count()).isEqualTo(log.firstPosition() - 1.0);
        assertThat(meters.get("fixpoint.facts.log.records").gauge().value())
                .isEqualTo(last - log.firstPosition() + 1.0);
        log.close();
        assertThat(open().lastPosition()).isEqualTo(last);
    }

    @Test
    void idsAreForgottenWhenTheyMayBeUsedAgain() throws InterruptedException {
        LogStore store = new LogStore(folder, 1 << 20, new LogDamage(meters));
        try (LogStore.Group group = store.group()) {
            List<Fact> facts = List.of(sample("shop", 1, "old"), sample("shop", 2, "new"));
            List<byte[]> keys = FactIds.keys(facts);
            group.use(keys.get(0), NOON);
            group.use(keys.get(1), NOON);
            group.use(keys.get(1), NOON.plusSeconds(60));
            group.add(1, LogRecord.Kind.TICK, NOON, new byte[LogReader.HEADER]);
            store.commit(group);
            store.forgetIds(NOON.plusSeconds(30));

            assertThat(store.ids()).isEqualTo(1);
            assertThat(store.used(keys)).containsExactly(null, NOON.plusSeconds(60));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } finally {
            store.close();
        }
    }

    @Test
    void anotherProcessThatHasTheLogOpenIsNamedAsTheReason() {
        EmbeddedFactLog log = open();
        log.tick();

        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Another process")
                .hasMessageContaining(folder.toString());
    }
}
