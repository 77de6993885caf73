package io.fixpoint.recovery.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.recovery.action.JournalEntry.State;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The journal on a real database, inside a transaction that fails as the engine's does. */
@QuarkusTest
class ActionJournalStoreTest {
    @Inject
    ActionJournal journal;

    @Inject
    ActionJournalStore store;

    private final String key = UUID.randomUUID().toString();

    @Test
    void whatWasDoneStandsThoughTheTransactionAroundItIsRolledBack() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    journal.once(call(), () -> Map.of("status", 200, "body", "ä".repeat(100_000)));
                    throw new IllegalStateException("the model fails behind the action");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(entry().state()).isEqualTo(State.DONE);
        Map<String, @Nullable Object> again = QuarkusTransaction.requiringNew()
                .call(() -> journal.once(call(), () -> {
                    throw new AssertionError("must not be called again");
                }));
        assertThat(again).containsEntry("status", 200).containsEntry("body", "ä".repeat(100_000));
    }

    @Test
    void startedIsCommittedBeforeTheCall() {
        QuarkusTransaction.requiringNew()
                .run(() -> journal.once(call(), () -> {
                    // Another node, or the server after a crash, sees it in a transaction of its own.
                    assertThat(QuarkusTransaction.requiringNew().call(() -> store.look(key)))
                            .hasValueSatisfying(
                                    entry -> assertThat(entry.state()).isEqualTo(State.STARTED));
                    return Map.of();
                }));
    }

    @Test
    void keyIsThereOnce() {
        journal.once(call(), Map::of);

        JournalEntry again = entry();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> store.insert(again)))
                .isInstanceOf(RuntimeException.class);

        assertThat(journal.ofRecovery(key)).containsExactly(entry());
    }

    @Test
    void failureAndDecisionAreKept() {
        assertThatThrownBy(() -> journal.once(call(), () -> {
                    throw new UnknownOutcomeException("no answer");
                }))
                .isInstanceOf(UnknownOutcomeException.class);

        journal.decide(key, ActionJournal.Decision.REPEAT, "anna");

        assertThat(entry().state()).isEqualTo(State.NOT_DONE);
        assertThat(entry().decision()).isEqualTo(ActionJournal.Decision.REPEAT);
        assertThat(entry().decidedBy()).isEqualTo("anna");
        assertThat(entry().error()).isEqualTo("no answer");
    }

    private JournalEntry entry() {
        return journal.find(key).orElseThrow();
    }

    private ActionCall call() {
        return new ActionCall(
                key, "execution-1", key, null, "repair-restart", "callControl", "http", false, "POST http://a/b");
    }
}
