package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.TestClock;
import io.fixpoint.factlog.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Facts that go by in a stream are what they are as trees, and are refused for the same reasons. */
class FactStreamProperties {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int MOST = 100;

    private final FactReader reader = new FactReader(
            new FactTimes(new TestClock(NOON), TestDatabase.factsConfig()),
            new SeriesRegister(new TestClock(NOON), 1_000, 10_000, Duration.ofDays(1)));

    @Provide
    Arbitrary<String> objects() {
        Arbitrary<String> field = Arbitraries.of(
                "\"type\":\"sample\"",
                "\"type\":\"heartbeat\"",
                "\"type\":7",
                "\"service\":\"checkout\"",
                "\"service\":\"a\\u0007b\"",
                "\"service\":\" \"",
                "\"service\":null",
                "\"instance\":\"i-1\"",
                "\"instance\":{\"a\":[1,{}]}",
                "\"metric\":\"load\"",
                "\"metric\":\"größe\"",
                "\"value\":1",
                "\"value\":0.1e3",
                "\"value\":1e400",
                "\"value\":123456789012345678901234567890",
                "\"value\":\"1\"",
                "\"unit\":\"1\"",
                "\"time\":\"2026-11-22T11:59:59.123456789Z\"",
                "\"time\":\"2026-11-22T12:59:00+01:00\"",
                "\"time\":\"2026-02-30T12:59:00Z\"",
                "\"time\":\"2026-11-22T13:00:00Z\"",
                "\"time\":\"2025-11-22T13:00:00Z\"",
                "\"id\":\"x\"",
                "\"id\":\"\\ud800\"",
                "\"labels\":{}",
                "\"labels\":{\"b\":\"2\",\"a\":\"1\"}",
                "\"labels\":{\"a\":\"1\",\"a\":\"2\"}",
                "\"labels\":{\"a\":1}",
                "\"labels\":[]",
                "\"label\":{}");
        return field.list().ofMaxSize(4).map(more -> {
            // Most are complete, so that the others are told from them by one field.
            List<String> fields = new ArrayList<>(
                    List.of("\"type\":\"sample\"", "\"service\":\"checkout\"", "\"metric\":\"load\"", "\"value\":0.5"));
            if (more.size() > 2) {
                fields.clear();
            }
            fields.addAll(more);
            return "{" + String.join(",", fields) + "}";
        });
    }

    @Property(tries = 500)
    void streamAndTreeAgree(@ForAll("objects") String first, @ForAll("objects") String second) throws IOException {
        Batch streamed = new Batch(MOST);
        // Three times: what was unknown at first is known then.
        String body = "[" + first + ", " + second + "," + first + "]";
        new FactStream(reader, streamed).read(body.getBytes(StandardCharsets.UTF_8));
        Batch lines = new Batch(MOST);
        new FactStream(reader, lines)
                .readLines((first + "\n\n" + second + "\n" + first).getBytes(StandardCharsets.UTF_8));
        Batch trees = new Batch(MOST);
        for (String object : List.of(first, second, first)) {
            trees.read(new ObjectMapper().readTree(object), reader::read);
        }

        for (Batch batch : List.of(streamed, lines)) {
            assertThat(batch.facts()).isEqualTo(trees.facts());
            assertThat(batch.rejected()).isEqualTo(trees.rejected());
            assertThat(batch.size()).isEqualTo(3);
        }
    }

    @Property(tries = 500)
    void timesAreReadAsJavaReadsThem(@ForAll("times") String text) {
        Instant quick = Rfc3339.utc(text);
        if (quick != null) {
            assertThat(quick).isEqualTo(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Provide
    Arbitrary<String> times() {
        Arbitrary<String> valid = Arbitraries.longs()
                .between(-62_135_596_800L, 253_402_300_799L)
                .map(second -> Instant.ofEpochSecond(second, Math.floorMod(second * 7_919, 1_000_000_000))
                        .toString());
        return valid.flatMap(text -> Arbitraries.integers()
                .between(0, text.length() - 1)
                .flatMap(place -> Arbitraries.of("0", "9", "Z", ".", ":", "")
                        .map(c -> text.substring(0, place) + c + text.substring(place + 1))
                        .injectDuplicates(0.1)
                        .map(changed -> isTime(changed) ? changed : text)));
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (java.time.DateTimeException e) {
            // The quick way must not read it either.
            assertThat(Rfc3339.utc(text)).isNull();
            return false;
        }
    }

    @Example
    void aSampleOfAKnownSeriesSharesItsTexts() throws IOException {
        String sample = "{\"type\":\"sample\",\"service\":\"s\",\"metric\":\"m\",\"value\":1,\"labels\":{\"a\":\"b\"}}";
        Batch batch = new Batch(MOST);
        new FactStream(reader, batch).read(("[" + sample + "," + sample + "]").getBytes(StandardCharsets.UTF_8));

        Fact first = batch.facts().get(0);
        Fact second = batch.facts().get(1);
        assertThat(second.labels()).isSameAs(first.labels());
        assertThat(second.service()).isSameAs(first.service());
    }
}
