package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check warns of, and what it must not warn of. */
class RuleWarningsTest {
    private static final String CONCLUDE = "insertLogical( Anomaly.of(\"x\", $s) )";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $s : Series( value > 5, value < 3 )                         | 'value < 3' contradicts 'value > 5'
                    $s : Series( 5 < value, 3 > value )                         | 'value < 3' contradicts 'value > 5'
                    $s : Series( value > 5 && value <= 5 )                      | 'value <= 5' contradicts 'value > 5'
                    $s : Series( value == 3, value != 3 )                       | contradicts
                    $s : Series( value in (1, 9), value == 5 )                  | contradicts
                    $s : Series( metric == "a", metric == "b" )                 | 'metric == "b"' contradicts 'metric == "a"'
                    $s : Series( metric in ("a", "b"), metric == "c" )          | contradicts
                    $s : Series( metric in ("a"), metric not in ("a", "b") )    | contradicts
                    $s : Series( metric == "abc", metric matches "b.*" )        | contradicts
                    $s : Series( metric == "http_x", metric matches "http_\\\\d+" ) | contradicts
                    $s : Series( instance == null, instance == "i" )            | contradicts
                    $s : Series( labels["a"] == "x", labels["a"] == "y" )       | contradicts
                    $s : Series( stale, !stale )                                | '!stale' contradicts 'stale'
                    $s : Series( anomalyScore > 1 )                             | it is from 0 to 1
                    $s : Series( ageSeconds < 0 )                               | it is never negative
                    $s : Series( !fresh )                                       | always fresh outside verification
                    $s : Alert( severity >= Severity.MAJOR, severity < Severity.MINOR ) | contradicts
                    $s : Series() exists Alert( service == $s.service, firing, !firing ) | never match
                    $s : Series() not Alert( service == $s.service, firing, !firing )    | the 'not' holds always
                    $s : Series() Hot( service == $s.service )                  | no rule of detection concludes a Hot
                    """)
    void aPatternThatNothingCanMatch(String conditions, String reason) {
        assertThat(warnings("detection", rule("test", conditions, CONCLUDE)))
                .singleElement()
                .satisfies(warning -> assertThat(warning.detail()).contains(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series( value > 3, value < 5 )",
                "$s : Series( value >= 5, value <= 5 )",
                "$s : Series( value > 5 || value < 3 )",
                "$s : Series( value > 5 || < 3, value < 4 )",
                "$s : Series( value > 5, value - previous < 3 )",
                "$s : Series( value > 5, !(value > 7) )",
                "$s : Series( metric != \"a\", metric != \"b\" )",
                "$s : Series( metric matches \"a.*\", metric != \"a\" )",
                "$s : Series( labels[\"a\"] == \"5\", Double.parseDouble(labels[\"a\"]) > 3, labels[\"b\"] == \"x\" )",
                "$s : Series( metric == \"http_5\", metric matches \"http_\\\\d+\" )",
                "$s : Series( anomalyScore >= 1, ageSeconds == 0, fresh )",
                "$s : Alert( severity >= Severity.MAJOR, severity < Severity.CRITICAL )",
                "$s : Series( $v : value ) Series( service == $s.service, value < $v, value > 3 )",
            })
    void aPatternThatSomethingCanMatch(String conditions) {
        assertThat(warnings("detection", rule("test", conditions, CONCLUDE))).isEmpty();
    }

    @Test
    void statusesOfAnAnomalyExcludeEachOther() {
        assertThat(warnings("triage", rule("test", "$a : Anomaly( firing, cleared )", "insert( OpenIncident.of($a) )")))
                .singleElement()
                .satisfies(warning -> assertThat(warning.detail()).contains("pending, firing or cleared"));
    }

    @Test
    void freshMayBeAskedForInVerification() {
        assertThat(warnings(
                        "verification",
                        rule("test", "$r : Repair() not Series( !fresh )", "insertLogical( Recovered.of($r) )")))
                .isEmpty();
    }

    @Test
    void causeThatNoRuleConcludesIsNotMatched() {
        String concludes = rule("a", "Suspect( $s : service )", "insertLogical( Cause.of(\"bad-release\", $s) )");
        String asks = "insertLogical( Repair.byHand().target($s).reason(\"Look\") )";
        assertThat(warnings("analysis", concludes, rule("b", "Cause( kind == \"bad-releas\", $s : service )", asks)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.detail()).contains("did you mean bad-release?");
                    assertThat(warning.rule()).isEqualTo("b");
                });
        assertThat(warnings("analysis", concludes, rule("b", "Cause( kind != \"x\", $s : service )", asks)))
                .isEmpty();
        // What is left out for an error of its own may conclude it.
        assertThat(warnings(
                        "analysis",
                        rule("a", "Suspect( $s : servic )", "insertLogical( Cause.of(\"bad-release\", $s) )"),
                        rule("b", "Cause( kind == \"bad-release\", $s : service )", asks)))
                .extracting(RuleProblem::severity)
                .containsOnly(RuleProblem.Severity.ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$a : Anomaly( firing ) $i : Incident( open )",
                "$a : Anomaly( name == \"a\" ) $i : Incident( severity == Severity.MAJOR ) Service( name == $i.service )",
                "$a : Anomaly( $s : service ) $i : Incident( open, title != \"$s\" )",
            })
    void patternsThatNothingJoins(String conditions) {
        assertThat(warnings("triage", rule("test", conditions, "insert( JoinIncident.of($a, $i) )")))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.detail()).contains("nothing joins this Incident to this Anomaly"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$a : Anomaly( firing, $s : service ) $i : Incident( open, services contains $s )",
                "$a : Anomaly( firing ) $i : Incident( severity < $a.severity )",
                "$a : Anomaly( $s : service ) $i : Incident( $t : service ) Dependency( caller == $s, provider == $t )",
                "$a : Anomaly( service == \"web\" ) $i : Incident( service == \"web\" )",
                "$a : Anomaly() exists Event() $i : Incident( service == $a.service )",
                "$a : Anomaly() $n : Number( intValue > 3 ) from accumulate( Event( $e : time ), count($e) ) $i : Incident( service == $a.service )",
                "$i : Incident( number == 3 ) $a : Anomaly( firing )",
            })
    void patternsThatAreJoinedOrSingle(String conditions) {
        assertThat(warnings("triage", rule("test", conditions, "insert( JoinIncident.of($a, $i) )")))
                .isEmpty();
    }

    @Test
    void repairWithoutUndo() {
        String conditions = "Suspect( rank == 1, $s : service )";
        assertThat(warnings("analysis", rule("test", conditions, "insertLogical( Repair.process(\"p\").target($s) )")))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.detail()).contains(".undo(\"…\")").contains(".noUndo()");
                    assertThat(warning.line()).isEqualTo(10);
                });
        for (String repair : List.of(
                "Repair.process(\"p\").target($s).undo(\"q\")",
                "Repair.process(\"p\").noUndo().target($s)",
                "Repair.byHand().target($s)")) {
            assertThat(warnings("analysis", rule("test", conditions, "insertLogical( " + repair + " )")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $s : Series( metric == "m", value > 5 )                 | $x : Series( value > 3, metric == "m" )
                    $s : Series( metric == "m", value > 5 )                 | $x : Series( metric in ("m", "n"), value >= 5 )
                    $s : Series( metric == "m", !stale )                    | $x : Series( metric == "m" )
                    $s : Series( metric == "m", $v : service ) Alert( service == $v, firing ) | $x : Series( metric == "m" )
                    $s : Series( $v : service ) not Alert( service == $v )  | $x : Series( $w : service ) not Alert( service == $w, firing )
                    $s : Series( $v : service ) exists Alert( service == $v, firing ) | $x : Series( $w : service ) exists Alert( service == $w )
                    $s : Series( value - previous > 3, $p : previous, value > $p, value > 9 ) | $x : Series( value - previous > 3, $q : previous, value > $q )
                    """)
    void ruleThatAddsNothing(String narrower, String wider) {
        List<RuleProblem> warnings = warnings(
                "detection",
                rule("narrower", narrower, CONCLUDE),
                rule("wider", wider, "insertLogical( Anomaly.of(\"x\", $x) )"));
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.rule()).isEqualTo("narrower");
            assertThat(warning.detail()).contains("adds nothing to \"wider\" (detection/test.drl:");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $s : Series( metric == "m", value > 3 )  | $x : Series( metric == "m", value < 5 )
                    $s : Series( metric == "m" )             | $x : Series( metric == "n" )
                    $s : Series( $v : service ) Alert( service == $v, firing ) | $x : Series( $w : service ) Alert( service == $w, !firing )
                    $s : Series( $v : service ) Alert( service == $v, name == "a" ) | $x : Series( $w : service ) Event( service == $w )
                    $s : Series( $p : previous, value > $p, value > 9 ) | $x : Series( $p : baseline, value > $p )
                    """)
    void ruleThatAddsSomething(String one, String other) {
        assertThat(warnings(
                        "detection",
                        rule("one", one, CONCLUDE),
                        rule("other", other, "insertLogical( Anomaly.of(\"x\", $x) )")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    .severity(Severity.MINOR)                  | .severity(Severity.MAJOR)                  | true
                    .severity(Severity.CRITICAL)               | .severity(Severity.MAJOR)                  | false
                    .pendingFor("2m")                          | .pendingFor("60s")                         | true
                    .pendingFor("10s")                         | .pendingFor("1m")                          | false
                    .keepFiringFor("10s")                      | .keepFiringFor("1m")                       | true
                    .keepFiringFor("2m")                       | .keepFiringFor("1m")                       | false
                    .by("device")                              | .by("device").detail("Another sentence")   | true
                    .by("device")                              | .by("path")                                | false
                    .ofService()                               | .detail("")                                | false
                    """)
    void ruleWithTheSameAnomalyCountsByItsDegree(String narrower, String wider, boolean shadowed) {
        List<RuleProblem> warnings = warnings(
                "detection",
                rule("narrower", "$s : Series( value > 5 )", "insertLogical( Anomaly.of(\"x\", $s)" + narrower + " )"),
                rule("wider", "$s : Series( value > 3 )", "insertLogical( Anomaly.of(\"x\", $s)" + wider + " )"));
        assertThat(warnings).hasSize(shadowed ? 1 : 0);
    }

    @Test
    void ofTwoRulesThatSayTheSameTheLaterIsNamed() {
        assertThat(warnings(
                        "detection",
                        rule("first", "$s : Series( metric == \"m\", value > 5 )", CONCLUDE),
                        rule("second", "$s : Series( value > 5.0, metric == \"m\" )", CONCLUDE)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.rule()).isEqualTo("second");
                    assertThat(warning.detail()).contains("says the same as \"first\"");
                });
    }

    @Test
    void warningsKeepNothingFromBeingPublished() {
        Compilation compilation = RuleCompiler.compile(List.of(new RuleFile(
                "detection/test.drl", file("detection", rule("a", "$s : Series( value > 5, value < 3 )", CONCLUDE)))));
        assertThat(compilation.problems()).isNotEmpty();
        assertThat(compilation.valid()).isTrue();
        assertThat(compilation.rules()).isPresent();
    }

    /** Every rule is compared with every other one that concludes the same; a thousand of them must not take minutes. */
    @Test
    void thousandRulesWithOneConclusionAreComparedInSeconds() {
        String[] rules = IntStream.range(0, 1000)
                .mapToObj(i -> rule("r" + i, "$s : Series( metric == \"m" + i + "\", value > 5 )", CONCLUDE))
                .toArray(String[]::new);
        ParsedFile parsed = ParsedFile.parse(new RuleFile("detection/test.drl", file("detection", rules)));
        long from = System.nanoTime();
        assertThat(RuleWarnings.of(Stage.DETECTION, List.of(parsed), true)).isEmpty();
        assertThat(System.nanoTime() - from).isLessThan(10_000_000_000L);
    }

    private static String rule(String name, String conditions, String conclusion) {
        return "rule \"%s\" when\n    %s\nthen\n    %s;\nend\n".formatted(name, conditions, conclusion);
    }

    private static String file(String stage, String... rules) {
        return "package " + stage + ";\nimport io.fixpoint.fact.*;\ndeclare Hot\n    service : String @key\nend\n\n"
                + String.join("", rules);
    }

    private static List<RuleProblem> warnings(String stage, String... rules) {
        List<RuleProblem> problems = RuleCompiler.compile(
                        List.of(new RuleFile(stage + "/test.drl", file(stage, rules))))
                .problems();
        assertThat(problems.stream().map(RuleProblem::detail).collect(Collectors.joining("\n")))
                .doesNotContain("cannot be compiled");
        return problems;
    }
}
