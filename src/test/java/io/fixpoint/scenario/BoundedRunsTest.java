package io.fixpoint.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedRunsTest {

    @Test
    void whatDoesNotComeBackIsGivenUpAndKeepsItsPlaceUntilItDoes() throws InterruptedException {
        BoundedRuns runs = new BoundedRuns(1, Duration.ofMillis(50));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> runs.run(() -> {
                    awaitWhateverHappens(release);
                    ended.countDown();
                    return 1;
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
        assertThatThrownBy(() -> runs.run(() -> 2)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
            assertThat(e.retryAfter()).isNotNull();
        });
        release.countDown();
        ended.await();
        assertThat(untilThereIsAPlace(runs)).isEqualTo(3);
    }

    private static int untilThereIsAPlace(BoundedRuns runs) {
        while (true) {
            try {
                return runs.run(() -> 3);
            } catch (ProblemException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // A condition that never ends does not listen either.
            }
        }
    }

    @Test
    void aFailureIsTheCallers() {
        BoundedRuns runs = new BoundedRuns(1, Duration.ofMinutes(1));
        assertThatThrownBy(() -> runs.run(() -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(runs.run(() -> "next")).isEqualTo("next");
    }
}
