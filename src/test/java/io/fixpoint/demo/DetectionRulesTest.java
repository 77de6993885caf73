package io.fixpoint.demo;

import static io.fixpoint.demo.ShippedRules.NOON;
import static io.fixpoint.demo.ShippedRules.series;
import static io.fixpoint.demo.ShippedRules.staleSeries;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Alert;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Heartbeat;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped detection rules. */
class DetectionRulesTest {

    @ParameterizedTest
    @CsvSource({
        "http_error_ratio, 0.05, 0.06, error-ratio, MAJOR",
        "http_latency_p95_seconds, 1.0, 1.1, latency, MAJOR",
        "queue_used_ratio, 0.8, 0.85, queue-full, MAJOR",
        "db_query_seconds, 0.2, 0.3, slow-queries, MAJOR",
        "disk_used_ratio, 0.85, 0.86, disk-filling, MAJOR",
    })
    void valueBeyondItsLimitIsAnAnomaly(String metric, double usual, double bad, String name, Severity severity) {
        assertThat(found(series("orders", metric, usual))).isEmpty();
        assertThat(found(staleSeries("orders", metric, bad))).isEmpty();
        assertThat(found(series("orders", metric, bad))).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.getName()).isEqualTo(name);
            assertThat(anomaly.getService()).isEqualTo("orders");
            assertThat(anomaly.getInstance()).isEqualTo("orders-1");
            assertThat(anomaly.getSeverity()).isEqualTo(severity);
        });
    }

    @ParameterizedTest
    @CsvSource({"http_error_ratio, 0.9, error-ratio", "disk_used_ratio, 0.99, disk-filling"})
    void aWorseValueIsTheSameAnomalyWithAHigherSeverity(String metric, double worse, String name) {
        assertThat(found(series("orders", metric, worse)))
                .extracting(Anomaly::identity)
                .containsOnly(found(series("orders", metric, worse)).get(0).identity());
        assertThat(found(series("orders", metric, worse)))
                .extracting(Anomaly::getName, Anomaly::getSeverity)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(name, Severity.MAJOR),
                        org.assertj.core.groups.Tuple.tuple(name, Severity.CRITICAL));
    }

    @Test
    void aServiceWhoseHeartbeatsStopIsSilent() {
        assertThat(found(heartbeat(false))).isEmpty();
        assertThat(found(heartbeat(true))).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.getName()).isEqualTo("silent");
            assertThat(anomaly.getSeverity()).isEqualTo(Severity.CRITICAL);
        });
    }

    @Test
    void anAlertIsAnAnomalyOfItsNameWhileItFires() {
        assertThat(found(alert("orders", false))).isEmpty();
        assertThat(found(alert("orders", true))).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.getName()).isEqualTo("HighErrorRate");
            assertThat(anomaly.getSeverity()).isEqualTo(Severity.CRITICAL);
        });
    }

    @Test
    void anAlertOfNoKnownServiceIsAWarning() {
        assertThat(found(alert(Fact.UNMAPPED, true)))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.getSeverity()).isEqualTo(Severity.WARNING));
    }

    private static List<Anomaly> found(Object fact) {
        return ShippedRules.conclusions(Stage.DETECTION, List.of(fact)).stream()
                .map(Anomaly.class::cast)
                .toList();
    }

    private static Heartbeat heartbeat(boolean missing) {
        Fact.Heartbeat last = new Fact.Heartbeat("orders", "orders-1", Duration.ofSeconds(2), NOON, Map.of(), null);
        return new Heartbeat(last, NOON, Duration.ofSeconds(missing ? 9 : 1), missing, true);
    }

    private static Alert alert(String service, boolean firing) {
        Fact.Alert last = new Fact.Alert(
                service,
                null,
                "HighErrorRate",
                firing,
                "critical",
                "too many errors",
                NOON,
                null,
                "f1",
                NOON,
                Map.of("severity", "critical"),
                null);
        return new Alert(last, NOON, Duration.ZERO, true);
    }
}
