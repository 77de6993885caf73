package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.rule.StageSessionTest.Stated;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Memory is a function of the current facts: that a session may be thrown away at any moment rests on it. */
class RebuiltSessionProperties {
    private static final RuleSet RULES = RuleCompiler.compile(List.of(new RuleFile("detection/rules.drl", """
                    package detection;
                    import io.fixpoint.fact.*;
                    import java.util.List;

                    declare Hot
                        service : String @key
                    end

                    rule "high" when
                        $s : Series( metric == "errors", value > 5 )
                    then
                        insertLogical( Anomaly.of("bad", $s).severity(Severity.MAJOR) );
                    end
                    rule "high score" when
                        $s : Series( metric == "errors", anomalyScore > 5 )
                    then
                        insertLogical( Anomaly.of("bad", $s).severity(Severity.MAJOR) );
                    end
                    rule "both" when
                        $s : Series( metric == "errors", value > 3, $svc : service )
                        Series( service == $svc, metric == "latency", value > 3 )
                    then
                        insertLogical( Anomaly.of("both", $s) );
                    end
                    rule "quiet" when
                        $s : Series( metric == "errors", $svc : service )
                        not Series( service == $svc, metric == "latency" )
                    then
                        insertLogical( Anomaly.of("quiet", $s) );
                    end
                    rule "hot" when
                        $s : Series( $svc : service, value > 7 )
                    then
                        insertLogical( new Hot($svc) );
                    end
                    rule "hot twice" when
                        Hot( $svc : service )
                        $s : Series( service == $svc, metric == "latency" )
                        $l : List( size >= 2 ) from collect( Series( service == $svc, value > 2 ) )
                    then
                        insertLogical( Anomaly.of("hot", $s) );
                    end
                    rule "sum" when
                        $s : Series( $svc : service, metric == "errors" )
                        accumulate( Series( service == $svc, $v : value ); $sum : sum($v); $sum > 9 )
                    then
                        insertLogical( Anomaly.of("sum", $s) );
                    end
                    """)))
            .orThrow();

    /** A step: a fact is stated with a value and a score, or removed, or the rules fire. */
    record Step(String service, String metric, int value, int score, int what) {}

    @Provide
    Arbitrary<List<Step>> lives() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("errors", "latency"),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void rebuiltSessionConcludesTheSame(@ForAll("lives") List<Step> life) {
        Map<String, Stated> facts = new TreeMap<>();
        Set<Object> followed = new HashSet<>();
        try (RuleSession lived = RULES.open(Stage.DETECTION);
                RuleSession rebuilt = RULES.open(Stage.DETECTION)) {
            for (Step step : life) {
                String key = step.service() + "/" + step.metric();
                if (step.what() == 0) {
                    facts.remove(key);
                    lived.remove(key);
                } else {
                    Stated fact = facts.computeIfAbsent(key, absent -> new Stated(step.service(), step.metric()));
                    fact.value = step.value();
                    fact.score = step.score();
                    lived.put(key, fact.series());
                }
                if (step.what() != 1) {
                    follow(followed, lived.fire());
                }
            }
            follow(followed, lived.fire());
            facts.forEach((key, fact) -> rebuilt.put(key, fact.series()));
            rebuilt.fire();

            assertThat(reasons(lived)).isEqualTo(reasons(rebuilt));
            assertThat(followed).isEqualTo(reasons(lived).keySet());
        }
    }

    /** What a caller knows that only hears of changes. */
    private static void follow(Set<Object> known, RuleSession.Firing firing) {
        firing.withdrawn().forEach(known::remove);
        firing.concluded().forEach(conclusion -> known.add(conclusion.value()));
    }

    private static Map<Object, List<String>> reasons(RuleSession session) {
        return session.standing().stream()
                .collect(Collectors.toMap(
                        Conclusion::value,
                        conclusion ->
                                conclusion.matches().stream().map(Match::rule).toList()));
    }
}
