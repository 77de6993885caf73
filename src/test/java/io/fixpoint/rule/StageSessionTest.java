package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Match.MatchedFact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageSessionTest {
    private static final String TWO_RULES = """
            package detection;
            import io.fixpoint.fact.*;

            rule "Error ratio is high" @id("error-ratio")
            when
                $s : Series( metric == "http_error_ratio", value > 0.05, anomalyScore > 0.9 )
            then
                insertLogical( Anomaly.of("errors", $s).severity(Severity.MAJOR) );
            end

            rule "Error ratio is high over five minutes"
            when
                $s : Series( metric == "http_error_ratio", mean5m > 0.05 )
            then
                insertLogical( Anomaly.of("errors", $s).severity(Severity.MAJOR) );
            end
            """;

    @Test
    void anomalyStandsAsLongAsItsCondition() {
        try (RuleSession session = session(Stage.DETECTION, TWO_RULES)) {
            Stated errors = new Stated("checkout", "http_error_ratio");
            errors.value = 0.2;
            errors.score = 0.97;
            session.put("errors", errors.series());

            RuleSession.Firing first = session.fire();
            assertThat(first.concluded()).singleElement().satisfies(conclusion -> {
                assertThat(conclusion.logical()).isTrue();
                assertThat(((Anomaly) conclusion.value()).getSeverity()).isEqualTo(Severity.MAJOR);
            });
            assertThat(session.fire().concluded()).isEmpty();

            errors.value = 0.3;
            session.put("errors", errors.series());
            RuleSession.Firing second = session.fire();
            assertThat(second.concluded()).isEmpty();
            assertThat(second.withdrawn()).isEmpty();

            errors.value = 0.01;
            session.put("errors", errors.series());
            RuleSession.Firing third = session.fire();
            assertThat(third.withdrawn()).hasSize(1);
            assertThat(session.standing()).isEmpty();
        }
    }

    @Test
    void conclusionStandsUntilItsLastReasonIsGone() {
        try (RuleSession session = session(Stage.DETECTION, TWO_RULES)) {
            Stated errors = new Stated("checkout", "http_error_ratio");
            errors.value = 0.2;
            errors.score = 0.97;
            session.put("errors", errors.series());
            session.fire();

            errors.mean = 0.1;
            session.put("errors", errors.series());
            RuleSession.Firing further = session.fire();
            assertThat(further.concluded())
                    .singleElement()
                    .satisfies(conclusion -> assertThat(conclusion.matches())
                            .extracting(Match::rule)
                            .containsExactly("Error ratio is high over five minutes", "error-ratio"));

            errors.value = 0.0;
            session.put("errors", errors.series());
            RuleSession.Firing fewer = session.fire();
            assertThat(fewer.withdrawn()).isEmpty();
            assertThat(session.standing())
                    .singleElement()
                    .satisfies(conclusion -> assertThat(conclusion.matches())
                            .extracting(Match::rule)
                            .containsExactly("Error ratio is high over five minutes"));

            session.remove("errors");
            assertThat(session.fire().withdrawn()).hasSize(1);
        }
    }

    @Test
    void matchHoldsTheValuesOfThatMoment() {
        try (RuleSession session = session(Stage.DETECTION, TWO_RULES)) {
            Stated errors = new Stated("checkout", "http_error_ratio");
            errors.value = 0.2;
            errors.score = 0.97;
            session.put("errors", errors.series());
            Match match = session.fire().concluded().get(0).matches().get(0);
            errors.value = 0.9;

            assertThat(match.rule()).isEqualTo("error-ratio");
            assertThat(match.name()).isEqualTo("Error ratio is high");
            assertThat(match.file()).isEqualTo("detection/test.drl");
            assertThat(match.line()).isEqualTo(4);
            assertThat(match.endLine()).isEqualTo(9);
            assertThat(match.source())
                    .startsWith("rule \"Error ratio is high\"")
                    .endsWith("end");
            MatchedFact fact = match.facts().get(0);
            assertThat(fact.type()).isEqualTo("Series");
            assertThat(fact.service()).isEqualTo("checkout");
            assertThat(fact.values())
                    .containsEntry("value", 0.2)
                    .containsEntry("anomalyScore", 0.97)
                    .containsEntry("metric", "http_error_ratio")
                    .containsEntry("time", "2026-11-22T10:00:00Z")
                    .doesNotContainKeys("p99_1h", "mean5m", "baseline");
        }
    }

    @Test
    void whatARuleInsertsIsSaidOnce() {
        try (RuleSession session = session(Stage.TRIAGE, """
                package triage;
                import io.fixpoint.fact.*;
                rule "open" when $a : Anomaly( firing, incident == null ) then
                    insert( OpenIncident.of($a) );
                end
                """)) {
            session.put("a", anomaly("1"));
            RuleSession.Firing firing = session.fire();
            assertThat(firing.concluded()).singleElement().satisfies(conclusion -> {
                assertThat(conclusion.logical()).isFalse();
                assertThat(conclusion.value()).isInstanceOf(OpenIncident.class);
                assertThat(conclusion.matches()).extracting(Match::rule).containsExactly("open");
            });
            assertThat(session.standing()).isEmpty();
            session.put("b", anomaly("2"));
            assertThat(session.fire().concluded()).hasSize(1);
        }
    }

    @Test
    void rulesWithoutEndAreStoppedAndNamed() {
        try (RuleSession session = session(Stage.DETECTION, """
                package detection;
                import io.fixpoint.fact.*;
                declare Step
                    service : String
                    number : int
                end
                rule "begin" when $s : Series( $service : service ) then insertLogical( new Step($service, 0) ); end
                rule "again" @id("endless") when Step( $service : service, $n : number ) then
                    insertLogical( new Step($service, $n + 1) );
                end
                """)) {
            session.put("s", new Stated("checkout", "x").series());
            assertThatThrownBy(session::fire)
                    .isInstanceOfSatisfying(
                            RuleFailedException.class, e -> assertThat(e.rule()).isEqualTo("endless"))
                    .hasMessageContaining("do not come to an end")
                    .hasMessageContaining("detection/test.drl:8");
        }
    }

    @Test
    void failedConclusionNamesItsRule() {
        try (RuleSession session = session(Stage.DETECTION, """
                package detection;
                import io.fixpoint.fact.*;
                rule "bad length" when $s : Series() then
                    insertLogical( Anomaly.of("x", $s).pendingFor($s.getMetric()) );
                end
                """)) {
            session.put("s", new Stated("checkout", "soon").series());
            assertThatThrownBy(session::fire)
                    .isInstanceOfSatisfying(
                            RuleFailedException.class, e -> assertThat(e.rule()).isEqualTo("bad length"))
                    .hasMessageContaining("detection/test.drl:3")
                    .hasMessageContaining("'soon' is no length of time");
        }
    }

    @Test
    void failedConditionNamesItsRule() {
        try (RuleSession session = session(Stage.DETECTION, """
                package detection;
                import io.fixpoint.fact.*;
                rule "no zone" when $s : Series( labels["zone"].length() > 3 ) then
                    insertLogical( Anomaly.of("x", $s) );
                end
                """)) {
            assertThatThrownBy(() -> {
                        session.put("s", new Stated("checkout", "x").series());
                        session.fire();
                    })
                    .isInstanceOfSatisfying(
                            RuleFailedException.class, e -> assertThat(e.rule()).isEqualTo("no zone"));
        }
    }

    static RuleSession session(Stage stage, String text) {
        return RuleCompiler.compile(List.of(new RuleFile(stage.folder() + "/test.drl", text)))
                .orThrow()
                .open(stage);
    }

    static Anomaly anomaly(String id) {
        return Anomaly.known(
                "errors",
                "checkout",
                null,
                Map.of(),
                Severity.MAJOR,
                Duration.ZERO,
                Duration.ZERO,
                null,
                new Anomaly.Episode(id, Anomaly.Status.FIRING, Instant.EPOCH, Instant.EPOCH, null, null));
    }

    /** A series whose readings are stated. */
    static class Stated implements Series.Readings {
        double value = 0.0;
        double score = 0.0;
        double mean = Double.NaN;
        private final Series series;

        Stated(String service, String metric) {
            series = new Series(service, null, metric, Map.of(), this);
        }

        Series series() {
            return series;
        }

        @Override
        public double value() {
            return value;
        }

        @Override
        public double previous() {
            return Double.NaN;
        }

        @Override
        public Instant time() {
            return Instant.parse("2026-11-22T10:00:00Z");
        }

        @Override
        public Duration age() {
            return Duration.ZERO;
        }

        @Override
        public boolean stale() {
            return false;
        }

        @Override
        public boolean fresh() {
            return true;
        }

        @Override
        public double rate() {
            return Double.NaN;
        }

        @Override
        public double mean(Duration window) {
            return mean;
        }

        @Override
        public double min(Duration window) {
            return Double.NaN;
        }

        @Override
        public double max(Duration window) {
            return Double.NaN;
        }

        @Override
        public double deviation(Duration window) {
            return Double.NaN;
        }

        @Override
        public double quantile(double quantile, Duration window) {
            return Double.NaN;
        }

        @Override
        public double baseline() {
            return Double.NaN;
        }

        @Override
        public double forecast(Duration ahead) {
            return Double.NaN;
        }

        @Override
        public double anomalyScore() {
            return score;
        }
    }
}
