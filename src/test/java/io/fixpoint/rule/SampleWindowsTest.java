package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleWindowsTest {
    private static Compilation compile(String... conditions) {
        StringBuilder text = new StringBuilder("package detection;\nimport io.fixpoint.fact.*;\n");
        for (int i = 0; i < conditions.length; i++) {
            text.append("rule \"r").append(i).append("\" when ").append(conditions[i]);
            text.append(" then insertLogical( Anomaly.of(\"a\", $s) ); end\n");
        }
        return RuleCompiler.compile(List.of(new RuleFile("detection/test.drl", text.toString())));
    }

    private static Compilation compileText(String rules) {
        return RuleCompiler.compile(List.of(
                new RuleFile("detection/test.drl", "package detection;\nimport io.fixpoint.fact.*;\n" + rules)));
    }

    private static SampleWindows windows(String... conditions) {
        return compile(conditions).orThrow().sampleWindows();
    }

    @Test
    void eachMetricHasTheLongestWindowThatARuleReads() {
        SampleWindows windows = windows(
                "$s : Series( metric == \"a\", rate(\"5m\") > 1.0, increase(\"2h\") > 1.0 )",
                "$s : Series( metric == \"a\", mean(\"1d\") > 1.0 )",
                "$s : Series( metric == \"b\", value > 1.0 )",
                "$s : Series( metric == \"c\", $v : service ) Series( service == $v, metric == \"d\", $s.max(\"3h\") > 1.0 )");

        assertThat(windows)
                .isEqualTo(new SampleWindows(
                        SeriesUse.NONE,
                        Map.of(
                                "a", SeriesUse.ofSamples(Duration.ofDays(1)),
                                "c", SeriesUse.ofSamples(Duration.ofHours(3)),
                                "d", SeriesUse.ofSamples(Duration.ofHours(3)))));
        assertThat(windows.of("b")).isEqualTo(SeriesUse.NONE);
    }

    @Test
    void onlyThePropertiesThatARuleReadsAreKept() {
        SampleWindows windows = windows(
                "$s : Series( metric == \"a\", mean5m > 1.0 /* max1h */, p99_1h > 2.0 )",
                "$s : Series( metric == \"b\", baseline > 1.0, getAnomalyScore() > 0.9 )",
                "$s : Series( metric == \"c\", forecast4h > 1.0 )",
                "$s : Series( metric == \"mean1m\", value > 1.0, rate > 2.0, previous > 3.0, stale )",
                "$s : Series( metric == \"d\", ageSeconds > 30 )");

        assertThat(windows.of("a"))
                .isEqualTo(new SeriesUse(
                        Duration.ZERO, Set.of(FixedWindow.M5), Set.of(FixedWindow.H1), false, false, false));
        assertThat(windows.of("b")).isEqualTo(SeriesUse.USUAL);
        assertThat(windows.of("c").forecast()).isTrue();
        assertThat(windows.of("mean1m")).isEqualTo(SeriesUse.NONE);
        assertThat(windows.of("d").movesWithTime()).isTrue();
        assertThat(windows.of("c").movesWithTime()).isFalse();
    }

    @Test
    void whatAHelperFactHoldsMayBeAnySeries() {
        SampleWindows windows = compileText("""
                        declare Seen
                            service : String @key
                            series : Series @key
                        end
                        rule "seen" when $s : Series( metric == "a", $v : service )
                        then insertLogical( new Seen($v, $s) ); end
                        rule "high" when Seen( $v : service, series.mean5m > 1.0 )
                        then insertLogical( Anomaly.of("a", $v) ); end
                        """).orThrow().sampleWindows();

        assertThat(windows.of("anything").numbers()).containsExactly(FixedWindow.M5);
    }

    @Test
    void queriesReadToo() {
        SampleWindows windows = compileText("""
                        query high( String $service )
                            Series( service == $service, metric == "a", max1h > 1.0 )
                        end
                        rule "r" when $s : Series( metric == "b", $v : service ) high( $v ; )
                        then insertLogical( Anomaly.of("a", $s) ); end
                        """).orThrow().sampleWindows();

        assertThat(windows.of("a").numbers()).containsExactly(FixedWindow.H1);
    }

    @Test
    void releaseThatReadsMoreIsNotCovered() {
        SampleWindows mean = windows("$s : Series( metric == \"a\", mean5m > 1.0 )");
        SampleWindows both = windows("$s : Series( metric == \"a\", mean5m > 1.0, anomalyScore > 0.9 )");
        SampleWindows all = windows("$s : Series( mean5m > 1.0 )");

        assertThat(both.cover(mean)).isTrue();
        assertThat(mean.cover(both)).isFalse();
        assertThat(all.cover(mean)).isTrue();
        assertThat(mean.cover(all)).isFalse();
        assertThat(SampleWindows.longest(List.of(mean, both, all)).cover(both)).isTrue();
    }

    @Test
    void whatLiesBeforeIsKeptToo() {
        assertThat(windows("$s : Series( metric == \"a\", before(\"1h\").mean1h > 1.0 )")
                        .of("a")
                        .samples())
                .isEqualTo(Duration.ofMinutes(125));
        assertThat(windows("$s : Series( metric == \"a\", before(\"1h\").rate(\"2h\") > 1.0 )")
                        .of("a")
                        .samples())
                .isEqualTo(Duration.ofMinutes(185));
    }

    @Test
    void ruleWithoutAMetricIsOfAllMetrics() {
        assertThat(windows("$s : Series( metric matches \"a.*\", rate(\"2h\") > 1.0 )")
                        .of("anything")
                        .samples())
                .isEqualTo(Duration.ofHours(2));
        assertThat(windows("$s : Series( metric == \"a\" || metric == \"b\", rate(\"2h\") > 1.0 )")
                        .of("b")
                        .samples())
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void windowsWithinAccumulateAndNotCount() {
        SampleWindows windows = windows("$s : Series( $v : service, metric == \"a\" )"
                + " not( Series( service == $v, metric == \"b\", rate(\"2h\") > 1.0 ) )"
                + " accumulate( $m : Series( service == $v, metric == \"c\" ); $n : collectList( $m.rate(\"3h\") );"
                + " Numbers.sum($n) > 1.0 )");

        assertThat(windows.of("b").samples()).isEqualTo(Duration.ofHours(3));
        assertThat(windows.of("c").samples()).isEqualTo(Duration.ofHours(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rate(metric) > 1.0              | write the window as a length of time in double quotes
            rate("5 minutes") > 1.0         | '5 minutes' is no length of time
            rate("0s") > 1.0                | a window of no length holds no sample
            before(service).value > 1.0     | write the window as a length of time in double quotes
            quantile(0.9, metric) > 1.0     | write the window as a length of time in double quotes
            """)
    void windowIsALiteral(String condition, String problem) {
        assertThat(compile("$s : Series( metric == \"a\", " + condition + " )").problems().stream()
                        .map(RuleProblem::detail)
                        .collect(Collectors.joining("\n")))
                .contains(problem);
    }

    @Test
    void absenceIsOfAServiceThatTheRuleNames() {
        String absent = "rule \"r\" when not( Series( %s metric == \"up\", present ) )"
                + " then insertLogical( Anomaly.of(\"a\", \"checkout\") ); end";
        String head = "package detection;\nimport io.fixpoint.fact.*;\n";

        assertThat(RuleCompiler.compile(List.of(
                                new RuleFile("detection/a.drl", head + absent.formatted("service == \"checkout\","))))
                        .problems())
                .isEmpty();
        assertThat(RuleCompiler.compile(List.of(new RuleFile("detection/a.drl", head + absent.formatted(""))))
                        .valid())
                .isFalse();
    }
}
