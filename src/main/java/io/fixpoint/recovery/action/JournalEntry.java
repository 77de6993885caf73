package io.fixpoint.recovery.action;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the journal knows of an action.
 *
 * @param key id of the job that executes the step
 * @param recoveryId id of the outermost process instance
 * @param attempt how often it was started, from 1
 * @param inputs what it was asked to do; holds no credentials
 * @param output what it answered, as JSON, once DONE
 * @param error why it is FAILED, NOT_DONE or UNKNOWN
 * @param node where it was started last
 */
public record JournalEntry(
        String key,
        String executionId,
        String recoveryId,
        @Nullable String incidentId,
        String element,
        String action,
        State state,
        int attempt,
        String inputs,
        @Nullable String output,
        @Nullable String error,
        String node,
        Instant startedAt,
        @Nullable Instant endedAt,
        ActionJournal.@Nullable Decision decision,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    /** How far an action is. */
    public enum State {
        /** Its end was not recorded: it runs, or its node stopped meanwhile. */
        STARTED,
        /** It succeeded; its output is used whenever its job runs again. */
        DONE,
        /** It was carried out and did not succeed. */
        FAILED,
        /** It was certainly not carried out; the next run of its job calls it. */
        NOT_DONE,
        /** Nobody knows; a person decides. */
        UNKNOWN
    }

    /** Whether a person is asked. */
    public boolean unknownOutcome() {
        return state == State.UNKNOWN;
    }
}
