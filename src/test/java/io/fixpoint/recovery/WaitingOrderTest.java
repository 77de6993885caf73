package io.fixpoint.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Priority;
import io.fixpoint.recovery.WaitingOrder.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitingOrderTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Test
    void theMostUrgentIsFirstAndTheOldestOfEquals() {
        assertThat(order(
                        List.of(),
                        waiting("a", "a", Priority.P3, 1),
                        waiting("b", "b", Priority.P1, 3),
                        waiting("c", null, Priority.P3, 0),
                        waiting("d", "d", Priority.P1, 2)))
                .containsExactly("d", "b", "c", "a");
    }

    @Test
    void providerGoesBeforeItsCallersAndIsAsUrgentAsThey() {
        List<Dependency> calls =
                List.of(new Dependency("shop", "orders"), new Dependency("orders", "db"), new Dependency("mail", "db"));
        assertThat(order(
                        calls,
                        waiting("shop", "shop", Priority.P1, 0),
                        waiting("other", "other", Priority.P2, 0),
                        waiting("db", "db", Priority.P4, 5),
                        waiting("mail", "mail", Priority.P3, 1)))
                .containsExactly("db", "shop", "other", "mail");
    }

    @Test
    void servicesThatCallEachOtherGoByPriorityAndAge() {
        assertThat(order(
                        List.of(new Dependency("a", "b"), new Dependency("b", "a"), new Dependency("c", "a")),
                        waiting("c", "c", Priority.P1, 0),
                        waiting("a", "a", Priority.P3, 1),
                        waiting("b", "b", Priority.P2, 2)))
                .containsExactly("b", "a", "c");
    }

    @Property(tries = 300)
    void noCallerStandsBeforeItsProviderAndNoOtherIsPassedByALessUrgent(@ForAll long seed) {
        Random random = new Random(seed);
        List<Dependency> calls = new ArrayList<>();
        int[][] reaches = new int[8][8];
        for (int i = 0; i < 10; i++) {
            int caller = random.nextInt(8);
            int provider = random.nextInt(8);
            if (caller != provider) {
                calls.add(new Dependency("s" + caller, "s" + provider));
                reaches[caller][provider] = 1;
            }
        }
        for (int k = 0; k < 8; k++) {
            for (int i = 0; i < 8; i++) {
                for (int j = 0; j < 8; j++) {
                    reaches[i][j] |= reaches[i][k] & reaches[k][j];
                }
            }
        }
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(waiting(
                    "r" + i,
                    "s" + random.nextInt(8),
                    Priority.valueOf("P" + (1 + random.nextInt(5))),
                    random.nextInt(5)));
        }
        List<Waiting> sorted = new WaitingOrder(calls).sorted(all);
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = i + 1; j < sorted.size(); j++) {
                int first = number(sorted.get(i));
                int later = number(sorted.get(j));
                assertThat(reaches[first][later] == 1 && reaches[later][first] == 0)
                        .as(sorted.get(i) + " calls " + sorted.get(j) + ", which comes later")
                        .isFalse();
                Priority urgency = sorted.get(i).priority();
                for (Waiting other : all) {
                    if (reaches[number(other)][first] == 1
                            && reaches[first][number(other)] == 0
                            && other.priority().compareTo(urgency) < 0) {
                        urgency = other.priority();
                    }
                }
                assertThat(urgency).isLessThanOrEqualTo(sorted.get(j).priority());
            }
        }
        Collections.shuffle(all, random);
        assertThat(new WaitingOrder(calls).sorted(all)).isEqualTo(sorted);
    }

    private static int number(Waiting waiting) {
        return Integer.parseInt(String.valueOf(waiting.service()).substring(1));
    }

    private static List<String> order(List<Dependency> calls, Waiting... waiting) {
        return new WaitingOrder(calls)
                .sorted(List.of(waiting)).stream().map(Waiting::recovery).toList();
    }

    private static Waiting waiting(String id, @Nullable String service, Priority priority, int age) {
        return new Waiting(id, null, "recovery", service, priority, NOW.plusSeconds(age));
    }
}
