package io.fixpoint.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleProblem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioReaderTest {

    private static ScenarioReader.Read read(String text) {
        return ScenarioReader.read(new RuleFile("detection/a.scenario.yaml", text));
    }

    private static List<RuleProblem> problems(String text) {
        return read(text).problems();
    }

    @Test
    void aMistakeIsToldWithItsPlaceAndTheNearNames() {
        assertThat(problems("""
                        - name: a
                          given:
                            - {from: 0s, series: {service: a, metric: m, men5m: 3}}
                            - {alert: {name: a, labels: {x: [1]}}}
                          expect:
                            - at: 1s
                              present: {anomaly: {nmae: x, severity: MAYOR}}
                        """))
                .extracting(RuleProblem::file, RuleProblem::line, RuleProblem::column)
                .containsExactly(
                        tuple("detection/a.scenario.yaml", 3, 50),
                        tuple("detection/a.scenario.yaml", 4, 34),
                        tuple("detection/a.scenario.yaml", 7, 27),
                        tuple("detection/a.scenario.yaml", 7, 46));
        assertThat(problems("""
                        - name: a
                          given:
                            - {from: 0s, series: {service: a, metric: m, men5m: 3}}
                          expect:
                            - {at: 1s, present: {anomaly: {severity: MAYOR}}}
                        """))
                .extracting(RuleProblem::detail)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("'series' has no field 'men5m'. Did you mean 'mean5m' or 'min5m'?"),
                        second -> assertThat(second)
                                .contains("'severity' is 'MAYOR'")
                                .contains("Did you mean 'MAJOR'?"));
    }

    @Test
    void whatIsNoYamlIsToldWithItsPlace() {
        assertThat(problems("- name: a\n  given: [{\n")).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.detail()).startsWith("this is no YAML: ");
        });
        assertThat(problems("- name: [a, *b]"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("undefined alias b"));
        assertThat(problems("&a [*a, *a]")).as("a list that holds itself").isNotEmpty();
    }

    @Test
    void anEmptyFileHasNoScenarioAndNoProblem() {
        assertThat(read("# nothing yet\n").scenarios()).isEmpty();
        assertThat(problems("# nothing yet\n")).isEmpty();
    }

    @Test
    void aScenarioWithAMistakeIsLeftOutAndTheOthersAreRead() {
        ScenarioReader.Read read = read("""
                - {name: bad, given: [{sampel: {}}], expect: [{at: 1s, absent: {anomaly: }}]}
                - {name: good, given: [], expect: [{at: 1s, absent: {anomaly: }}]}
                """);
        assertThat(read.scenarios()).extracting(Scenario::name).containsExactly("good");
        assertThat(read.problems()).isNotEmpty();
    }

    @Test
    void aFieldThatIsStatedTwiceIsRefused() {
        assertThat(problems("- {name: a, name: b, given: [], expect: [{at: 1s, absent: {anomaly: }}]}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).isEqualTo("'name' is stated twice"));
    }

    @Test
    void ticksAreSecondsUpToAnHourAndCoarserBeyond() {
        assertThat(tick("1h")).isEqualTo(Duration.ofSeconds(1));
        assertThat(tick("2h")).isEqualTo(Duration.ofSeconds(2));
        assertThat(tick("7d")).isEqualTo(Duration.ofSeconds(168));
    }

    private static Duration tick(String end) {
        return read("- {name: a, given: [], expect: [{at: " + end + ", absent: {anomaly: }}]}")
                .scenarios()
                .get(0)
                .tick();
    }

    @Test
    void whatWouldRunForTooLongIsRefused() {
        assertThat(problems("- {name: a, tick: 1s, given: [], expect: [{at: 30d, absent: {anomaly: }}]}"))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.detail()).contains("2592000 ticks").contains("at most 50000"));
        assertThat(problems("""
                        - name: a
                          given: [{every: 1ms, sample: {service: a, metric: m, value: 1}}]
                          expect: [{at: 10m, absent: {anomaly: }}]
                        """))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("600001 facts"));
        assertThat(problems("- {name: a, given: [], expect: [{at: 1s, absent: {anomaly: }}]}\n".repeat(1_001)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("at most 1000 scenarios"));
    }
}
