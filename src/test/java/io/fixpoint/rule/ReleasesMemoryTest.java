package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.rule.StageSessionTest.Stated;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A release that is no longer in force leaves nothing behind: neither classes nor threads.
 *
 * <p>{@code -Dfixpoint.tests.releases=1000} lets it go on for 1,000 releases.
 */
class ReleasesMemoryTest {
    private static final int RELEASES = Integer.getInteger("fixpoint.tests.releases", 40);
    private static final int WARM = 15;
    private static final long FLAT = 10_000_000;

    private final RuleCounts counts = new RuleCounts(Clock.systemUTC());
    private final AbandonedThreads abandoned = new AbandonedThreads();

    @Test
    void manyReleasesInARowLeaveTheHeapFlatAndTheirClassesCollected() {
        // Servers of other tests may live in this JVM, with threads of their own.
        Set<Thread> others = ruleThreads();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < RELEASES; i++) {
            if (i == WARM) {
                before = used();
            }
            loaders.add(new WeakReference<>(liveAndEnd(i)));
        }
        long grown = used() - before;
        long left = loaders.stream().filter(loader -> loader.get() != null).count();
        assertThat(left).as("class loaders of old releases").isLessThanOrEqualTo(2);
        assertThat(grown)
                .as("bytes that %d releases left behind", RELEASES - WARM)
                .isLessThan(FLAT);
        Set<Thread> threads = ruleThreads();
        threads.removeAll(others);
        assertThat(threads).as("threads of old releases").hasSizeLessThanOrEqualTo(1);
    }

    private static Set<Thread> ruleThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fixpoint-rules-detection-"))
                .collect(Collectors.toSet());
    }

    private ClassLoader liveAndEnd(int number) {
        RuleSet rules = RuleCompiler.compile(
                        List.of(new RuleFile("detection/test.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        declare Hot service : String @key end
                        rule "hot" when $s : Series( value > %d, $svc : service ) then insertLogical( new Hot($svc) ); end
                        rule "one" when Hot( $svc : service ) $s : Series( service == $svc, value + 1 > %d ) then
                            insertLogical( Anomaly.of("x%d", $s) );
                        end
                        """.formatted(number, number, number))))
                .orThrow();
        try (RuleSession session = rules.open(Stage.DETECTION, counts, FiringLimits.DEFAULT, abandoned)) {
            for (int i = 0; i < 60; i++) {
                Stated series = new Stated("shop", "metric" + i);
                series.value = number + 1.0;
                session.put(i, series.series());
            }
            assertThat(session.fire().concluded()).isNotEmpty();
            return rules.classLoader(Stage.DETECTION);
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
