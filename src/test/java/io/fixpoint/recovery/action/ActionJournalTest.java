package io.fixpoint.recovery.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournal.Decision;
import io.fixpoint.recovery.action.JournalEntry.State;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActionJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final InMemoryJournalStore store = new InMemoryJournalStore();
    private final ActionJournal journal = journal();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void startedIsRecordedBeforeTheCallAndDoneAfter() {
        Map<String, @Nullable Object> output = journal.once(call(false), () -> {
            assertThat(entry().state()).isEqualTo(State.STARTED);
            return Map.of("status", 200);
        });

        assertThat(output).containsEntry("status", 200);
        assertThat(entry().state()).isEqualTo(State.DONE);
        assertThat(entry().output()).isEqualTo("{\"status\":200}");
        assertThat(entry().startedAt()).isEqualTo(NOW);
        assertThat(entry().endedAt()).isEqualTo(NOW);
        assertThat(journal.ofRecovery("recovery-1")).containsExactly(entry());
    }

    @Test
    void doneIsNotDoneAgainAndItsOutputIsUsed() {
        journal.once(call(false), this::works);

        assertThat(journal().once(call(false), this::works)).containsEntry("status", 200);
        assertThat(calls).hasValue(1);
    }

    @Test
    void crashBetweenCallAndEndAsksAPersonAndCallsNothing() {
        crashAfterTheCall(false);

        for (int run = 0; run < 2; run++) {
            assertThatThrownBy(() -> journal().once(call(false), this::works))
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageContaining("http of callControl")
                    .hasMessageContaining("2026-11-22T10:00:00Z")
                    .hasMessageContaining("REPEAT");
        }
        assertThat(calls).hasValue(1);
        assertThat(entry().unknownOutcome()).isTrue();
    }

    @Test
    void crashOfARepeatableActionRepeatsItUnderTheSameKey() {
        crashAfterTheCall(true);

        journal().once(call(true), this::works);

        assertThat(calls).hasValue(2);
        assertThat(entry().state()).isEqualTo(State.DONE);
        assertThat(entry().attempt()).isEqualTo(2);
    }

    @Test
    void missingAnswerIsUnknownUntilAPersonSaysThatItIsDone() {
        unknown();

        JournalEntry decided = journal.decide("job-1", Decision.DONE, "anna");

        assertThat(decided.state()).isEqualTo(State.DONE);
        assertThat(decided.decidedBy()).isEqualTo("anna");
        assertThat(journal.once(call(false), this::works)).isEmpty();
        assertThat(calls).hasValue(0);
    }

    @Test
    void personMayHaveItRepeated() {
        unknown();

        journal.decide("job-1", Decision.REPEAT, "anna");

        assertThat(journal.once(call(false), this::works)).containsEntry("status", 200);
        assertThat(calls).hasValue(1);
    }

    @Test
    void personMayFindThatItFailed() {
        unknown();

        journal.decide("job-1", Decision.FAILED, "anna");

        assertThatThrownBy(() -> journal.once(call(false), this::works))
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("anna");
        assertThat(calls).hasValue(0);
    }

    @Test
    void onlyUnknownOutcomesCanBeDecided() {
        journal.once(call(false), this::works);

        assertThatThrownBy(() -> journal.decide("job-1", Decision.REPEAT, "anna"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT));
        assertThatThrownBy(() -> journal.decide("job-2", Decision.REPEAT, "anna"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.NOT_FOUND));
    }

    @Test
    void missingAnswerOfARepeatableActionMayBeTriedAgain() {
        assertThatThrownBy(() -> journal.once(call(true), () -> {
                    throw new UnknownOutcomeException("no answer");
                }))
                .isInstanceOf(RepeatableActionException.class);

        assertThat(journal.once(call(true), this::works)).containsEntry("status", 200);
    }

    @Test
    void whatWasNotSentIsTriedAgain() {
        assertThatThrownBy(() -> journal.once(call(false), () -> {
                    throw new NotDoneException("refused");
                }))
                .isInstanceOf(NotDoneException.class);
        assertThat(entry().state()).isEqualTo(State.NOT_DONE);
        assertThat(entry().error()).isEqualTo("refused");

        journal.once(call(false), this::works);

        assertThat(entry().state()).isEqualTo(State.DONE);
        assertThat(entry().attempt()).isEqualTo(2);
    }

    @Test
    void failureIsRecordedAndNotTriedAgain() {
        assertThatThrownBy(() -> journal.once(call(true), () -> {
                    throw new ActionFailedException("answered 500");
                }))
                .isInstanceOf(ActionFailedException.class);

        assertThatThrownBy(() -> journal().once(call(true), this::works))
                .isInstanceOf(ActionFailedException.class)
                .hasMessage("answered 500");
        assertThat(calls).hasValue(0);
    }

    @Test
    void defectOfAnActionLeavesItsOutcomeUnknown() {
        assertThatThrownBy(() -> journal.once(call(false), () -> {
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("defect");
    }

    @Test
    void nothingIsCalledIfItCannotBeRecordedBefore() {
        store.breakDown();

        assertThatThrownBy(() -> journal.once(call(true), this::works)).isInstanceOf(IllegalStateException.class);

        assertThat(calls).hasValue(0);
    }

    @Test
    void oneJobCarriesOutOneAction() {
        journal.once(call(false), this::works);
        ActionCall other = new ActionCall(
                "job-1", "execution-1", "recovery-1", null, "repair-restart", "another", "http", true, "GET http://a");

        assertThatThrownBy(() -> journal.once(other, this::works)).isInstanceOf(IllegalStateException.class);

        assertThat(calls).hasValue(1);
    }

    @Test
    void jobThatIsTakenAgainWhileItsActionRunsHereCallsNothing() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread first = new Thread(() -> journal.once(call(true), () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return works();
        }));
        first.start();
        running.await();

        assertThatThrownBy(() -> journal.once(call(true), this::works)).isInstanceOf(NotDoneException.class);

        end.countDown();
        first.join();
        assertThat(calls).hasValue(1);
        assertThat(entry().state()).isEqualTo(State.DONE);
    }

    @Test
    void endOfASlowActionStandsThoughAnotherNodeTookItForUnknown() {
        journal.once(call(false), () -> {
            assertThatThrownBy(() -> journal().once(call(false), this::works))
                    .isInstanceOf(UnknownOutcomeException.class);
            return works();
        });

        assertThat(entry().state()).isEqualTo(State.DONE);
        assertThat(calls).hasValue(1);
    }

    private void crashAfterTheCall(boolean repeatable) {
        assertThatThrownBy(() -> journal.once(call(repeatable), () -> {
                    store.breakDown();
                    return works();
                }))
                .isInstanceOf(IllegalStateException.class);
        store.mend();
        assertThat(entry().state()).isEqualTo(State.STARTED);
    }

    private void unknown() {
        assertThatThrownBy(() -> journal.once(call(false), () -> {
                    throw new UnknownOutcomeException("no answer");
                }))
                .isInstanceOf(UnknownOutcomeException.class);
    }

    private Map<String, @Nullable Object> works() {
        calls.incrementAndGet();
        return Map.of("status", 200);
    }

    private JournalEntry entry() {
        return journal.find("job-1").orElseThrow();
    }

    /** As after a restart: nothing in memory. */
    private ActionJournal journal() {
        return new ActionJournal(store, new ObjectMapper(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ActionCall call(boolean repeatable) {
        return new ActionCall(
                "job-1",
                "execution-1",
                "recovery-1",
                "incident-1",
                "repair-restart",
                "callControl",
                "http",
                repeatable,
                "POST http://shop/services/orders/restart");
    }
}
