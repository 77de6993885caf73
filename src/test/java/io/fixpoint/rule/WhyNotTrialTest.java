package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fixpoint.fact.Alert;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Suspect;
import io.fixpoint.rule.StageSessionTest.Stated;
import io.fixpoint.rule.WhyNotView.Held;
import io.fixpoint.rule.WhyNotView.Near;
import io.fixpoint.rule.WhyNotView.Tried;
import io.fixpoint.rule.WhyNotView.TriedConstraint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which conditions of a rule hold on stated facts. */
class WhyNotTrialTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void eachConstraintIsJudgedAndTheNearestFactIsNamed() {
        List<Tried> tried = tried(
                "$s : Series( metric == \"http_error_ratio\",\n        value > 0.05, !stale )",
                series("http_error_ratio", 0.03),
                series("http_error_ratio", 0.01),
                series("cpu", 7));
        assertThat(tried).singleElement().satisfies(condition -> {
            assertThat(condition.held()).isEqualTo(Held.NOT_HELD);
            assertThat(condition.line()).isEqualTo(11);
            assertThat(condition.source())
                    .isEqualTo("$s : Series( metric == \"http_error_ratio\", value > 0.05, !stale )");
            assertThat(condition.reason()).isEqualTo("no Series meets all of it at once");
            assertThat(condition.constraints())
                    .extracting(
                            TriedConstraint::source,
                            TriedConstraint::line,
                            TriedConstraint::metBy,
                            TriedConstraint::candidates)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("metric == \"http_error_ratio\"", 11, 2, 3),
                            org.assertj.core.groups.Tuple.tuple("value > 0.05", 12, 1, 3),
                            org.assertj.core.groups.Tuple.tuple("!stale", 12, 3, 3));
            assertThat(condition.closest()).hasSize(3);
            Near nearest = condition.closest().get(0);
            assertThat(nearest.fact().title()).isEqualTo("http_error_ratio of checkout");
            assertThat(nearest.missed()).singleElement().satisfies(missed -> {
                assertThat(missed.source()).isEqualTo("value > 0.05");
                assertThat(missed.actual()).isEqualTo(0.03);
                assertThat(missed.required()).isEqualTo("> 0.05");
                assertThat(missed.distance()).isCloseTo(0.02, within(1e-9));
            });
            assertThat(condition.closest().get(2).fact().title()).isEqualTo("cpu of checkout");
        });
    }

    @Test
    void whatHoldsShowsWhatMeetsIt() {
        List<Tried> tried = tried("$s : Series( metric == \"m\", value > 3 )", series("m", 4), series("m", 2));
        assertThat(tried).singleElement().satisfies(condition -> {
            assertThat(condition.held()).isEqualTo(Held.HELD);
            assertThat(condition.matches()).isEqualTo(1);
            assertThat(condition.reason()).isNull();
            assertThat(condition.closest())
                    .singleElement()
                    .satisfies(near ->
                            assertThat(near.fact().values().get("value")).isEqualTo(4.0));
        });
    }

    @Test
    void joinsAreTriedOnWhatTheEarlierConditionsMatched() {
        String conditions = """
                $s : Series( metric == "m", $v : value )
                $t : Series( service == $s.service, metric == "n", value > $v * 2 )
                not Alert( service == $s.service )
                """;
        List<Tried> tried = tried(conditions, series("m", 4), series("n", 7), alert(true));
        assertThat(tried).extracting(Tried::held).containsExactly(Held.HELD, Held.NOT_HELD, Held.NOT_REACHED);
        assertThat(tried.get(1).closest().get(0).missed()).singleElement().satisfies(missed -> {
            assertThat(missed.required()).isEqualTo("> $v*2 (8.0)");
            assertThat(missed.distance()).isEqualTo(1.0);
        });
        assertThat(tried.get(2).reason()).contains("not reached");
        assertThat(tried(conditions, series("m", 4), series("n", 9)))
                .extracting(Tried::held)
                .containsExactly(Held.HELD, Held.HELD, Held.HELD);
    }

    @Test
    void notNamesWhatIsInTheWay() {
        List<Tried> tried = tried(
                "$s : Series( metric == \"m\" )\nnot Alert( service == $s.service, firing )",
                series("m", 4),
                alert(true),
                alert(false));
        assertThat(tried.get(1).held()).isEqualTo(Held.NOT_HELD);
        assertThat(tried.get(1).reason()).contains("something that it excludes");
        assertThat(tried.get(1).closest())
                .singleElement()
                .satisfies(
                        near -> assertThat(near.fact().values().get("firing")).isEqualTo(true));
    }

    @Test
    void existsShowsHowNearItIs() {
        List<Tried> tried = tried(
                "$s : Series( metric == \"m\" )\nexists Series( service == $s.service, value > 10 )", series("m", 4));
        assertThat(tried.get(1).held()).isEqualTo(Held.NOT_HELD);
        assertThat(tried.get(1).constraints()).extracting(TriedConstraint::held).containsExactly(true, false);
        assertThat(tried.get(1).closest().get(0).missed().get(0).distance()).isEqualTo(6.0);
    }

    @Test
    void forallNamesWhatDoesNotMeetIt() {
        String conditions = "$s : Series( metric == \"m\" )\n"
                + "forall( $f : Series( service == \"checkout\", metric == \"n\" ) Series( this == $f, value > 3 ) )";
        List<Tried> tried = tried(
                conditions.replace("metric == \"m\" )", "service == \"checkout\", metric == \"m\" )"),
                series("m", 1),
                series("n", 5),
                series("n", 2));
        assertThat(tried.get(1).held()).isEqualTo(Held.NOT_HELD);
        assertThat(tried.get(1).closest())
                .singleElement()
                .satisfies(near -> assertThat(near.fact().values().get("value")).isEqualTo(2.0));
    }

    @Test
    void accumulatedValuesAreShown() {
        List<Tried> tried = tried(
                "$s : Series( metric == \"m\" )\n"
                        + "accumulate( Series( service == $s.service, $v : value ); $avg : average($v), $n : count(1);"
                        + " $avg > 5, $n >= 2 )",
                series("m", 2),
                series("n", 4));
        assertThat(tried.get(1).held()).isEqualTo(Held.NOT_HELD);
        assertThat(tried.get(1).constraints()).extracting(TriedConstraint::held).containsExactly(false, true);
        assertThat(tried.get(1).closest().get(0).missed()).singleElement().satisfies(missed -> {
            assertThat(missed.actual()).isEqualTo(3.0);
            assertThat(missed.distance()).isEqualTo(2.0);
        });
    }

    @Test
    void alternativesAreToldApart() {
        List<Tried> tried = tried(
                "$s : Series( metric == \"m\" )\n"
                        + "( Alert( service == $s.service, firing ) or Alert( service == $s.service, !firing ) )",
                series("m", 2),
                alert(false));
        assertThat(tried.get(1).held()).isEqualTo(Held.HELD);
        assertThat(tried.get(1).constraints()).extracting(TriedConstraint::held).containsExactly(false, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series( value > 5 || < 1 )",
                "$s : Series( value > 5 && < 9 )",
                "$s : Series( $d : value - previous > 3, $d < 100 )",
                "$s : Series( $x : value, value > $x )",
                "$s : Series( labels[\"a\"] == \"b\" )",
                "$s : Series( metric in (\"a\", \"b\") )",
                "$s : Series( metric not matches \"m.*\" )",
                "$s : Series( time before \"01-Jan-2020\" )",
                "$s : Series( mean5m > 3 )",
                "$s : Series( $svc : service ) $l : List( size > 3 ) from collect( Series( service == $svc ) )",
                "$s : Series( $svc : service ) busy( $svc; )",
                "$s : Series( $svc : service ) Hot( service == $svc, degree > 9 )",
                "$s : Series( $svc : service ) exists( Series( service == $svc ) and Alert( service == $svc ) )",
                "$s : Series( $svc : service ) not( Series( service == $svc ) and Series( service == $svc, value < 9 ) )",
                "Service( $n : name ) $s : Series( service == $n )",
            })
    void anyConditionCanBeTried(String conditions) {
        List<Tried> tried = tried(conditions, series("m", 3));
        assertThat(tried)
                .last()
                .satisfies(condition -> assertThat(condition.held()).isNotEqualTo(Held.HELD));
        assertThat(tried)
                .noneSatisfy(condition -> assertThat(condition.source()).isBlank());
    }

    @Test
    void factsThatOtherRulesConcludeAreThere() {
        List<Tried> tried = tried("$s : Series( $svc : service ) Hot( service == $svc, degree > 1 )", series("hot", 3));
        assertThat(tried).extracting(Tried::held).containsExactly(Held.HELD, Held.HELD);
        assertThat(tried("$s : Series( $svc : service ) Hot( service == $svc, degree > 5 )", series("hot", 3))
                        .get(1)
                        .closest()
                        .get(0)
                        .missed()
                        .get(0)
                        .distance())
                .isEqualTo(2.0);
    }

    @Test
    void causesThatOtherRulesConcludeAreThere() {
        RuleFile file = new RuleFile("analysis/a.drl", """
                package analysis;
                import io.fixpoint.fact.*;
                rule "cause" when Suspect( rank == 1, $s : service ) then
                    insertLogical( Cause.of("slow", $s) );
                end
                rule "test" when Cause( kind == "slow", $s : service ) not Suspect( rank == 2 ) then
                    insertLogical( Repair.byHand().target($s) );
                end
                """);
        List<Object> facts = List.of(new Suspect(1, "checkout", 1, ""), new Suspect(2, "shop", 1, ""));
        assertThat(tried(file, facts)).extracting(Tried::held).containsExactly(Held.HELD, Held.NOT_HELD);
        assertThat(tried(file, facts.subList(0, 1))).extracting(Tried::held).containsExactly(Held.HELD, Held.HELD);
    }

    @Test
    void tooManyCombinationsEndTheTrial() {
        Object[] facts = IntStream.range(0, 200).mapToObj(i -> series("m", i)).toArray();
        assertThatThrownBy(() -> tried(
                        "$s : Series( $svc : service ) $t : Series( service == $svc ) $u : Series( service == $svc )",
                        facts))
                .isInstanceOf(ProbeRun.TooLongException.class);
    }

    private static Object series(String metric, double value) {
        Stated stated = new Stated("checkout", metric);
        stated.value = value;
        return stated.series();
    }

    private static Object alert(boolean firing) {
        return new Alert(
                new Fact.Alert(
                        "checkout",
                        null,
                        "a",
                        firing,
                        "critical",
                        null,
                        NOON,
                        null,
                        "f" + firing,
                        NOON,
                        Map.of(),
                        null),
                NOON,
                Duration.ZERO,
                true);
    }

    private static List<Tried> tried(String conditions, Object... facts) {
        RuleFile file = new RuleFile("detection/test.drl", """
                package detection;
                import io.fixpoint.fact.*;
                import java.util.List;
                declare Hot
                    service : String @key
                    degree : double
                end
                query busy( String $of ) Series( service == $of, metric == "busy" ) end
                rule "hot" when Series( metric == "hot", $s : service, $v : value ) then insertLogical( new Hot($s, $v) ); end
                rule "test" when
                %s
                then
                    insertLogical( Anomaly.of("x", $s) );
                end
                """.formatted(conditions));
        return tried(file, Arrays.asList(facts));
    }

    private static List<Tried> tried(RuleFile file, List<Object> facts) {
        RuleSet rules = RuleCompiler.compile(List.of(file), 1, Optional.empty(), Set.of())
                .orThrow();
        RuleSource rule = rules.rules().stream()
                .filter(known -> known.name().equals("test"))
                .findFirst()
                .orElseThrow();
        return WhyNotTrial.run(
                List.of(file),
                rule,
                Set.of(),
                new ArrayList<>(facts),
                fact -> true,
                System.nanoTime() + Duration.ofSeconds(20).toNanos());
    }
}
