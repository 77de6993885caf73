package io.fixpoint.demo;

import static io.fixpoint.demo.ShippedRules.NOON;
import static io.fixpoint.demo.ShippedRules.anomaly;
import static io.fixpoint.demo.ShippedRules.series;
import static io.fixpoint.demo.ShippedRules.staleSeries;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Anomaly.Status;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Heartbeat;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped verification rules. */
class VerificationRulesTest {
    private static final Anomaly CLEARED = anomaly("error-ratio", "orders", Severity.MAJOR, Status.CLEARED, "1");

    @Test
    void recoveredWhenEveryAnomalyHasCleared() {
        assertThat(verify(CLEARED, series("orders", "http_error_ratio", 0))).containsExactly("recovered");
    }

    @Test
    void notWhileOneOfThemStands() {
        assertThat(verify(CLEARED, anomaly("latency", "gateway", Severity.MAJOR, Status.FIRING, "1")))
                .isEmpty();
        assertThat(verify(CLEARED, anomaly("latency", "gateway", Severity.MAJOR, Status.PENDING, "1")))
                .isEmpty();
    }

    @Test
    void notWithoutAnyAnomalyToJudgeBy() {
        assertThat(verify()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"http_error_ratio, 0.3", "http_latency_p95_seconds, 1.7", "db_query_seconds, 0.8"})
    void notWhileThereIsTroubleThatHasNoAnomalyYet(String metric, double value) {
        assertThat(verify(CLEARED, series("gateway", metric, value))).isEmpty();
        assertThat(verify(CLEARED, staleSeries("gateway", metric, value))).containsExactly("recovered");
    }

    @Test
    void notWhileAServiceIsSilent() {
        Fact.Heartbeat last = new Fact.Heartbeat("orders", null, Duration.ofSeconds(2), NOON, Map.of(), null);

        assertThat(verify(CLEARED, new Heartbeat(last, NOON, Duration.ofSeconds(9), true, false)))
                .isEmpty();
    }

    private static List<String> verify(Object... facts) {
        List<Object> all = new ArrayList<>(List.of(facts));
        all.add(Repair.process("repair-restart").target("orders"));
        return ShippedRules.conclusions(Stage.VERIFICATION, all).stream()
                .map(conclusion -> conclusion instanceof Recovered ? "recovered" : conclusion.toString())
                .toList();
    }
}
