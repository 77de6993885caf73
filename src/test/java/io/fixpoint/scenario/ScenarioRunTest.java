package io.fixpoint.scenario;

import static io.fixpoint.scenario.Trial.OPEN;
import static io.fixpoint.scenario.Trial.QUEUE;
import static io.fixpoint.scenario.Trial.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fixpoint.rule.ConditionReached;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleReached;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scenario means, and how it is told what differs. */
class ScenarioRunTest {

    private static ScenarioResult only(TestReport report) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.results()).hasSize(1);
        return report.results().get(0);
    }

    private static Difference difference(TestReport report) {
        ScenarioResult result = only(report);
        assertThat(result.passed()).isFalse();
        assertThat(result.differences()).hasSize(1);
        return result.differences().get(0);
    }

    private static final String SAMPLES = """
            - name: a
              given:
                - {until: 30s, every: 1s, sample: {service: mail, metric: queue_length, value: 200}}
                - {from: 31s, every: 1s, sample: {service: mail, metric: queue_length, value: 3}}
              expect:
                - {%s}
            """;

    private static Difference difference(String expectation) {
        return difference(run(SAMPLES.formatted(expectation), QUEUE, OPEN));
    }

    private static void passes(String expectation) {
        assertThat(only(run(SAMPLES.formatted(expectation), QUEUE, OPEN)).differences())
                .isEmpty();
    }

    @Test
    void aConditionThatDoesNotEndIsNamedAndTheOthersAreNotHeldUp() {
        RuleFile endless = new RuleFile("detection/endless.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "Endless" @id("endless")
                when
                    $s : Series( service matches "(a|aa)+c\\\\1" )
                then
                    insertLogical( Anomaly.of("x", $s) );
                end
                """);
        ScenarioTests tests = Trial.tests();
        RuleFile scenarios = new RuleFile("detection/endless.scenario.yaml", """
                - name: first
                  given: [{sample: {service: %s, metric: queue_length, value: 101}}]
                  expect: [{at: 10s, present: {anomaly: {name: long-queue, status: FIRING}}}]
                - name: second
                  given: [{sample: {service: mail, metric: queue_length, value: 101}}]
                  expect: [{at: 10s, present: {anomaly: {name: long-queue, status: FIRING}}}]
                """.formatted("a".repeat(41) + "b"));
        TestReport report =
                tests.run(List.of(Trial.QUEUE, endless, scenarios), name -> true, false, Duration.ofMinutes(1));
        assertThat(report.complete()).isFalse();
        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.differences()).isEmpty();
            assertThat(result.troubles()).singleElement().asString().contains("\"Endless\"", "does not end");
        });
        assertThat(tests.endless()).isOne();
    }

    @Test
    void anEpisodeIsFollowedToTheMoment() {
        passes("until: 9s, present: {anomaly: {name: long-queue, status: PENDING}}");
        passes("from: 10s, until: 35s, present: {anomaly: {name: long-queue, status: FIRING}}");
        passes("at: 36s, present: {anomaly: {name: long-queue, status: CLEARED}}");
        passes("at: 36s, absent: {anomaly: {name: long-queue}}");
        passes("at: 10s, present: {incident: {service: mail}, decision: {type: OpenIncident, rule: open}}");
        passes("until: 9s, absent: {incident: , decision: }");
        assertThat(difference("until: 10s, absent: {anomaly: {status: FIRING, name: long-queue}}")
                        .moment())
                .isEqualTo("10s");
        assertThat(difference("from: 10s, until: 40s, present: {anomaly: {name: long-queue}}")
                        .moment())
                .isEqualTo("36s");
    }

    @Test
    void samplesRunTheRealStatisticsAndSeriesStateThem() {
        passes("at: 0s, present: {anomaly: {name: high-mean}}");
        TestReport report = run("""
                - name: a
                  given:
                    - {until: 5s, series: {service: mail, metric: queue_length, mean5m: 51}}
                    - {from: 10s, series: {service: mail, metric: queue_length, mean5m: 51}}
                    - {from: 12s, series: {service: mail, metric: queue_length, mean5m: 50}}
                  expect:
                    - {until: 5s, present: {anomaly: {name: high-mean}}, absent: {anomaly: {name: long-queue}}}
                    - {from: 6s, until: 9s, absent: {anomaly: }}
                    - {from: 10s, until: 11s, present: {anomaly: {name: high-mean}}}
                    - {at: 12s, absent: {anomaly: }}
                """, QUEUE);
        assertThat(only(report).differences()).isEmpty();
    }

    @Test
    void anotherSeverityIsToldWithWhatIsThereAndTheFactsThen() {
        Difference difference = difference("at: 12s, present: {anomaly: {name: long-queue, severity: CRITICAL}}");

        assertThat(difference.line()).isEqualTo(6);
        assertThat(difference.expected()).isEqualTo("at 12s: an anomaly with name long-queue, severity CRITICAL");
        assertThat(difference.instead().get(0))
                .isEqualTo(
                        "long-queue of mail: MAJOR, FIRING since 10s, by long-queue — severity is MAJOR, not CRITICAL");
        assertThat(difference.facts()).containsExactly("queue_length of mail: mean5m 200, value 200");
    }

    @Test
    void whatIsStillPendingIsToldWithWhenItWouldFire() {
        assertThat(difference("at: 5s, present: {anomaly: {name: long-queue, status: FIRING}}")
                        .instead()
                        .get(0))
                .isEqualTo("long-queue of mail: MAJOR, PENDING since 0s, would fire at 10s, by long-queue"
                        + " — status is PENDING, not FIRING");
    }

    @Test
    void whatHasClearedIsToldWithWhen() {
        assertThat(difference("at: 40s, present: {anomaly: {name: long-queue}}")
                        .instead()
                        .get(0))
                .contains("CLEARED at 36s, fired at 10s");
    }

    @Test
    void aMisspeltNameIsToldWithTheNearestFirst() {
        assertThat(difference("at: 12s, present: {anomaly: {name: lon-queue}}")
                        .instead()
                        .get(0))
                .contains("name is long-queue, not lon-queue");
    }

    @Test
    void whatMustNotBeThereIsToldWithTheRuleAndItsFacts() {
        assertThat(difference("at: 12s, absent: {anomaly: {name: long-queue}}").instead())
                .containsExactly(
                        "long-queue of mail: MAJOR, FIRING since 10s, by long-queue",
                        "  because of rule long-queue (detection/queue.drl:3) on queue_length of mail: value 200");
        assertThat(difference("at: 12s, absent: {decision: {type: OpenIncident}}")
                        .instead()
                        .get(0))
                .contains("OpenIncident anomaly long-queue of mail")
                .contains("taken at 10s");
    }

    @Test
    void aWrongCountIsTold() {
        assertThat(difference("at: 12s, count: 3, present: {anomaly: }")
                        .instead()
                        .get(0))
                .isEqualTo("2 of it");
        passes("at: 12s, count: 2, present: {anomaly: }");
    }

    @Test
    void nothingAtAllIsToldWithWhy() {
        assertThat(difference("at: 1s, present: {incident: }").instead()).containsExactly("no incident at all");
        assertThat(difference("at: 1s, present: {cause: }").instead())
                .containsExactly("there is no rule in the folder 'analysis'");
        assertThat(difference("at: 1s, present: {recovered: }").instead())
                .containsExactly("no repair is stated that has ended by then, so there is nothing to verify");
    }

    @Test
    void decisionsOfAWindowAreThoseTakenInIt() {
        passes("from: 5s, until: 15s, present: {decision: {type: OpenIncident}}");
        passes("from: 11s, until: 20s, absent: {decision: {type: OpenIncident}}");
        passes("at: 20s, present: {decision: {type: OpenIncident}}");
    }

    @Test
    void aFieldThatMustHaveNoValueIsExpectedByNull() {
        passes("at: 5s, present: {anomaly: {name: long-queue, instance: null, incident: null}}");
        assertThat(difference("at: 12s, present: {anomaly: {name: long-queue, incident: null}}")
                        .instead()
                        .get(0))
                .contains("and must have no value");
    }

    @Test
    void countersRiseByTheirStep() {
        TestReport report = run("""
                - name: a
                  given: [{every: 10s, sample: {service: mail, metric: queue_length, value: 80, step: 10}}]
                  expect:
                    - {until: 29s, absent: {anomaly: {name: long-queue}}}
                    - {at: 30s, present: {anomaly: {name: long-queue}}}
                """, QUEUE);
        assertThat(only(report).differences()).isEmpty();
    }

    @Test
    void aRuleThatFailsIsATroubleOfItsScenarioAlone() {
        RuleFile failing = new RuleFile("detection/failing.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "It fails" @id("failing")
                when
                    $s : Series( metric == "other", labels["none"].length() > 1 )
                then
                    insertLogical( Anomaly.of("failing", $s) );
                end
                """);
        TestReport report = run("""
                - name: fails
                  given: [{sample: {service: mail, metric: other, value: 1}}]
                  expect: [{at: 1s, absent: {anomaly: }}]
                - name: goes on
                  given: [{sample: {service: mail, metric: queue_length, value: 200}}]
                  expect: [{at: 0s, present: {anomaly: {name: long-queue, status: PENDING}}}]
                """, QUEUE, failing);

        assertThat(report.results())
                .extracting(ScenarioResult::name, ScenarioResult::passed)
                .containsExactly(tuple("fails", false), tuple("goes on", true));
        assertThat(report.results().get(0).troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble).contains("detection/failing.drl:3"));
    }

    @Test
    void rulesThatChaseEachOtherAreATrouble() {
        RuleFile chasing = new RuleFile("triage/chasing.drl", """
                package triage;
                import io.fixpoint.fact.*;
                rule "Up" @id("up")
                when
                    $i : Incident( open, severity != Severity.CRITICAL )
                then
                    insertLogical( SetSeverity.of($i, Severity.CRITICAL) );
                end
                """);
        ScenarioResult result = only(run("""
                - name: a
                  given: [{incident: {service: mail, severity: MAJOR}}]
                  expect: [{at: 1s, present: {incident: }}]
                """, chasing));
        assertThat(result.passed()).isFalse();
        assertThat(result.troubles()).isNotEmpty().allMatch(trouble -> trouble.contains("does not settle"));
    }

    @Test
    void coverageNamesTheRulesThatNoScenarioReaches() {
        TestReport report = run("""
                - name: a
                  given: [{series: {service: mail, metric: queue_length, mean5m: 51}}]
                  expect: [{at: 1s, present: {anomaly: }}]
                """, QUEUE, OPEN);

        assertThat(report.coverage())
                .extracting(RuleReached::id, RuleReached::reached)
                .containsExactlyInAnyOrder(tuple("high-mean", true), tuple("long-queue", false), tuple("open", false));
        assertThat(TestListing.of(report, true))
                .contains("No scenario reaches the detection rule long-queue (detection/queue.drl:3)")
                .last()
                .asString()
                .endsWith("they reach 1 of 3 rules (33 %).");
    }

    @Test
    void coverageTellsTheConditionsThatAreNeverMetAndThoseThatAreNeverMissed() {
        RuleFile rule = new RuleFile("detection/full.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "Full" @id("full")
                when
                    $s : Series( metric == "used", value > 0.9, !stale, $service : service )
                    not Event( service == $service, kind == "cleaning" )
                then
                    insertLogical( Anomaly.of("full", $s) );
                end
                """);
        String missesOnly = """
                - name: a
                  given: [{series: {service: mail, metric: used, value: 0.9}}]
                  expect: [{at: 1s, absent: {anomaly: }}]
                """;
        String both = missesOnly + """
                - name: b
                  given: [{series: {service: mail, metric: used, value: 0.91}}]
                  expect: [{at: 1s, present: {anomaly: }}]
                - name: c
                  given:
                    - {series: {service: mail, metric: used, value: 0.91}}
                    - {event: {service: mail, kind: cleaning}}
                  expect: [{at: 1s, absent: {anomaly: }}]
                """;

        assertThat(run(missesOnly, true, rule).conditions())
                .extracting(ConditionReached::source, ConditionReached::met, ConditionReached::missed)
                .startsWith(
                        tuple("metric == \"used\"", true, true),
                        tuple("value > 0.9", false, true),
                        tuple("!stale", true, false))
                .hasSize(4)
                .last()
                .satisfies(condition ->
                        assertThat(condition.toList().subList(1, 3)).isEqualTo(List.of(false, false)));
        assertThat(run(both, true, rule).conditions())
                .filteredOn(condition -> !condition.reached())
                .extracting(ConditionReached::source)
                .containsExactly("!stale");
        assertThat(TestListing.of(run(both, true, rule), true))
                .contains("detection/full.drl:5:49: !stale of full is met wherever it is tried")
                .last()
                .asString()
                .endsWith("and meet as well as miss 3 of 4 conditions (75 %).");
    }

    @Test
    void rulesWithErrorsAreToldAndNothingIsRun() {
        TestReport report = run(
                SAMPLES.formatted("at: 1s, present: {anomaly: }"),
                new RuleFile("detection/bad.drl", "package detection; rule \"a\" when Serie() then end"));
        assertThat(report.results()).isEmpty();
        assertThat(report.passed()).isFalse();
        assertThat(report.problems()).isNotEmpty();
    }

    @Test
    void whatTakesTooLongIsStopped() {
        TestReport report = Trial.tests()
                .run(
                        List.of(
                                QUEUE,
                                new RuleFile(
                                        "detection/a.scenario.yaml",
                                        SAMPLES.formatted("at: 1s, present: {anomaly: }"))),
                        name -> true,
                        false,
                        Duration.ofNanos(-1));
        assertThat(report.complete()).isFalse();
        assertThat(report.passed()).isFalse();
    }

    @Test
    void theSameScenarioEndsTheSameEachTime() {
        String text = SAMPLES.formatted("at: 12s, present: {anomaly: {name: nothing}, incident: {service: other}}");
        assertThat(only(run(text, QUEUE, OPEN)).differences())
                .isEqualTo(only(run(text, QUEUE, OPEN)).differences());
    }
}
