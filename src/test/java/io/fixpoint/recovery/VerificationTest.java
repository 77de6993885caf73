package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.detection.FactState;
import io.fixpoint.detection.FactState.FreshFacts;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Recovered;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import io.fixpoint.recovery.Verification.Concluded;
import io.fixpoint.recovery.VerificationState.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Instant END = Instant.parse("2026-11-22T10:00:00Z");
    private static final Repair REPAIR = Repair.process("repair-restart").target("checkout");

    private final Verification verification = new Verification(Duration.ofMinutes(10), Duration.ofMinutes(1));
    private VerificationState state = VerificationState.begin("attempt-1", new FactState.Since(7, END));

    @Test
    void recoveredOnlyAfterStandingForItsTime() {
        Concluded yes = recovered("2m");
        assertThat(check(0, fresh(), yes)).isEqualTo(Outcome.WAITING);
        assertThat(state.reason()).contains("must stay so for 2 min more");
        assertThat(check(119, fresh(), yes)).isEqualTo(Outcome.WAITING);
        assertThat(check(120, fresh(), yes)).isEqualTo(Outcome.RECOVERED);
    }

    @Test
    void aBreakBeginsTheTimeAnew() {
        Concluded yes = recovered("2m");
        check(0, fresh(), yes);
        check(60, fresh(), none());
        assertThat(check(119, fresh(), yes)).isEqualTo(Outcome.WAITING);
        assertThat(check(238, fresh(), yes)).isEqualTo(Outcome.WAITING);
        assertThat(check(239, fresh(), yes)).isEqualTo(Outcome.RECOVERED);
    }

    @Test
    void anAnomalyBetweenTwoChecksBreaksIt() {
        Concluded yes = recovered("2m");
        check(0, fresh(), yes);
        FreshFacts flickered = facts(120, List.of(), true, anomaly(Anomaly.Status.CLEARED, END.plusSeconds(70)));
        assertThat(check(flickered, yes)).isEqualTo(Outcome.WAITING);
        assertThat(check(239, fresh(), yes)).isEqualTo(Outcome.WAITING);
        assertThat(check(240, fresh(), yes)).isEqualTo(Outcome.RECOVERED);
    }

    @Test
    void notRecoveredBeatsRecovered() {
        Concluded both = new Concluded(
                true,
                List.of(Recovered.of(REPAIR)),
                List.of(NotRecovered.of(REPAIR).reason("the queue still grows")));
        assertThat(check(0, fresh(), both)).isEqualTo(Outcome.NOT_RECOVERED);
        assertThat(state.reason()).isEqualTo("the queue still grows");
    }

    @Test
    void recoveredIsRefusedWhileASourceIsNotFresh() {
        Concluded yes = recovered("1s");
        for (int second = 0; second < 600; second += 10) {
            assertThat(check(facts(second, List.of("http_error_ratio of checkout"), false), yes))
                    .isEqualTo(Outcome.WAITING);
        }
        assertThat(state.reason()).isEqualTo("nothing fresh was received of http_error_ratio of checkout");
        assertThat(check(facts(600, List.of("http_error_ratio of checkout"), false), yes))
                .isEqualTo(Outcome.NOT_RECOVERED);
        assertThat(state.reason()).startsWith("out of time: after 10 min nothing fresh was received");
    }

    @Test
    void timeWithoutFreshFactsDoesNotCountAsStable() {
        Concluded yes = recovered("2m");
        check(0, fresh(), yes);
        check(facts(60, List.of("a"), false), yes);
        assertThat(check(120, fresh(), yes)).isEqualTo(Outcome.WAITING);
    }

    @Test
    void rulesThatFindNothingRunOutOfTime() {
        assertThat(check(0, fresh(), none())).isEqualTo(Outcome.WAITING);
        assertThat(check(599, fresh(), none())).isEqualTo(Outcome.WAITING);
        assertThat(check(600, fresh(), none())).isEqualTo(Outcome.NOT_RECOVERED);
        assertThat(state.reason()).isEqualTo("out of time: after 10 min no rule finds it recovered");
    }

    @Test
    void withoutRulesClearedAnomaliesMustStayClearedForAWhile() {
        FreshFacts first = facts(0, List.of(), true, anomaly(Anomaly.Status.CLEARED, END.minusSeconds(60)));
        FreshFacts later = facts(60, List.of(), true, anomaly(Anomaly.Status.CLEARED, END.minusSeconds(60)));
        assertThat(check(first, Concluded.NO_RULES)).isEqualTo(Outcome.WAITING);
        assertThat(check(later, Concluded.NO_RULES)).isEqualTo(Outcome.RECOVERED);
    }

    @Test
    void withoutRulesAStandingAnomalyIsNotRecovered() {
        for (int second = 0; second < 600; second += 60) {
            FreshFacts facts = facts(second, List.of(), false, anomaly(Anomaly.Status.FIRING, END.minusSeconds(60)));
            assertThat(check(facts, Concluded.NO_RULES)).isEqualTo(Outcome.WAITING);
        }
        assertThat(state.reason()).contains("there is still errors of checkout");
    }

    @Test
    void withoutRulesAndAnomaliesNothingIsEverRecovered() {
        assertThat(check(facts(0, List.of(), true), Concluded.NO_RULES)).isEqualTo(Outcome.WAITING);
        assertThat(check(facts(600, List.of(), true), Concluded.NO_RULES)).isEqualTo(Outcome.NOT_RECOVERED);
    }

    @Test
    void stateSurvivesAsAVariable() {
        check(0, fresh(), recovered("2m"));
        VerificationState read = VerificationState.of(JsonVariables.plain(state.toVariable()));
        assertThat(read).isEqualTo(state);
        assertThat(VerificationState.of(null).outcome()).isEqualTo(Outcome.NONE);
        assertThat(VerificationState.of(Map.of("state", "RECOVERED")).outcome()).isEqualTo(Outcome.RECOVERED);
    }

    private Outcome check(int second, FreshFacts like, Concluded concluded) {
        return check(
                new FreshFacts(
                        like.facts(),
                        like.anomalies(),
                        like.sourcesNotFresh(),
                        like.clearedOnFreshFacts(),
                        END.plusSeconds(second)),
                concluded);
    }

    private Outcome check(FreshFacts fresh, Concluded concluded) {
        state = verification.check(state, fresh, concluded);
        return state.outcome();
    }

    private static FreshFacts fresh() {
        return facts(0, List.of(), true);
    }

    private static FreshFacts facts(int second, List<String> notFresh, boolean cleared, Anomaly... anomalies) {
        return new FreshFacts(List.of(), List.of(anomalies), notFresh, cleared, END.plusSeconds(second));
    }

    private static Anomaly anomaly(Anomaly.Status status, Instant started) {
        return Anomaly.of("errors", "checkout")
                .severity(Severity.MAJOR)
                .as(new Anomaly.Episode("e1", status, started, started, null, "incident-1"));
    }

    private static Concluded recovered(String stableFor) {
        return new Concluded(true, List.of(Recovered.of(REPAIR).stableFor(stableFor)), List.of());
    }

    private static Concluded none() {
        return new Concluded(true, List.of(), List.of());
    }
}
