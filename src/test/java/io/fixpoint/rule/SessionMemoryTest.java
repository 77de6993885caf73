package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.rule.StageSessionTest.Stated;
import org.junit.jupiter.api.Test;

/**
 * Some versions of Drools (10.1 to 10.2.0) keep about 240 bytes each time that a rule with a single pattern goes off: 240
 * MB in a million times.
 *
 * <p>{@code -Dfixpoint.tests.cycles=1000000} lets it go on and off a million times.
 */
class SessionMemoryTest {
    private static final int CYCLES = Integer.getInteger("fixpoint.tests.cycles", 200_000);
    private static final long FLAT = 8_000_000;

    @Test
    void ruleWithOnePatternThatGoesOnAndOffKeepsNoMemory() {
        try (RuleSession session = StageSessionTest.session(Stage.DETECTION, """
                package detection;
                import io.fixpoint.fact.*;
                rule "one" when $s : Series( value > 1 ) then insertLogical( Anomaly.of("x", $s) ); end
                """)) {
            Stated fact = new Stated("checkout", "x");
            cycle(session, fact, 20_000);
            long before = used();
            cycle(session, fact, CYCLES);
            assertThat(used() - before).isLessThan(FLAT);
            assertThat(session.standing()).isEmpty();
        }
    }

    private static void cycle(RuleSession session, Stated fact, int times) {
        for (int i = 0; i < times; i++) {
            fact.value = 2;
            session.put("s", fact.series());
            session.fire();
            fact.value = 0;
            session.put("s", fact.series());
            session.fire();
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
