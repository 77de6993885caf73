package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The database outlives the log. */
class LostLogTest {
    private static final String HIGH = """
            rule "High" @id("high") when
                $s : Series( metric == "errors", value > 10 )
            then
                insertLogical( Anomaly.of("high", $s) );
            end
            """;

    @Test
    void detectionGoesOnAboveThePositionsOfALogThatIsGone() {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(HIGH))) {
            server.receive(server.sample("shop", null, "errors", 11));
            server.pass(Duration.ofSeconds(5));
            long before = server.episodes.lastPosition();
            server.loseLog();
            server.receive(server.sample("mail", null, "errors", 12));

            assertThat(before).isPositive();
            assertThat(server.log.firstPosition()).isGreaterThan(before);
            assertThat(server.episodes.lastPosition()).isGreaterThan(before);
            assertThat(server.standing()).extracting(Anomaly::getService).contains("mail");
        }
    }

    @Test
    void whatNobodyMeasuresAnyMoreIsNotOver() {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(HIGH))) {
            server.receive(server.sample("shop", null, "errors", 11));
            server.loseLog();
            server.receive(server.sample("mail", null, "errors", 1));
            server.pass(Duration.ofSeconds(5));
            assertThat(server.standing()).extracting(Anomaly::getService).containsExactly("shop");

            server.receive(server.sample("shop", null, "errors", 1));
            assertThat(server.standing()).isEmpty();
        }
    }

    @Test
    void whatNobodyMeasuresForAsLongAsFactsAreKeptEnds() {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(HIGH))) {
            server.receive(server.sample("shop", null, "errors", 11));
            server.loseLog();
            server.receive(server.sample("mail", null, "errors", 1));
            server.clock.advance(server.facts.retention().plus(Duration.ofHours(1)));
            server.pass(Duration.ofSeconds(1));
            assertThat(server.standing()).isEmpty();
            assertThat(server.all()).contains("high CLEARED");
        }
    }
}
