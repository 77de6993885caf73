package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static Fact sample(String metric, int second, double value) {
        return new Fact.Sample("shop", null, metric, value, null, NOON.plusSeconds(second), Map.of(), null);
    }

    @Test
    void factsOfARequestAreTakenInOrderOfTheirTimesEachSeriesOnceInAFiring() {
        LogRecord record = new LogRecord(
                1,
                LogRecord.Kind.BATCH,
                NOON.plusSeconds(60),
                List.of(
                        sample("a", 20, 3),
                        sample("a", 0, 1),
                        sample("b", 5, 7),
                        sample("a", 20, 4),
                        sample("a", 10, 2)));

        List<List<Double>> firings = Senders.firings(new Senders().arrivals(record)).stream()
                .map(firing -> firing.stream()
                        .map(arrival -> ((Fact.Sample) arrival.fact()).value())
                        .toList())
                .toList();

        assertThat(firings).containsExactly(List.of(1.0, 7.0), List.of(2.0), List.of(3.0), List.of(4.0));
    }
}
