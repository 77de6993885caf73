package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RuleCounts counts = new RuleCounts(Clock.systemUTC());
    private final RuleMeters meters = new RuleMeters(registry, counts);

    private static RuleSource rule(Stage stage, String id) {
        return new RuleSource(id, id, stage, "test.drl", 1, 1, "", Set.of(), false);
    }

    @Test
    void rulesOfOneIdInTwoStagesAreCountedApart() {
        RuleSource detection = rule(Stage.DETECTION, "same");
        RuleSource triage = rule(Stage.TRIAGE, "same");
        meters.show(List.of(detection, triage));
        counts.matched(detection);
        counts.fired(detection, 2_000_000);
        assertThat(registry.get("fixpoint.rules.matched")
                        .tag("stage", "detection")
                        .functionCounter()
                        .count())
                .isOne();
        assertThat(registry.get("fixpoint.rules.matched")
                        .tag("stage", "triage")
                        .functionCounter()
                        .count())
                .isZero();
        assertThat(registry.get("fixpoint.rules.consequence")
                        .tag("stage", "detection")
                        .functionTimer()
                        .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(2.0);
    }

    @Test
    void seriesOfRulesThatAreGoneVanishAndThereIsAMostOfThem() {
        meters.show(List.of(rule(Stage.DETECTION, "old"), rule(Stage.DETECTION, "kept")));
        meters.show(IntStream.range(0, 3_000)
                .mapToObj(i -> rule(Stage.DETECTION, i == 0 ? "kept" : "rule" + i))
                .toList());
        assertThat(registry.find("fixpoint.rules.matched").tag("rule", "old").meters())
                .isEmpty();
        assertThat(registry.find("fixpoint.rules.matched").tag("rule", "kept").meters())
                .hasSize(1);
        assertThat(registry.find("fixpoint.rules.matched").meters()).hasSize(RuleMeters.MOST);
        meters.show(List.of());
        assertThat(registry.getMeters()).isEmpty();
    }
}
