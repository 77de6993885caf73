package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.StageSessionTest.Stated;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule does that computes without end, fills the heap or calls itself, and what becomes of it and the others. */
class GuardedSessionTest {
    private static final FiringLimits TIGHT = new FiringLimits(100_000, 500_000, Duration.ofMillis(300));
    private static final String FINE = """
            rule "fine" when $s : Series( metric == "errors" ) then insertLogical( Anomaly.of("fine", $s) ); end
            """;

    private final AbandonedThreads abandoned = new AbandonedThreads();
    private final RuleCounts counts = new RuleCounts(Clock.systemUTC());
    private final List<Trap> traps = new ArrayList<>();

    /** A series whose score, once it is set, holds up whoever reads it: a condition without end that a test can end. */
    private final class Trap extends Stated {
        private volatile boolean set;
        private final boolean computes;
        private final CountDownLatch never = new CountDownLatch(1);

        Trap(String metric, boolean computes) {
            super("shop", metric);
            this.computes = computes;
            traps.add(this);
        }

        @Override
        public double anomalyScore() {
            while (set && computes) {
                Thread.onSpinWait();
            }
            if (set) {
                try {
                    boolean unused = never.await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    set = false;
                }
            }
            return score;
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        traps.forEach(trap -> trap.set = false);
        for (Thread thread : abandoned.threads()) {
            thread.join(10_000);
        }
    }

    private RuleSession open(String rules, FiringLimits limits) {
        RuleSet compiled = RuleCompiler.compileUnchecked(List.of(new RuleFile(
                        "detection/test.drl",
                        "package detection;\nimport io.fixpoint.fact.*;\nimport java.util.*;\n" + rules)))
                .orThrow();
        return compiled.open(Stage.DETECTION, counts, limits, abandoned);
    }

    private static RuleFailedException failure(RuleSession session) {
        return catchThrowableOfType(RuleFailedException.class, session::fire);
    }

    private static void series(RuleSession session, int count) {
        for (int i = 0; i < count; i++) {
            session.put(i, new Stated("shop", "metric" + i).series());
        }
    }

    @Test
    void aConsequenceWithoutEndIsAbandonedAndNamed() throws InterruptedException {
        Trap trap = new Trap("errors", true);
        trap.set = true;
        try (RuleSession session = open(FINE + """
                rule "Endless in then" @id("endless") when $s : Series( metric == "errors" ) then
                    while ( $s.getAnomalyScore() < 1 ) {}
                end
                """, TIGHT)) {
            session.put("s", trap.series());
            RuleFailedException e = failure(session);
            assertThat(e.rules()).containsExactly("endless");
            assertThat(e.stage()).isEqualTo(Stage.DETECTION);
            assertThat(e).hasMessageContaining("Endless in then").hasMessageContaining("more than 0.3 s");
        }
        assertThat(abandoned.alive()).isOne();
        assertThat(abandoned.total()).isOne();
    }

    /** None of them may go on once the session is given up: it would keep a processor, and could fill the heap. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "while ( true ) {}",
                "for ( int i = 0; ; i++ ) { if ( i < 0 ) { continue; } }",
                "do {} while ( $s.getValue() > -1 );",
                "int i = 0; again: while ( true ) { switch ( i ) { case 0: i = 1; continue again; default: i = 0; } }",
                "while ( true ) { try { int i = 1 / 0; } catch ( Throwable e ) {} }",
                "while ( true ) { try { while ( true ) {} } catch ( Throwable e ) {} finally { continue; } }",
                "for (;;) { insertLogical( Anomaly.of(\"x\", $s) ); }",
                "List all = new ArrayList(); for (;;) { all.add( new double[1000] ); }",
                "new Object() { public String toString() { for (;;) {} } }.toString();",
            })
    void theThreadOfAConsequenceWithoutEndEnds(String consequence) throws InterruptedException {
        try (RuleSession session = open("rule \"endless\" when $s : Series() then " + consequence + " end", TIGHT)) {
            series(session, 1);
            assertThat(failure(session).rules()).containsExactly("endless");
        }
        for (Thread thread : abandoned.threads()) {
            thread.join(10_000);
        }
        assertThat(abandoned.alive()).isZero();
    }

    @Test
    void aConsequenceThatTakesTooMuchMemoryIsStopped() {
        try (RuleSession session = open("""
                rule "greedy" when $s : Series() then
                    List all = new ArrayList();
                    while ( true ) { all.add( new double[1_000] ); }
                end
                """, new FiringLimits(100_000, 500_000, Duration.ofMinutes(1)))) {
            series(session, 1);
            RuleFailedException e = failure(session);
            assertThat(e.rules()).containsExactly("greedy");
            assertThat(e).hasMessageContaining("MB of memory");
        }
        assertThat(abandoned.total()).isZero();
    }

    @Test
    void aConditionOfOneFactWithoutEndIsAbandonedAndNamed() {
        Trap trap = new Trap("errors", true);
        trap.set = true;
        try (RuleSession session = open(FINE + """
                rule "endless" when $s : Series( metric == "errors", anomalyScore > 3 ) then
                    insertLogical( Anomaly.of("x", $s) );
                end
                """, TIGHT)) {
            session.put("s", trap.series());
            assertThat(failure(session).rules()).containsExactly("endless");
        }
        assertThat(abandoned.alive()).isOne();
    }

    @Test
    void aConditionOfSeveralFactsWithoutEndIsAbandonedAndNamed() {
        for (String condition : List.of("", "not", "exists")) {
            Trap trap = new Trap("errors", true);
            Stated other = new Stated("shop", "other");
            try (RuleSession session = open(FINE + """
                    rule "endless" when
                        $s : Series( metric == "other", $value : value )
                        %s Series( metric == "errors", anomalyScore + $value > 3 )
                    then
                        insertLogical( Anomaly.of("x", $s) );
                    end
                    """.formatted(condition), TIGHT)) {
                session.put("s", trap.series());
                session.put("o", other.series());
                session.fire();
                trap.set = true;
                session.put("s", trap.series());
                session.put("o", other.series());
                assertThat(failure(session).rules()).as(condition).containsExactly("endless");
            }
            trap.set = false;
        }
        assertThat(abandoned.total()).isEqualTo(3);
    }

    @Test
    void rulesThatShareTheConditionWithoutEndAreNamedTogether() {
        Trap trap = new Trap("errors", true);
        trap.set = true;
        try (RuleSession session = open(FINE + """
                rule "one" when $s : Series( anomalyScore > 3 ) then insertLogical( Anomaly.of("x", $s) ); end
                rule "two" when $s : Series( anomalyScore > 3 ) then insertLogical( Anomaly.of("y", $s) ); end
                """, TIGHT)) {
            session.put("s", trap.series());
            assertThat(failure(session).rules()).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void aRuleThatWaitsIsGivenTenTimesAsLongAndEndsWithTheInterrupt() throws InterruptedException {
        Trap trap = new Trap("errors", false);
        trap.set = true;
        FiringLimits short_ = new FiringLimits(100_000, 500_000, Duration.ofMillis(50));
        long from = System.nanoTime();
        try (RuleSession session = open("""
                rule "waits" when $s : Series( anomalyScore > 3 ) then insertLogical( Anomaly.of("x", $s) ); end
                """, short_)) {
            session.put("s", trap.series());
            assertThat(failure(session).rules()).containsExactly("waits");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(450));
        for (Thread thread : abandoned.threads()) {
            thread.join(10_000);
        }
        assertThat(abandoned.alive()).isZero();
        assertThat(abandoned.total()).isOne();
    }

    @Test
    void whatAnAbandonedThreadStillDoesCountsForNothing() throws InterruptedException {
        Trap trap = new Trap("errors", true);
        trap.set = true;
        RuleKey later = new RuleKey(Stage.DETECTION, "later");
        try (RuleSession session = open("""
                rule "endless" salience 10 when $s : Series( anomalyScore > -1 ) then insertLogical( Anomaly.of("x", $s) ); end
                rule "later" when $s : Series() then insertLogical( Anomaly.of("later", $s) ); end
                """, TIGHT)) {
            session.put("s", trap.series());
            assertThat(failure(session).rules()).containsExactly("endless");
        }
        trap.set = false;
        for (Thread thread : abandoned.threads()) {
            thread.join(10_000);
        }
        assertThat(abandoned.alive()).isZero();
        assertThat(counts.of(source(later)).matched()).isZero();
        assertThat(counts.of(source(later)).fired()).isZero();
    }

    private static RuleSource source(RuleKey key) {
        return new RuleSource(key.id(), key.id(), key.stage(), "test.drl", 1, 1, "", Set.of(), false);
    }

    @Test
    void aHugeJoinIsStoppedBeforeItFillsTheHeap() {
        for (String join : List.of(
                "$s : Series() Series() Series()",
                "$s : Series() Series() Series( value > $s.value )",
                "$s : Series() Series() accumulate( Series( $v : value ); $n : sum($v) )",
                "$s : Series() Series() $l : List() from collect( Series() )",
                "$s : Series() $l : List() from collect( Series() ) Series() from $l")) {
            try (RuleSession session = open(
                    FINE + "rule \"huge\" when " + join + " then insertLogical( Anomaly.of(\"x\", $s) ); end", TIGHT)) {
                series(session, 800);
                RuleFailedException e = failure(session);
                assertThat(e.rules()).as(join).containsExactly("huge");
                assertThat(e).hasMessageContaining("combinations of facts");
            }
        }
        assertThat(abandoned.total()).isZero();
    }

    @Test
    void aConsequenceThatInsertsWithoutEndIsStopped() {
        try (RuleSession session = open("""
                rule "endless" when $s : Series() then
                    int i = 0;
                    while ( true ) { insert( Anomaly.of("x" + i++, $s) ); }
                end
                """, TIGHT)) {
            series(session, 1);
            assertThat(failure(session).rules()).containsExactly("endless");
        }
    }

    @Test
    void aQueryThatCallsItselfIsStopped() {
        try (RuleSession session = open("""
                query again( String $x ) again( $x; ) end
                rule "endless" when $s : Series() again( "x"; ) then insertLogical( Anomaly.of("x", $s) ); end
                """, TIGHT)) {
            series(session, 1);
            assertThat(failure(session)).isNotNull();
        }
    }

    @Test
    void aConditionThatCallsItselfIsHandledAsIfItThrew() {
        Stated deep = new Stated("shop", "errors") {
            @Override
            public double value() {
                return value < 0 ? value : 1 + value();
            }
        };
        try (RuleSession session = open(FINE + """
                rule "deep" when $s : Series( value > 3 ) then insertLogical( Anomaly.of("x", $s) ); end
                """, TIGHT)) {
            session.put("s", deep.series());
            RuleFailedException e = failure(session);
            assertThat(e.rules()).containsExactly("deep");
            assertThat(e).hasMessageContaining("calls itself without end");
        }
        assertThat(abandoned.total()).isZero();
    }

    @Test
    void theOthersRunOnInAnotherSession() {
        Trap trap = new Trap("errors", true);
        trap.set = true;
        String endless =
                "rule \"endless\" when $s : Series( anomalyScore > 3 ) then insertLogical( Anomaly.of(\"x\", $s) ); end\n";
        RuleFile file =
                new RuleFile("detection/test.drl", "package detection;\nimport io.fixpoint.fact.*;\n" + FINE + endless);
        RuleSet all = RuleCompiler.compile(List.of(file)).orThrow();
        Set<RuleKey> failed;
        try (RuleSession session = all.open(Stage.DETECTION, counts, TIGHT, abandoned)) {
            session.put("s", trap.series());
            failed = failure(session).rules().stream()
                    .map(id -> new RuleKey(Stage.DETECTION, id))
                    .collect(Collectors.toSet());
        }
        RuleSet others = RuleCompiler.compile(List.of(file), 1, java.util.Optional.empty(), failed)
                .orThrow();
        try (RuleSession session = others.open(Stage.DETECTION, counts, TIGHT, abandoned)) {
            session.put("s", trap.series());
            assertThat(session.fire().concluded())
                    .extracting(conclusion -> ((Anomaly) conclusion.value()).getName())
                    .containsExactly("fine");
            assertThat(session.standing()).hasSize(1);
        }
        assertThat(abandoned.alive()).isOne();
    }

    @Test
    void matchesAndCostsAreCounted() {
        try (RuleSession session = open(FINE, TIGHT)) {
            Stated errors = new Stated("shop", "errors");
            session.put("s", errors.series());
            session.fire();
            session.put("s", errors.series());
            session.fire();
            session.remove("s");
            assertThat(session.fire().withdrawn()).hasSize(1);
        }
        RuleCounts.Count count = counts.of(source(new RuleKey(Stage.DETECTION, "fine")));
        assertThat(count.matched()).isOne();
        assertThat(count.fired()).isBetween(1L, 2L);
        assertThat(count.meanCost()).isPositive();
        assertThat(count.lastMatched()).isNotNull();
    }
}
