package io.fixpoint.factlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fixpoint.fact.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Facts are read back as they were, whatever is in them. */
class FactEncodingProperties {
    private static final Arbitrary<String> TEXTS = Arbitraries.oneOf(
            Arbitraries.of("shop", "db", "", "errors", "ü→😀", "shop-1"),
            Arbitraries.strings().ofMaxLength(8));
    private static final Arbitrary<Instant> TIMES = Arbitraries.oneOf(
            Arbitraries.longs().between(1_700_000_000_000L, 1_700_000_003_000L).map(Instant::ofEpochMilli),
            Arbitraries.of(Instant.parse("0001-01-01T00:00:00Z"), Instant.MIN, Instant.MAX, Instant.EPOCH),
            Combinators.combine(
                            Arbitraries.longs().between(0, 2_000_000_000L),
                            Arbitraries.integers().between(0, 999_999_999))
                    .as(Instant::ofEpochSecond));
    private static final Arbitrary<Double> VALUES = Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.of(0.0, -0.0, 1.0, -17.0, 1e300, Double.MIN_VALUE, 4503599627370497.0),
            Arbitraries.integers().map(Integer::doubleValue));
    private static final Arbitrary<Map<String, String>> LABELS =
            Arbitraries.maps(TEXTS, TEXTS).ofMaxSize(3);

    /** What all kinds of facts have. */
    private record Head(
            String service,
            @Nullable String instance,
            Instant time,
            Map<String, String> labels,
            @Nullable String id) {}

    @Provide
    Arbitrary<List<Fact>> facts() {
        Arbitrary<Head> heads = Combinators.combine(TEXTS, TEXTS.injectNull(0.3), TIMES, LABELS, TEXTS.injectNull(0.7))
                .as(Head::new);
        Arbitrary<Fact> samples = Combinators.combine(heads, TEXTS, VALUES, TEXTS.injectNull(0.5))
                .as((head, metric, value, unit) -> new Fact.Sample(
                        head.service(), head.instance(), metric, value, unit, head.time(), head.labels(), head.id()));
        Arbitrary<Fact> alerts = Combinators.combine(
                        heads, TEXTS, Arbitraries.of(true, false), TEXTS.injectNull(0.5), TIMES, TIMES.injectNull(0.5))
                .as((head, text, firing, maybe, starts, ends) -> new Fact.Alert(
                        head.service(),
                        head.instance(),
                        text,
                        firing,
                        maybe,
                        maybe,
                        starts,
                        ends,
                        text,
                        head.time(),
                        head.labels(),
                        head.id()));
        Arbitrary<Fact> heartbeats = Combinators.combine(heads, Arbitraries.longs())
                .as((head, nanos) -> new Fact.Heartbeat(
                        head.service(),
                        head.instance(),
                        Duration.ofNanos(nanos),
                        head.time(),
                        head.labels(),
                        head.id()));
        Arbitrary<Fact> events = Combinators.combine(heads, TEXTS, TEXTS.injectNull(0.5), LABELS)
                .as((head, kind, message, attributes) -> new Fact.Event(
                        head.service(),
                        head.instance(),
                        kind,
                        message,
                        attributes,
                        Duration.ofMillis(kind.length()),
                        head.time(),
                        head.labels(),
                        head.id()));
        return Arbitraries.oneOf(samples, alerts, heartbeats, events).list().ofMaxSize(30);
    }

    @Property(tries = 300)
    void factsAreReadBackAsTheyWere(@ForAll("facts") List<Fact> facts) {
        assertThat(FactDecoder.facts(ByteString.copyFrom(FactEncoder.encode(facts, 0))))
                .isEqualTo(facts);
    }

    @Property(tries = 300)
    void damagedBytesAreRefused(@ForAll("facts") List<Fact> facts, @ForAll byte place, @ForAll byte with) {
        byte[] bytes = FactEncoder.encode(facts, 0);
        bytes[Math.floorMod(place, bytes.length)] ^= with;
        try {
            FactDecoder.facts(ByteString.copyFrom(bytes));
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("facts");
        }
    }
}
