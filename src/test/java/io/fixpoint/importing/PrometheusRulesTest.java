package io.fixpoint.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.importing.PrometheusRules.Imported;
import io.fixpoint.importing.PrometheusRules.NotImported;
import io.fixpoint.importing.PrometheusRules.Options;
import io.fixpoint.importing.PrometheusRules.Report;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusRulesTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }

    private Report read(String rules) throws IOException {
        return PrometheusRules.read(
                List.of(file("web.yml", "groups:\n- name: Web\n  rules:\n" + rules)), Options.USUAL);
    }

    private Report rule(String expression) throws IOException {
        return read("  - {alert: A, expr: '" + expression.replace("'", "''") + "'}\n");
    }

    private static String drl(Report report) {
        return report.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".drl"))
                .map(file -> file.getValue())
                .findFirst()
                .orElseThrow();
    }

    private static void compiles(Report report) {
        Compilation compilation = RuleCompiler.compile(report.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".drl"))
                .map(file -> new RuleFile(file.getKey(), file.getValue()))
                .toList());
        assertThat(compilation.problems()).isEmpty();
    }

    @Test
    void thresholdBecomesARuleThatPeopleCanRead() throws IOException {
        Report report = read("""
              - alert: TooManyErrors
                expr: rate(http_errors_total{code=~"5..",job="checkout"}[5m]) > 4e+00
                for: 2m
                keep_firing_for: 90s
                labels: {severity: page, team: web}
                annotations:
                  summary: Errors
                  description: "Errors on {{ $labels.path }}\\n  VALUE = {{ $value }}\\n  LABELS = {{ $labels }}"
            """);

        assertThat(drl(report)).isEqualTo("""
            package detection;

            import io.fixpoint.fact.*;

            // Imported from web.yml, group Web.

            // alert: TooManyErrors
            // expr: rate(http_errors_total{code=~"5..",job="checkout"}[5m]) > 4e+00
            rule "TooManyErrors" @id("TooManyErrors")
            when
                $s : Series( $service : service, metric == "http_errors_total", label("code") matches "5..", label("job", service) == "checkout", rate("5m") > 4.0 )
            then
                insertLogical( Anomaly.of("TooManyErrors", $s).byLabels().by("team", "web")
                    .severity(Severity.MAJOR).pendingFor("2m").keepFiringFor("1m30s")
                    .detail("Errors on " + $s.label("path")) );
            end
            """);
        assertThat(report.imported())
                .containsExactly(new Imported(
                        folder.resolve("web.yml").toString(),
                        "Web",
                        "TooManyErrors",
                        "detection/web.drl",
                        List.of("TooManyErrors"),
                        List.of()));
        compiles(report);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            up == 0                                      | metric == "up", present, value == 0.0
            1 - a > .8                                   | 1.0 - value > 0.8
            a / 1024 ^ 2 > 5                             | value / 1048576.0 > 5.0
            time() - a > 60 * 60                         | nowSeconds - value > 3600.0
            a offset 10m > 90                            | before("10m").present, before("10m").value > 90.0
            predict_linear(a[3h], 86400) <= 0            | predict("86400s", "3h") <= 0.0
            quantile_over_time(0.9, a[5m]) > 1           | quantile(0.9, "5m") > 1.0
            changes(a[15m]) != 2                         | count("15m") >= 1.0, changes("15m") != 2.0
            a{x!~"b.*"} > 1                              | label("x") not matches "b.*"
            a{x=~".+",y=""} > 1                          | label("x") != "", label("y") == ""
            a{instance!="b"} > 1                         | label("instance", instance) != "b"
            a > 5 < 10                                   | value > 5.0, value < 10.0
            a > bool 5 == 1                              | Numbers.compared(value, ">", 5.0) == 1.0
            """)
    void expressionOverOneMetric(String expression, String condition) throws IOException {
        Report report = rule(expression);

        assertThat(report.notImported()).isEmpty();
        assertThat(drl(report)).contains(condition);
        compiles(report);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a / b > 1                       | labels == $s.labels, instance == $s.instance, $s.value / value > 1.0
            a / on(x, job) b > 1            | label("x") == $s.label("x"), $s.value / value > 1.0
            a - ignoring(x) b > 1           | labelsWithout("x") == $s.labelsWithout("x")
            a and b > 1                     | exists( $s2 : Series(
            a > 1 unless on(x, job) b       | not( $s2 : Series(
            a / b > 1 and b > 0             | $s.value / value > 1.0, value > 0.0
            sum by (x, job) (a) > 1         | collectList( $s4.getValue() ); Numbers.sum($n3) > 1.0
            """)
    void expressionOverSeveralSeries(String expression, String condition) throws IOException {
        Report report = rule(expression);

        assertThat(report.notImported()).isEmpty();
        assertThat(drl(report)).contains(condition);
        compiles(report);
    }

    @Test
    void everyAlternativeOfAnOrIsARule() throws IOException {
        Report report = rule("a < 1 or b > 5");

        assertThat(report.imported().get(0).rules()).containsExactly("A", "A-or-2");
        assertThat(drl(report)).contains("Anomaly.of(\"A\", $s)").contains("not( ");
        compiles(report);
    }

    @Test
    void absenceNeedsAServiceThatIsKnown() throws IOException {
        Report known = rule("absent(up{job=\"checkout\",x=\"y\"})");
        assertThat(drl(known))
                .contains(
                        "not( $s : Series( service == \"checkout\", metric == \"up\", label(\"job\", service) == \"checkout\", label(\"x\") == \"y\", present ) )")
                .contains("Anomaly.of(\"A\", \"checkout\").by(\"x\", \"y\")");
        compiles(known);

        assertThat(rule("absent(up)").notImported())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("--service"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            vector(1)                                   | gives an element of no service
            label_replace(a, "x", "$1", "y", "z") > 1   | makes labels that no series has
            topk(5, a) > 1                              | 'topk' is not translated
            rate(a[5m:1m]) > 1                          | a subquery evaluates
            sum(a or b) > 1                             | aggregation over 'or'
            sum by (instance) (a) / b > 1               | never have the same labels
            a{x="1"} / ignoring(x) b > 1 and b{x="1"}   | never have the same labels
            a{x=~"(?P<n>b)"} > 1                        | means something else in Java
            1 > 0                                       | numbers alone
            hour() > 9                                  | 'hour' is not translated
            a > >                                       | is not understood at line 1
            """)
    void whatCannotBeTranslatedIsListedWithTheReason(String expression, String reason) throws IOException {
        Report report = rule(expression);

        assertThat(report.imported()).isEmpty();
        assertThat(report.notImported())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains(reason));
        assertThat(report.files()).isEmpty();
    }

    @Test
    void whatCrossesServicesIsExactUnderACondition() throws IOException {
        assertThat(rule("sum(a) > 1").imported().get(0).conditions())
                .singleElement()
                .asString()
                .contains("one service");
        assertThat(rule("sum by (job) (a) > 1").imported().get(0).conditions()).isEmpty();
    }

    @Test
    void alertsOfOneNameAreTwoAnomalies() throws IOException {
        Report report = read("""
              - {alert: Full, expr: a > 90, labels: {severity: critical}}
              - {alert: Full, expr: a > 80, labels: {severity: warning}}
              - {alert: Full, expr: a > 70, labels: {severity: warning}}
            """);

        assertThat(report.imported())
                .extracting(rule -> rule.rules().get(0))
                .containsExactly("Full", "Full-warning", "Full-warning-2");
        compiles(report);
    }

    @Test
    void groupsWithoutRulesAndRulesWithoutExpressionsAreNoTrouble() throws IOException {
        Report report = PrometheusRules.read(List.of(file("odd.yml", """
            groups:
            - name: Empty
              rules:
            - name: Odd
              rules:
              - {record: "a:b", expr: sum(a)}
              - {alert: NoExpression}
              - {alert: BadFor, expr: a > 1, for: soon}
              - {alert: Templated, expr: a > 1, labels: {severity: "{{ $value }}"}}
            """)), Options.USUAL);

        assertThat(report.imported()).isEmpty();
        assertThat(report.recordings()).isEqualTo(1);
        assertThat(report.notImported())
                .extracting(NotImported::alert)
                .containsExactly("NoExpression", "BadFor", "Templated");
    }

    @Test
    void aFileThatIsNoneStopsTheImport() throws IOException {
        assertThatThrownBy(() -> PrometheusRules.read(List.of(file("x.yml", "a: [")), Options.USUAL))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("is no YAML");
        assertThatThrownBy(() -> PrometheusRules.read(List.of(file("y.yml", "a: b")), Options.USUAL))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("has no list 'groups'");
    }

    @Test
    void aRuleHasAScenarioJustAboveOneStepLessAndJustBelow() throws IOException {
        Report report = read("  - {alert: Full, expr: disk_used > 90, for: 1m, labels: {severity: critical}}\n");

        assertThat(report.files().get("detection/web.scenario.yaml")).isEqualTo("""
            - name: "Full fires when its condition has held for 1m" # just above, in time
              tick: 30s
              given:
                - {from: 0s, until: 1m30s, every: 30s, sample: {service: "checkout", instance: "a", metric: "disk_used", value: 90.4}}
              expect:
                - {at: 30s, absent: {anomaly: {name: "Full", status: FIRING}}}
                - {at: 1m, present: {anomaly: {name: "Full", severity: CRITICAL, status: FIRING}}}

            - name: "Full does not fire just below" # just below
              tick: 30s
              given:
                - {from: 0s, until: 1m30s, every: 30s, sample: {service: "checkout", instance: "a", metric: "disk_used", value: 89.6}}
              expect:
                - {at: 1m30s, absent: {anomaly: {name: "Full"}}}

            - name: "Full does not fire when its condition holds one step less" # one step too short
              tick: 30s
              given:
                - {from: 0s, until: 30s, every: 30s, sample: {service: "checkout", instance: "a", metric: "disk_used", value: 90.4}}
                - {from: 1m, until: 2m30s, every: 30s, sample: {service: "checkout", instance: "a", metric: "disk_used", value: 89.6}}
              expect:
                - {at: 1m, absent: {anomaly: {name: "Full", status: FIRING}}}

            """);
    }
}
