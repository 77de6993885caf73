package io.fixpoint.recovery.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongPollsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final WorkerRequests.Fetch FETCH =
            new WorkerRequests.Fetch("w", 1, null, LONG.toMillis(), null, List.of());

    private volatile boolean broken;
    private final LongPolls polls = new LongPolls(new Tasks());

    private final class Tasks extends ExternalTasks {
        @SuppressWarnings("NullAway") // The engine is not asked.
        Tasks() {
            super(null, null);
        }

        @Override
        Set<String> waitingTopics() {
            if (broken) {
                throw new OutOfMemoryError("of this test");
            }
            return Set.of();
        }
    }

    @AfterEach
    void stop() {
        polls.stop(new ShutdownEvent());
    }

    @Test
    void noMoreWaitThanThereIsRoomFor() {
        List<CompletableFuture<List<LockedExternalTask>>> waiting = new ArrayList<>();
        for (int i = 0; i < LongPolls.MOST; i++) {
            waiting.add(polls.wait(FETCH, "robot", LONG));
        }
        assertThatThrownBy(() -> polls.wait(FETCH, "robot", LONG))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
        waiting.get(0).cancel(true);
        assertThat(polls.wait(FETCH, "robot", LONG)).isNotDone();
    }

    @Test
    void thoseWhoWaitAreToldOfAnErrorAndTheNextAreServed() throws Exception {
        broken = true;
        assertThatThrownBy(() -> polls.wait(FETCH, "robot", LONG).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OutOfMemoryError.class);
        broken = false;
        assertThat(polls.wait(FETCH, "robot", Duration.ofMillis(1)).get(20, TimeUnit.SECONDS))
                .isEmpty();
    }
}
