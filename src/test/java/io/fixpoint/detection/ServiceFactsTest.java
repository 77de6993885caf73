package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Series;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.rule.StageFacts.Question;
import io.fixpoint.rule.StageFacts.Seen;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a detection rule is tried on, now and in the past. */
class ServiceFactsTest {
    private final DetectionFixture detection = new DetectionFixture(new CompiledRules("""
            rule "high" when $s : Series( metric == "m", value > 5 ) then
                insertLogical( Anomaly.of("high", $s).pendingFor("1m") );
            end
            """));

    private final ServiceFacts facts = new ServiceFacts(
            detection::detector,
            detection.log,
            detection.episodes,
            detection.config,
            detection.facts.retention(),
            null,
            detection.clock);

    @AfterEach
    void close() {
        detection.close();
    }

    private Seen seen(String service, @Nullable Instant at) {
        return facts.seen(new Question("high", service, at, null));
    }

    private static double value(Seen seen) {
        return ((Series) seen.facts().get(0)).getValue();
    }

    @Test
    void nowIsWhatTheDetectorHasAndDoesNotChangeAnyMore() {
        detection.receive(detection.sample("shop", "i1", "m", 3));
        detection.receive(detection.sample("other", "i1", "m", 4));
        Seen seen = seen("shop", null);
        detection.receive(detection.sample("shop", "i1", "m", 9));
        assertThat(seen.facts()).hasSize(1);
        assertThat(value(seen)).isEqualTo(3);
        assertThat(value(seen("shop", null))).isEqualTo(9);
    }

    @Test
    void pendingAnomalySaysHowLongStill() {
        detection.receive(detection.sample("shop", null, "m", 9));
        detection.pass(Duration.ofSeconds(20));
        assertThat(seen("shop", null).standing()).singleElement().satisfies(standing -> {
            assertThat(standing.name()).isEqualTo("high");
            assertThat(standing.status()).isEqualTo(Anomaly.Status.PENDING);
            assertThat(standing.firesIn()).isEqualTo(Duration.ofSeconds(40));
        });
        detection.pass(Duration.ofSeconds(40));
        assertThat(seen("shop", null).standing()).singleElement().satisfies(standing -> {
            assertThat(standing.status()).isEqualTo(Anomaly.Status.FIRING);
            assertThat(standing.firesIn()).isNull();
        });
        assertThat(facts.seen(new Question("another", "shop", null, null)).standing())
                .isEmpty();
    }

    @Test
    void downtimeIsNoPending() {
        detection.receive(detection.sample("shop", null, "m", 9));
        detection.pass(Duration.ofSeconds(20));
        detection.down(Duration.ofMinutes(10));
        assertThat(seen("shop", null).standing())
                .singleElement()
                .satisfies(standing -> assertThat(standing.firesIn()).isEqualTo(Duration.ofSeconds(40)));
    }

    @Test
    void pastIsToldAgainFromTheLog() {
        detection.receive(detection.sample("shop", null, "m", 3), detection.sample("other", null, "m", 1));
        detection.pass(Duration.ofSeconds(30));
        Instant before = detection.now();
        detection.pass(Duration.ofSeconds(10));
        detection.receive(detection.sample("shop", null, "m", 9));
        Instant began = detection.now();
        detection.pass(Duration.ofSeconds(90));
        detection.receive(detection.sample("shop", null, "m", 4));
        detection.pass(Duration.ofSeconds(30));

        Seen calm = seen("shop", before);
        assertThat(calm.asOf()).isEqualTo(before);
        assertThat(calm.facts()).hasSize(1);
        assertThat(value(calm)).isEqualTo(3);
        assertThat(((Series) calm.facts().get(0)).getAgeSeconds()).isEqualTo(30);
        assertThat(calm.standing()).isEmpty();

        Seen pending = seen("shop", began.plusSeconds(15));
        assertThat(value(pending)).isEqualTo(9);
        assertThat(pending.standing())
                .singleElement()
                .satisfies(standing -> assertThat(standing.firesIn()).isEqualTo(Duration.ofSeconds(45)));
        assertThat(seen("shop", began.plusSeconds(80)).standing())
                .singleElement()
                .satisfies(standing -> assertThat(standing.status()).isEqualTo(Anomaly.Status.FIRING));
        assertThat(seen("shop", detection.now()).standing()).isEmpty();
    }

    /** A sender that is behind: its service's time is what it says, not that of the receipt. */
    @Test
    void pastIsOnTheClockOfTheService() {
        Duration behind = Duration.ofMinutes(5);
        detection.receive(
                DetectionFixture.sample("shop", null, "m", 3, detection.now().minus(behind)));
        detection.pass(Duration.ofSeconds(60));
        Instant second = detection.now().minus(behind);
        detection.receive(DetectionFixture.sample("shop", null, "m", 9, second));
        detection.pass(Duration.ofSeconds(60));
        assertThat(value(seen("shop", second.minusSeconds(1)))).isEqualTo(3);
        assertThat(value(seen("shop", second))).isEqualTo(9);
        assertThat(seen("shop", second.plusSeconds(7)).asOf()).isEqualTo(second.plusSeconds(7));
    }

    @Test
    void beforeTheRetentionNothingIsTold() {
        detection.receive(detection.sample("shop", null, "m", 3));
        Instant at = detection.now().minus(detection.facts.retention()).minusSeconds(1);
        assertThatThrownBy(() -> seen("shop", at))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("facts are kept for " + detection.facts.retention());
    }

    @Test
    void serviceWithoutFactsSaysSo() {
        detection.receive(detection.sample("checkout", null, "m", 3));
        Seen seen = seen("chekout", null);
        assertThat(seen.facts()).isEmpty();
        assertThat(seen.remark()).contains("No fact of the service 'chekout'").contains("Did you mean 'checkout'?");
        assertThatThrownBy(() -> facts.seen(new Question("high", null, null, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("?service=");
    }
}
