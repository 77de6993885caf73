package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an author may write, and where the check says that something is wrong. */
class RuleCheckTest {
    private static final String CONCLUDE = "insertLogical( Anomaly.of(\"x\", $s) );";

    @Test
    void examplesOfTheGuideAreAccepted() {
        List<RuleFile> files = List.of(
                new RuleFile("detection/web.drl", """
                        package detection;
                        import io.fixpoint.fact.*;

                        rule "Error ratio is high" @id("error-ratio")
                        when
                            $s : Series( metric == "http_error_ratio", value > 0.05, anomalyScore > 0.9 )
                        then
                            insertLogical( Anomaly.of("error-ratio", $s).severity(Severity.MAJOR)
                                .pendingFor("1m").keepFiringFor("2m").detail("Too many requests fail") );
                        end

                        rule "A service fell silent" @id("silent")
                        when
                            $h : Heartbeat( missing )
                        then
                            insertLogical( Anomaly.of("silent", $h).severity(Severity.CRITICAL) );
                        end
                        """),
                new RuleFile("triage/incidents.drl", """
                        package triage;
                        import io.fixpoint.fact.*;

                        rule "A bad anomaly opens an incident and starts its recovery" @id("open")
                        when
                            $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
                            not Silence( active, covers($a) )
                        then
                            insert( OpenIncident.of($a).correlationKey($a.getService()).process("recovery") );
                        end
                        """),
                new RuleFile("analysis/release.drl", """
                        package analysis;
                        import io.fixpoint.fact.*;

                        rule "A recent release is the cause" @id("bad-release")
                        when
                            Incident( $at : detected )
                            Suspect( rank == 1, $service : service )
                            $release : Event( service == $service, kind == "deployment", time before[0s, 15m] $at )
                        then
                            insertLogical( Cause.of("bad-release", $service).evidence($release) );
                        end

                        rule "A bad release is rolled back" @id("roll-back")
                        when
                            Cause( kind == "bad-release" )
                            Suspect( rank == 1, $service : service )
                        then
                            insertLogical( Repair.process("repair-rollback").target($service)
                                .order(1).mode(Repair.Mode.APPROVAL).undo("repair-rollforward") );
                        end
                        """),
                new RuleFile("verification/web.drl", """
                        package verification;
                        import io.fixpoint.fact.*;

                        rule "Error ratio is normal" @id("error-ratio-normal")
                        when
                            $repair : Repair( $service : service )
                            exists Series( service == $service, metric == "http_error_ratio", fresh )
                            not Series( service == $service, metric == "http_error_ratio", value >= 0.05 || !fresh )
                        then
                            insertLogical( Recovered.of($repair).stableFor("2m") );
                        end
                        """));
        Compilation compilation = RuleCompiler.compile(
                files, 1, Optional.of(Set.of("recovery", "repair-rollback", "repair-rollforward")), Set.of());
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.orThrow().isEmpty(Stage.VERIFICATION)).isFalse();
    }

    @Test
    void stagesWithoutFilesAreEmpty() {
        RuleSet none = RuleCompiler.compile(List.of()).orThrow();
        for (Stage stage : Stage.values()) {
            assertThat(none.isEmpty(stage)).isTrue();
            try (RuleSession session = none.open(stage)) {
                assertThat(session.fire().concluded()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series( value > 0.05 || < -1, metric in (\"a\", \"b\"), instance not matches \"x.*\" )",
                "$s : Series( $m : mean5m, value - mean5m > 3 * deviation5m, labels[\"zone\"] == \"a\" )",
                "$s : Series( Math.abs(value) > 3, metric.startsWith(\"http\"), ! stale, (value > 3 && value < 5) || rate > 1 )",
                "$s : Series( $d : value - previous > 3, ageSeconds <= 10, labels.containsKey(\"zone\") )",
                "$s : Series() not Alert( service == $s.service, firing, severity >= Severity.MAJOR )",
                "$s : Series( $svc : service ) exists( Event( service == $svc, kind == \"deployment\" ) and Alert( service == $svc ) )",
                "$s : Series( $svc : service, $t : time ) Event( service == $svc, time before[0s, 15m] $t )",
                "$s : Series() ( Alert( service == $s.service ) or Event( service == $s.getService() ) )",
                "$s : Series() accumulate( Series( service == $s.service, metric == \"x\", $v : value ); $avg : average($v), $n : count(1); $avg > 3, $n >= 2 )",
                "$s : Series() $l : List( size > 3 ) from collect( Event( service == $s.service ) )",
                "$s : Series() Number( doubleValue > 5 ) from accumulate( Series( service == $s.service, $w : value ), sum($w * 2) )",
                "$s : Series() $l : List( size > 3 ) from collect( Event( service == $s.service ) ) Event( kind == \"a\" ) from $l",
                "$s : Series( service == \"checkout\", $m : metric ) forall( $f : Series( service == \"checkout\", metric == $m ) Series( this == $f, value > 3 ) )",
                "Service( $n : name, criticality == Criticality.HIGH ) $s : Series( service == $n )",
                "$s : Series() busy( $s.service; )",
                "$s : Series( $svc : service ) Hot( service == $svc, value > 2 )",
                "$s : Series( time.hour >= 8, time.getDayOfWeek() != DayOfWeek.SUNDAY )",
                "$s : Series( $svc : service ) not( Alert( service == $svc, name == \"a\" ) and Alert( service == $svc, name == \"b\" ) )",
            })
    void conditionsOfDroolsAreAccepted(String conditions) {
        assertThat(problems(conditions, CONCLUDE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series() Alert( firing )",
                "$s : Series() not Alert( firing )",
                "$s : Series( $svc : service ) Alert( service != $svc )",
                "$s : Series( $svc : service ) Alert( service == $svc || firing )",
                "$s : Series( $svc : service ) Alert( !(service == $svc) )",
                "$s : Series( $m : metric ) Alert( name == $m )",
                "$s : Series( $svc : metric ) Alert( service == $svc )",
                "$s : Series() accumulate( Series( $v : value ); $avg : average($v); $avg > 3 )",
                "$s : Series() $l : List( size > 3 ) from collect( Event() )",
                "$s : Series( service == \"a\" ) Alert( service == \"b\" )",
                "$s : Series() ( Alert( service == $s.service ) or Event() )",
                "$s : Series() exists( Event( service == $s.service ) and Alert() )",
                "$s : Series() Hot( value > 2 )",
                "$s : Series( $svc : service ) not( Event( $x : service ) and Alert( service == $x ) )",
            })
    void twoServicesInOneDetectionRuleAreRefused(String conditions) {
        assertThat(problems(conditions, CONCLUDE))
                .anySatisfy(problem -> assertThat(problem.detail()).contains("facts of one service only"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not Series( metric == \"up\" )",
                "accumulate( Series( $v : value ); $avg : average($v); $avg > 3 )",
                "$l : List( size > 3 ) from collect( Event() )",
                "forall( Series( value > 3 ) )"
            })
    void detectionRuleNeedsAFactOfItsService(String conditions) {
        assertThat(problems(conditions, "insertLogical( Anomaly.of(\"x\", \"checkout\") );"))
                .anySatisfy(problem -> assertThat(problem.detail()).contains("needs a fact of the service"));
    }

    @Test
    void variableBoundTwiceCannotJoinTwoServices() {
        assertThat(problems(
                        "$s : Series() not( Event( $x : service ) ) Alert( $x : name ) Heartbeat( service == $x )",
                        CONCLUDE))
                .isNotEmpty();
        assertThat(problems(
                        "$s : Series() ( Alert( service == $s.service, $v : service ) or Event( service == $s.service, $v : kind ) )"
                                + " Heartbeat( service == $v )",
                        CONCLUDE))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $s : Series( valu > 3 )                   | did you mean value
                    $s : Series( anomalyscore > 3 )           | did you mean anomalyScore
                    $s : Sereis( value > 3 )                  | did you mean Series
                    $s : Alert( severity >= Severity.MAYOR )  | did you mean MAJOR
                    $s : Incident()                           | a rule of detection matches Alert, Event, Heartbeat
                    $s : Series( $S : value )                 |
                    $s : Series( labels.zone == "a" )         | write ["zone"]
                    $s : Series( foo > 3 )                    | it has ageSeconds, anomalyScore
                    $s : Series( value > "5" )                | 'value' is a number: write it without quotes
                    $s : Series( metric == 5 )                | 'metric' is text: write what it is compared with in double quotes
                    $s : Series( stale == "true" )            | write stale or !stale
                    $s : Alert( severity >= "MAJOR" )         | write Severity.MAJOR
                    $s : Series( labels["code"] >= 500 )      | Double.parseDouble(labels["code"])
                    $s : Alert( severity >= MAJOR )           | write Severity.MAJOR
                    $s : Alert( severity == Priority.P1 )     | cannot be compared with a Priority
                    """)
    void hintsSayWhatToWrite(String conditions, String hint) {
        List<RuleProblem> problems = problems(conditions, CONCLUDE);
        assertThat(problems)
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem.detail()).contains(hint == null ? "" : hint));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    insertLogical( Anomaly.of("x", $s) ); insertLogical( Anomaly.of("y", $s) ); | ends with one conclusion
                    insertLogical( Cause.of("x", $s.getService()) );        | cannot conclude Cause
                    insert( Anomaly.of("x", $s) );                          | write insertLogical
                    insertLogical( $s );                                    | conclude something new
                    insertLogical( Anomaly.of("x", $s).severty(Severity.MAJOR) ); | did you mean severity
                    insertLogical( Anomaly.of("x", $s).pendingFor("soon") ); | is no length of time
                    insertLogical( Anomaly.of("x", $s).detail($s.metric) ); | write .getMetric()
                    insertLogical( Anomaly.of("x", $s).severity("MAJOR") ); | takes one of Severity.INFO
                    insertLogical( Anomaly.of("x", 5) );                    | takes a text in double quotes, and a Heartbeat or a Series
                    insertLogical( Anomaly.of("x", $s) )                    | a ';' is missing
                    insertLogical( new Hot("all", 3) );                     | the service of a helper fact
                    modify( $s ) { setValue(3) }                            | modify is refused
                    update( $s );                                           | update is refused
                    delete( $s );                                           | delete is refused
                    retract( $s );                                          | retract is refused
                    if ($s.getValue() > 3) { insertLogical( Anomaly.of("x", $s) ); } | ends with one conclusion
                    """)
    void wrongConclusionsAreRefused(String conclusion, String detail) {
        assertThat(problems("$s : Series()", conclusion))
                .anySatisfy(problem -> assertThat(problem.detail()).contains(detail));
    }

    @Test
    void decisionsOfTriageAreInsertedAsTheyAre() {
        String rule = """
                package triage;
                import io.fixpoint.fact.*;
                rule "a" when $i : Incident() then %s end
                """;
        assertThat(triage(rule.formatted("insertLogical( SetPriority.of($i, Priority.P1) );")))
                .isEmpty();
        assertThat(triage(rule.formatted("insert( Notify.of($i).message(\"Look\") );")))
                .isEmpty();
        assertThat(triage(rule.formatted("insertLogical( Notify.of($i) );")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("write insert("));
        assertThat(triage(rule.formatted("insert( Suppress.of($i) );")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("write insertLogical("));
    }

    @Test
    void placeOfAProblemIsExact() {
        List<RuleProblem> problems = RuleCompiler.compile(List.of(new RuleFile("detection/a/place.drl", """
                        package detection;
                        import io.fixpoint.fact.*;

                        rule "one"
                        when
                            $s : Series( metric == "a",
                                         valu > 3 )
                        then
                            insertLogical( Anomaly.of("x", $s)
                                .severity(Severity.MAYOR) );
                        end
                        """)))
                .problems();
        assertThat(problems)
                .extracting(RuleProblem::file, RuleProblem::line, RuleProblem::column, RuleProblem::rule)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("detection/a/place.drl", 7, 18, "one"),
                        org.assertj.core.groups.Tuple.tuple("detection/a/place.drl", 10, 19, "one"));
    }

    @Test
    void textThatIsNoRuleNamesItsLine() {
        assertThat(RuleCompiler.compile(List.of(new RuleFile("detection/bad.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        rule "one"
                        when
                            $s : Series( value > )
                        then
                            insertLogical( Anomaly.of("x", $s) );
                        end
                        """)))
                        .problems())
                .isNotEmpty()
                .allSatisfy(problem -> {
                    assertThat(problem.file()).isEqualTo("detection/bad.drl");
                    assertThat(problem.line()).isEqualTo(5);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    $s : Series( value > )                       | 5:26 | a value is missing before it
                    $s : Series( value > 3                       | 6:1  | is a '(' of the conditions not closed?
                    $s Series( value > 3 )                       | 5:8  | a variable is bound with ':'
                    $s : Series( value => 3 )                    | 5:24 | write >=
                    $s : Series( value = 3 )                     | 5:24 | compare with ==
                    $s : Series( value between 3 )               | 5:24 | compare twice
                    $s : Series( time before[15 min] $s.time )   | 5:30 | a length of time is a number and its unit
                    """)
    void whatCannotBeParsedIsSaidInASentence(String condition, String place, String detail) {
        assertThat(RuleCompiler.compile(List.of(new RuleFile("detection/bad.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        rule "one"
                        when
                            %s
                        then
                            insertLogical( Anomaly.of("x", $s) );
                        end
                        """.formatted(condition))))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
                    assertThat(problem.rule()).isEqualTo("one");
                    assertThat(problem.detail()).contains(detail).doesNotContain("ERR");
                });
    }

    @Test
    void factsMustBeImported() {
        assertThat(RuleCompiler.compile(List.of(new RuleFile("detection/bad.drl", """
                        // no import
                        package detection;
                        rule "one" when $s : Series() then insertLogical( Anomaly.of("x", $s) ); end
                        """)))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(2);
                    assertThat(problem.detail()).contains("import io.fixpoint.fact.*;");
                });
    }

    @Test
    void nameAndIdAreUsedOnceInAStage() {
        String rule = """
                package detection;
                import io.fixpoint.fact.*;
                rule "%s" @id("%s") when $s : Series() then insertLogical( Anomaly.of("x", $s) ); end
                """;
        assertThat(RuleCompiler.compile(List.of(
                                new RuleFile("detection/a.drl", rule.formatted("one", "1")),
                                new RuleFile("detection/b.drl", rule.formatted("one", "2")),
                                new RuleFile("detection/c.drl", rule.formatted("three", "1"))))
                        .problems())
                .extracting(RuleProblem::toString)
                .hasSize(2)
                .anySatisfy(problem ->
                        assertThat(problem).contains("detection/b.drl:3").contains("detection/a.drl:3"))
                .anySatisfy(problem ->
                        assertThat(problem).contains("detection/c.drl:3").contains("detection/a.drl:3"));
    }

    @Test
    void fileOutsideAStageIsAProblem() {
        assertThat(RuleCompiler.compile(List.of(new RuleFile("other/a.drl", "package other;")))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("detection, triage, analysis"));
    }

    @Test
    void unknownProcessIsAnErrorWhenProcessesAreKnown() {
        RuleFile file = new RuleFile("analysis/a.drl", """
                package analysis;
                import io.fixpoint.fact.*;
                rule "a" when Suspect( rank == 1, $service : service ) then
                    insertLogical( Repair.process("repair-restart").target($service).undo("repair-back") );
                end
                """);
        assertThat(RuleCompiler.compile(List.of(file)).problems()).isEmpty();
        assertThat(RuleCompiler.compile(List.of(file), 1, Optional.of(Set.of("repair-restart")), Set.of())
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.detail())
                            .contains("no process 'repair-back'")
                            .contains("repair-restart");
                    assertThat(problem.line()).isEqualTo(4);
                });
        assertThat(RuleCompiler.compile(
                                List.of(file), 1, Optional.of(Set.of("repair-restart", "repair-bach")), Set.of())
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).endsWith("did you mean repair-bach?"));
    }

    static List<RuleProblem> problems(String conditions, String conclusion) {
        return RuleCompiler.compile(List.of(new RuleFile("detection/test.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        import java.util.List;
                        import java.time.DayOfWeek;

                        declare Hot
                            service : String @key
                            value : double
                        end

                        query busy( String $svc )
                            Series( service == $svc, metric == "cpu", value > 0.9 )
                        end

                        rule "hot"
                        when
                            Series( metric == "hot", $service : service, $value : value )
                        then
                            insertLogical( new Hot($service, $value) );
                        end

                        rule "test"
                        when
                            %s
                        then
                            %s
                        end
                        """.formatted(conditions, conclusion))))
                .problems();
    }

    private static List<RuleProblem> triage(String text) {
        return RuleCompiler.compile(List.of(new RuleFile("triage/test.drl", text)))
                .problems();
    }
}
