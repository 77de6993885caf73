package io.fixpoint.silence;

import io.fixpoint.access.Person;
import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.problem.NearNames;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.silence.DraftCheck.Checked;
import io.fixpoint.silence.QuietTime.Kind;
import io.fixpoint.silence.QuietTimeViews.CoveredView;
import io.fixpoint.silence.QuietTimeViews.PreviewView;
import io.fixpoint.silence.Schedule.State;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people do with silences and maintenance windows, under their names. */
@ApplicationScoped
class QuietTimeDesk {
    private static final int PREVIEWED = 5;
    private static final List<String> STATES = Stream.of(State.values())
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .toList();

    private final QuietTimes quietTimes;
    private final QuietTimeStore store;
    private final Episodes episodes;
    private final Person person;
    private final Clock clock;

    @Inject
    QuietTimeDesk(QuietTimes quietTimes, QuietTimeStore store, Episodes episodes, Person person, Clock clock) {
        this.quietTimes = quietTimes;
        this.store = store;
        this.episodes = episodes;
        this.person = person;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A page of them, the newest first.
     *
     * @param state only those that are in this state now; all if null
     */
    <T> Page<T> list(Kind kind, @Nullable String state, PageQuery query, Function<QuietTime, T> view) {
        Instant now = now();
        State wanted = state(state);
        List<QuietTime> found = new ArrayList<>(store.all().stream()
                .filter(one -> one.kind() == kind)
                .filter(one -> wanted == null || one.schedule().state(now) == wanted)
                .toList());
        Collections.reverse(found);
        Page<QuietTime> page = Page.slice(found, query);
        return new Page<>(page.items().stream().map(view).toList(), page.total(), page.totalCapped(), page.next());
    }

    private static @Nullable State state(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        String name = given.toLowerCase(Locale.ROOT);
        if (!STATES.contains(name)) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "state is '" + given + "'." + NearNames.question(name, STATES) + " It must be one of "
                            + String.join(", ", STATES) + ".");
        }
        return State.valueOf(name.toUpperCase(Locale.ROOT));
    }

    QuietTime get(Kind kind, String id) {
        return store.find(kind, id).orElseThrow(() -> ProblemException.notFound(kind.words(), id));
    }

    QuietTime create(Draft draft) {
        Instant now = now();
        Checked checked = DraftCheck.check(draft, now);
        QuietTime made = new QuietTime(
                UUID.randomUUID().toString(),
                draft.kind(),
                checked.matchers(),
                checked.services(),
                checked.reason(),
                checked.schedule(),
                person.name(),
                now,
                null,
                null);
        quietTimes.put(made, now);
        return made;
    }

    /** @throws ProblemException 409, if it is over */
    QuietTime change(String id, Draft draft) {
        Instant now = now();
        QuietTime old = get(draft.kind(), id);
        if (old.schedule().state(now) == State.EXPIRED) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "The " + draft.kind().words() + " " + id
                            + " is over, and what was is not changed any more; make a new one.");
        }
        Checked checked = DraftCheck.check(draft, now);
        QuietTime changed = new QuietTime(
                id,
                draft.kind(),
                checked.matchers(),
                checked.services(),
                checked.reason(),
                checked.schedule(),
                old.createdBy(),
                old.createdAt(),
                person.name(),
                now);
        quietTimes.put(changed, now);
        return changed;
    }

    /** Ends it at once; one that has never begun is removed, one that is over stays as it is. */
    void end(Kind kind, String id) {
        Instant now = now();
        QuietTime old = get(kind, id);
        if (!old.schedule().hasBegun(now)) {
            quietTimes.remove(old, now);
        } else if (old.schedule().state(now) != State.EXPIRED) {
            quietTimes.put(old.ended(person.name(), now), now);
        }
    }

    /** What it would cover now, and when it would be; nothing is stored. */
    PreviewView preview(Draft draft) {
        Instant now = now();
        Checked checked = DraftCheck.check(draft, now);
        QuietTime asIf = new QuietTime(
                "preview",
                draft.kind(),
                checked.matchers(),
                checked.services(),
                checked.reason(),
                checked.schedule(),
                person.name(),
                now,
                null,
                null);
        SeenQuietTime seen = asIf.seen(now);
        List<Anomaly> covered = QuarkusTransaction.requiringNew().call(episodes::standing).stream()
                .filter(seen::covers)
                .toList();
        List<String> incidents = covered.stream()
                .map(Anomaly::getIncident)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .sorted()
                .toList();
        return new PreviewView(
                checked.schedule().state(now),
                covered.stream().map(CoveredView::of).toList(),
                incidents,
                checked.schedule().upcoming(now, PREVIEWED));
    }
}
