package io.fixpoint.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.replay.ReplayJob.State;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is kept of replays and of the shadow. */
class ReplayJobStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final ReplayJobStore store = new ReplayJobStore(database());

    DataSource database() {
        return TestDatabase.inMemory();
    }

    @Test
    void aJobThatRanWhenTheServerDiedHasFailed() {
        store.add(job("ran", 0));
        store.add(job("done", 1));
        assertThat(store.end("done", State.DONE, "{}", null, NOON)).isTrue();

        assertThat(store.failAll("The server was restarted while it ran.", NOON.plusSeconds(60)))
                .isEqualTo(1);

        ReplayJob failed = store.find("ran").orElseThrow();
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.reason()).isEqualTo("The server was restarted while it ran.");
        assertThat(failed.endedAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(store.find("done").orElseThrow().state()).isEqualTo(State.DONE);
    }

    @Test
    void aCancelledJobStaysCancelledWhenItsEndComesLater() {
        store.add(job("one", 0));
        assertThat(store.end("one", State.CANCELLED, null, null, NOON)).isTrue();

        assertThat(store.end("one", State.DONE, "{}", null, NOON)).isFalse();
        assertThat(store.find("one").orElseThrow().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void onlyTheLatestEndedJobsAreKept() {
        for (int i = 0; i < 5; i++) {
            store.add(job("job-" + i, i));
            if (i > 0) {
                boolean ignored = store.end("job-" + i, State.DONE, "{}", null, NOON);
            }
        }

        store.retain(2);

        assertThat(store.list(0, 10)).extracting(ReplayJob::id).containsExactly("job-4", "job-3", "job-0");
        assertThat(store.count()).isEqualTo(3);
    }

    @Test
    void theShadowIsOneAndTheLastOne() {
        assertThat(store.shadow()).isEmpty();
        store.setShadow(new ShadowCandidate("{}", "first", "ada", NOON, 7));
        store.setShadow(new ShadowCandidate("{}", "second", "ada", NOON, 9));

        assertThat(store.shadow()).contains(new ShadowCandidate("{}", "second", "ada", NOON, 9));
        assertThat(store.removeShadow()).isTrue();
        assertThat(store.removeShadow()).isFalse();
    }

    private static ReplayJob job(String id, long second) {
        return new ReplayJob(
                id,
                State.RUNNING,
                "ada",
                NOON.minusSeconds(3600),
                NOON,
                null,
                NOON.plusSeconds(second),
                null,
                null,
                null);
    }
}
