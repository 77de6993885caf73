package io.fixpoint.detection;

import static io.fixpoint.detection.DetectionFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows that are as long as a rule reads them. */
class LongWindowsTest {
    private static final String SHORT = """
            rule "short" when $s : Series( metric == "jobs_total", increase("10m") > 1000.0 )
            then insertLogical( Anomaly.of("short", $s) ); end
            """;
    private static final String LONG = """
            rule "long" when $s : Series( metric == "jobs_total", increase("3h") > 100.0 )
            then insertLogical( Anomaly.of("long", $s) ); end
            """;

    private static void jobs(DetectionFixture fixture, int from, int to) {
        for (int minute = from; minute < to; minute++) {
            fixture.receive(DetectionFixture.sample(
                    "batch", null, "jobs_total", minute, NOON.plus(Duration.ofMinutes(minute))));
            fixture.pass(Duration.ofMinutes(1));
        }
    }

    private static List<String> standing(DetectionFixture fixture) {
        return fixture.standing().stream().map(Anomaly::getName).toList();
    }

    @Test
    void releaseWithALongerWindowSeesWhatWasMeasuredBefore() {
        CompiledRules rules = new CompiledRules(SHORT);
        try (DetectionFixture fixture = new DetectionFixture(rules)) {
            jobs(fixture, 0, 150);
            assertThat(standing(fixture)).isEmpty();

            rules.release(SHORT + LONG);
            jobs(fixture, 150, 151);

            assertThat(standing(fixture)).containsExactly("long");
        }
    }

    @Test
    void restartConcludesTheSame() {
        try (DetectionFixture fixture = new DetectionFixture(new CompiledRules(LONG))) {
            jobs(fixture, 0, 90);
            assertThat(standing(fixture)).isEmpty();
            fixture.crash();
            jobs(fixture, 90, 110);
            assertThat(standing(fixture)).containsExactly("long");

            fixture.crash();

            assertThat(standing(fixture)).containsExactly("long");
        }
    }

    @Test
    void numberThatIsNotKnownNeverHolds() {
        // Drools would compile the condition after some evaluations, to code in which NaN is less than anything.
        CompiledRules rules = new CompiledRules("""
                rule "slow" when $s : Series( rate < 5.0, rate("5m") < 5.0, 1.0 - rate < 7.0 )
                then insertLogical( Anomaly.of("slow", $s) ); end
                rule "slow too" when $s : Series( $v : service ) Series( service == $v, $s.rate < 5.0 )
                then insertLogical( Anomaly.of("slow too", $s) ); end
                """);
        try (DetectionFixture fixture = new DetectionFixture(rules)) {
            fixture.receive(fixture.sample("checkout", "a", "requests", 1));
            fixture.receive(fixture.sample("checkout", "b", "requests", 1));
            fixture.pass(Duration.ofMinutes(2));

            assertThat(standing(fixture)).isEmpty();
        }
    }
}
