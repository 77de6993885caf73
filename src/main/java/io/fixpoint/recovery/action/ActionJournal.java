package io.fixpoint.recovery.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournalStore.Begun;
import io.fixpoint.recovery.action.JournalEntry.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no automated action happens twice by accident. STARTED is committed before the call and the end after
 * it, each in a transaction of its own, under the id of the job that executes the step. When the job runs again, what
 * was DONE is not done again, and what is STARTED only is unknown: a person is asked, unless doing it twice does no harm.
 */
@ApplicationScoped
public class ActionJournal {
    private static final Logger LOG = Logger.getLogger(ActionJournal.class);
    private static final TypeReference<Map<String, @Nullable Object>> OUTPUT = new TypeReference<>() {};

    /** The longest time that the end of an action waits for a database that does not answer. */
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private final ActionJournalStore store;
    private final ObjectMapper json;
    private final Clock clock;
    private final String node = nodeName();
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** What a person says of an action whose outcome is unknown. */
    public enum Decision {
        /** It was carried out: go on as if it had answered, with an empty output. */
        DONE,
        /** It was carried out and did not succeed, or must not be: go on as the model says for a failed action. */
        FAILED,
        /** Do it, be it for the second time. */
        REPEAT
    }

    @Inject
    ActionJournal(ActionJournalStore store, ObjectMapper json, Clock clock) {
        this.store = store;
        this.json = json;
        this.clock = clock;
    }

    /** What is known of the action that this job executes; empty if it executes none or has not begun. */
    public Optional<JournalEntry> find(String jobId) {
        return store.look(jobId);
    }

    /** The actions of these recoveries, those of their called processes included. */
    public List<JournalEntry> ofRecoveries(Collection<String> recoveryIds) {
        return recoveryIds.isEmpty() ? List.of() : store.ofRecoveries(recoveryIds);
    }

    /** The actions of a recovery in the order in which they were started, those of its called processes included. */
    public List<JournalEntry> ofRecovery(String recoveryId) {
        return store.ofRecovery(recoveryId);
    }

    /**
     * Takes a person's word for an action whose outcome is unknown. It has its effect when the job runs again. Joins the
     * caller's transaction.
     *
     * @throws ProblemException NOT_FOUND if the job executed no action, CONFLICT if its outcome is not unknown
     */
    public JournalEntry decide(String jobId, Decision decision, String person) {
        if (store.look(jobId).isEmpty()) {
            throw ProblemException.notFound("action of job", jobId);
        }
        JournalEntry decided = store.changeWithCaller(jobId, entry -> {
            if (entry.state() != State.UNKNOWN) {
                throw new ProblemException(
                        ProblemType.CONFLICT,
                        "The action of job '" + jobId + "' is " + entry.state()
                                + "; only one whose outcome is UNKNOWN can be decided.");
            }
            return decided(entry, decision, person);
        });
        LOG.infof("%s decided that action %s of %s is %s.", person, decided.action(), decided.element(), decision);
        return decided;
    }

    /**
     * Its recovery is sent back, and may come to the action again: then its recorded output is used, once, and nothing is
     * carried out. Joins the caller's transaction.
     *
     * @param done an action that is DONE
     * @param process key of the process that it is of
     */
    public void notAgain(JournalEntry done, String process) {
        if (done.state() != State.DONE) {
            throw new IllegalArgumentException("the action of job " + done.key() + " is " + done.state());
        }
        store.reuse(done, process);
    }

    /**
     * Carries the action out, unless the journal knows how it ended.
     *
     * @return its output, the one recorded if it was DONE before
     * @throws ActionFailedException if it did not succeed, now or when it was carried out before
     * @throws UnknownOutcomeException if a person must be asked
     * @throws RuntimeException if the job may try again
     */
    Map<String, @Nullable Object> once(ActionCall call, Supplier<Map<String, @Nullable Object>> action) {
        if (!running.add(call.key())) {
            throw new NotDoneException(
                    "Action " + call.action() + " of " + call.element() + " still runs here; its job was taken again.");
        }
        try {
            Begun begun = store.begin(call, started(call, 1), done -> copied(call, done));
            return switch (begun.found()) {
                case KNOWN -> again(call, begun.entry(), action);
                case USED_AGAIN -> {
                    LOG.infof(
                            "Action %s of %s was done before its recovery was sent back; its recorded output is used.",
                            call.action(), call.element());
                    yield read(begun.entry().output());
                }
                case STARTED -> carryOut(call, 1, action);
            };
        } finally {
            running.remove(call.key());
        }
    }

    private Map<String, @Nullable Object> again(
            ActionCall call, JournalEntry known, Supplier<Map<String, @Nullable Object>> action) {
        if (!known.element().equals(call.element())) {
            throw new IllegalStateException("Job " + call.key() + " executed action " + known.element()
                    + " before and cannot execute " + call.element() + " as well: each needs a job of its own.");
        }
        return switch (known.state()) {
            case DONE -> {
                LOG.infof(
                        "Action %s of %s was done before; its recorded output is used.", call.action(), call.element());
                yield read(known.output());
            }
            case FAILED ->
                throw new ActionFailedException(known.error() == null ? "The action failed." : known.error());
            case NOT_DONE -> restart(call, known, action);
            case STARTED, UNKNOWN -> {
                if (!call.repeatable()) {
                    throw new UnknownOutcomeException(unknown(call, known));
                }
                yield restart(call, known, action);
            }
        };
    }

    private Map<String, @Nullable Object> restart(
            ActionCall call, JournalEntry known, Supplier<Map<String, @Nullable Object>> action) {
        int attempt = known.attempt() + 1;
        store.change(call.key(), entry -> {
            if (entry.attempt() != known.attempt() || entry.state() != known.state()) {
                throw new NotDoneException(
                        "Action " + call.action() + " of " + call.element() + " was taken by another node meanwhile.");
            }
            return started(call, attempt);
        });
        return carryOut(call, attempt, action);
    }

    private String unknown(ActionCall call, JournalEntry known) {
        String message = "Nobody knows whether action " + call.action() + " of " + call.element()
                + " was carried out: it was started at " + known.startedAt() + " on " + known.node()
                + " (" + known.inputs() + ") and "
                + (known.error() == null ? "its end was never recorded" : known.error())
                + ". Look, then decide: DONE, FAILED or REPEAT.";
        if (known.state() == State.STARTED) {
            end(call, known.attempt(), State.UNKNOWN, null, "its end was never recorded");
        }
        return message;
    }

    private Map<String, @Nullable Object> carryOut(
            ActionCall call, int attempt, Supplier<Map<String, @Nullable Object>> action) {
        String output;
        try {
            output = write(action.get());
        } catch (ActionFailedException e) {
            end(call, attempt, State.FAILED, null, e.getMessage());
            throw e;
        } catch (NotDoneException e) {
            end(call, attempt, State.NOT_DONE, null, e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            // Whatever else is thrown leaves open whether the call got through.
            JournalEntry entry = end(call, attempt, State.UNKNOWN, null, String.valueOf(e.getMessage()));
            if (call.repeatable()) {
                throw new RepeatableActionException(
                        e.getMessage() + " It may be repeated without harm, so it will be tried again.", e);
            }
            throw new UnknownOutcomeException(unknown(call, entry), e);
        }
        end(call, attempt, State.DONE, output, null);
        return read(output);
    }

    /** What has happened is known here and nowhere else, so it is written as soon as the database answers again. */
    private JournalEntry end(
            ActionCall call, int attempt, State state, @Nullable String output, @Nullable String error) {
        long deadline = System.nanoTime() + OUTAGE.toNanos();
        while (true) {
            try {
                return record(call, attempt, state, output, error);
            } catch (IllegalStateException e) {
                throw e;
            } catch (RuntimeException e) {
                if (System.nanoTime() > deadline || !pause()) {
                    throw e;
                }
                LOG.warnf(
                        "The end of action %s of %s (%s) cannot be recorded yet, and is tried again: %s",
                        call.action(), call.element(), state, e.getMessage());
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JournalEntry record(
            ActionCall call, int attempt, State state, @Nullable String output, @Nullable String error) {
        return store.change(call.key(), entry -> {
            // A slow call may end after its job was taken again: its end is still the truth, unless a person decided.
            boolean open = entry.state() == State.STARTED || entry.state() == State.UNKNOWN;
            if (entry.attempt() != attempt || !open) {
                throw new IllegalStateException("Action " + call.action() + " of " + call.element() + " ended as "
                        + state + ", but the journal says " + entry.state() + " of attempt " + entry.attempt() + ".");
            }
            return ended(entry, state, output, error);
        });
    }

    private JournalEntry started(ActionCall call, int attempt) {
        return new JournalEntry(
                call.key(),
                call.executionId(),
                call.recoveryId(),
                call.incidentId(),
                call.element(),
                call.action(),
                State.STARTED,
                attempt,
                call.inputs(),
                null,
                null,
                node,
                now(),
                null,
                null,
                null,
                null);
    }

    /** What was done by another job, as what this call did. */
    private static JournalEntry copied(ActionCall call, JournalEntry done) {
        return new JournalEntry(
                call.key(),
                call.executionId(),
                call.recoveryId(),
                call.incidentId(),
                call.element(),
                call.action(),
                State.DONE,
                done.attempt(),
                done.inputs(),
                done.output(),
                null,
                done.node(),
                done.startedAt(),
                done.endedAt(),
                done.decision(),
                done.decidedBy(),
                done.decidedAt());
    }

    private JournalEntry ended(JournalEntry entry, State state, @Nullable String output, @Nullable String error) {
        return new JournalEntry(
                entry.key(),
                entry.executionId(),
                entry.recoveryId(),
                entry.incidentId(),
                entry.element(),
                entry.action(),
                state,
                entry.attempt(),
                entry.inputs(),
                output,
                error,
                entry.node(),
                entry.startedAt(),
                now(),
                entry.decision(),
                entry.decidedBy(),
                entry.decidedAt());
    }

    private JournalEntry decided(JournalEntry entry, Decision decision, String person) {
        State state = switch (decision) {
            case DONE -> State.DONE;
            case FAILED -> State.FAILED;
            case REPEAT -> State.NOT_DONE;
        };
        String error = decision == Decision.FAILED ? person + " found that it failed: " + entry.error() : entry.error();
        return new JournalEntry(
                entry.key(),
                entry.executionId(),
                entry.recoveryId(),
                entry.incidentId(),
                entry.element(),
                entry.action(),
                state,
                entry.attempt(),
                entry.inputs(),
                decision == Decision.DONE ? "{}" : null,
                error,
                entry.node(),
                entry.startedAt(),
                entry.endedAt(),
                decision,
                person,
                now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private String write(Map<String, @Nullable Object> output) {
        try {
            return json.writeValueAsString(output);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The output of the action cannot be written as JSON.", e);
        }
    }

    private Map<String, @Nullable Object> read(@Nullable String output) {
        try {
            return json.readValue(output == null ? "{}" : output, OUTPUT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The recorded output of the action is no JSON.", e);
        }
    }

    private static String nodeName() {
        try {
            return InetAddress.getLocalHost().getHostName() + ":"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "localhost:" + ProcessHandle.current().pid();
        }
    }
}
