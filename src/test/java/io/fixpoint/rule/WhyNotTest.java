package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.Severity;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.StageFacts.Question;
import io.fixpoint.rule.StageFacts.Seen;
import io.fixpoint.rule.StageFacts.Standing;
import io.fixpoint.rule.StageSessionTest.Stated;
import io.fixpoint.rule.WhyNotView.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The answer as a sentence, and that no rule takes the server's time for ever. */
class WhyNotTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final RuleFile FILE = new RuleFile("detection/test.drl", """
            package detection;
            import io.fixpoint.fact.*;

            rule "High" @id("high")
            when
                $s : Series( metric == "m", value > 5 )
            then
                insertLogical( Anomaly.of("high", $s).pendingFor("1m") );
            end
            """);

    private final WhyNot whyNot = new WhyNot(Duration.ofSeconds(10));

    private static WhyNot.Asked asked(@Nullable String quarantined) {
        RuleSource rule = RuleCompiler.compile(List.of(FILE)).orThrow().rules().get(0);
        return new WhyNot.Asked(3, rule, List.of(FILE), Set.of(), quarantined);
    }

    private WhyNotView answer(Object fact, Standing... standing) {
        return whyNot.answer(
                asked(null),
                new Question("high", "shop", null, null),
                new Seen(List.of(fact), NOON, List.of(standing), null));
    }

    private static Series series(double value) {
        Stated stated = new Stated("shop", "m");
        stated.value = value;
        return stated.series();
    }

    private static Standing standing(Anomaly.Status status, @Nullable Duration firesIn) {
        return new Standing("1", "high", null, Severity.MAJOR, status, NOON, firesIn);
    }

    @Test
    void whatDoesNotHoldNamesTheLineAndTheNearestValue() {
        WhyNotView view = answer(series(4.5));
        assertThat(view.outcome()).isEqualTo(Outcome.DOES_NOT_HOLD);
        assertThat(view.release()).isEqualTo(3);
        assertThat(view.summary())
                .isEqualTo(
                        "Line 6 does not hold: no Series meets value > 5. The nearest is m of shop: value > 5 is asked"
                                + " for, it is 4.5 (0.5 off).");
    }

    @Test
    void whatHoldsSaysWhatBecameOfIt() {
        assertThat(answer(series(6)).summary()).isEqualTo("All conditions hold.");
        assertThat(answer(series(6), standing(Anomaly.Status.PENDING, Duration.ofSeconds(22)))
                        .summary())
                .isEqualTo(
                        "All conditions hold. The anomaly high is pending, and fires in 22 s if they go on holding.");
        assertThat(answer(series(6), standing(Anomaly.Status.FIRING, null)).summary())
                .isEqualTo("All conditions hold. The anomaly high is firing since 2026-11-22T12:00:00Z.");
    }

    /** It goes on firing for a while after its condition has ended. */
    @Test
    void anomalyMayStandThoughTheConditionsDoNot() {
        assertThat(answer(series(4), standing(Anomaly.Status.FIRING, null)).summary())
                .contains("does not hold")
                .endsWith("The anomaly high is firing since 2026-11-22T12:00:00Z.");
    }

    @Test
    void ruleInQuarantineIsNotTried() {
        WhyNotView view = whyNot.answer(
                asked("it loops"),
                new Question("high", "shop", null, null),
                new Seen(List.of(series(6)), NOON, List.of(), null));
        assertThat(view.outcome()).isEqualTo(Outcome.NOT_TRIED);
        assertThat(view.summary()).contains("in quarantine").contains("it loops");
        assertThat(view.conditions()).isEmpty();
    }

    @Test
    void conditionThatNeverEndsTakesNeitherTheCallerNorTheThirdQuestion() {
        WhyNot impatient = new WhyNot(Duration.ofMillis(300));
        CountDownLatch released = new CountDownLatch(1);
        Series endless = new Series("shop", null, "m", Map.of(), new Stated("shop", "m") {
            @Override
            public double value() {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 0;
            }
        });
        Question question = new Question("high", "shop", null, null);
        Seen seen = new Seen(List.of(endless), NOON, List.of(), null);
        WhyNot.Asked asked = asked(null);
        try {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> impatient.answer(asked, question, seen))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("does not come to an end");
            }
            assertThatThrownBy(() -> impatient.answer(asked, question, seen))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> {
                        assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
                        assertThat(problem.retryAfter()).isNotNull();
                    });
        } finally {
            released.countDown();
        }
    }
}
