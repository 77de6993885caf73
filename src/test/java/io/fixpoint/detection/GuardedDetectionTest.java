package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.PublishedRules;
import io.fixpoint.rule.RuleFile;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A rule that passes the check and still does not end, in a running detector. */
class GuardedDetectionTest {
    /** Some seconds of work for a metric of 28 times x, and twice as many for each further one. */
    private static final String RULES = """
            package detection;
            import io.fixpoint.fact.*;
            rule "Spike" @id("spike") when $s : Series( value > 10 ) then
                insertLogical( Anomaly.of("spike", $s) );
            end
            rule "Odd names" @id("odd-names") when $s : Series( metric matches "(x+x+)+(q)\\\\2" ) then
                insertLogical( Anomaly.of("odd", $s) );
            end
            """;

    private static final String ENDLESS_METRIC = "x".repeat(28);

    @Test
    void aConditionWithoutEndIsLeftOutNothingIsLostAndTheOthersGoOn() {
        PublishedRules rules =
                new PublishedRules(List.of(new RuleFile("detection/test.drl", RULES)), Duration.ofSeconds(1));
        try (DetectionFixture server = new DetectionFixture(rules)) {
            server.receive(server.sample("shop", "i1", "errors", 11));
            Anomaly before = server.standing().get(0);
            ZonedDateTime started = Objects.requireNonNull(before.getStartedAt());

            server.clock.advance(Duration.ofSeconds(1));
            server.receive(
                    server.sample("shop", "i2", "errors", 12),
                    server.sample("shop", "i1", ENDLESS_METRIC, 13),
                    server.sample("shop", "i3", "errors", 14));

            assertThat(rules.abandoned()).isOne();
            assertThat(server.standing())
                    .extracting(anomaly -> anomaly.getName() + " " + anomaly.getInstance())
                    .containsExactlyInAnyOrder("spike i1", "spike i2", "spike i3", "rule-quarantined null");
            assertThat(server.standing())
                    .filteredOn(anomaly -> Objects.equals(anomaly.getId(), before.getId()))
                    .singleElement()
                    .satisfies(anomaly -> assertThat(anomaly.getStartedAt()).isEqualTo(started));

            server.receive(server.sample("shop", "i1", ENDLESS_METRIC, 1));
            assertThat(rules.abandoned()).as("it does not happen again").isOne();
        }
    }
}
