package io.fixpoint.silence;

import io.fixpoint.node.SharedState;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The silences and maintenance windows that are not over, in memory: cheap to ask. Thread-safe. */
@ApplicationScoped
public class QuietTimes implements SharedState {
    private final QuietTimeStore store;
    private final Event<QuietTimesChanged> changed;
    private final Clock clock;
    private volatile @Nullable Known known;

    /**
     * What is so from one moment until another.
     *
     * @param until null if nothing changes by itself any more
     */
    private record Known(
            List<QuietTime> all, Instant from, @Nullable Instant until, List<SeenQuietTime> seen) {

        boolean holds(Instant now) {
            return !now.isBefore(from) && (until == null || now.isBefore(until));
        }

        static Known of(List<QuietTime> all, Instant now) {
            List<SeenQuietTime> seen = all.stream()
                    .filter(one -> one.schedule().state(now) != Schedule.State.EXPIRED)
                    .map(one -> one.seen(now))
                    .toList();
            Instant until = all.stream()
                    .flatMap(one -> one.schedule().nextChange(now).stream())
                    .min(Instant::compareTo)
                    .orElse(null);
            return new Known(all, now, until, seen);
        }
    }

    @Inject
    QuietTimes(QuietTimeStore store, Event<QuietTimesChanged> changed, Clock clock) {
        this.clock = clock;
        this.store = store;
        this.changed = changed;
    }

    /** Those that are not over, active or not, as rules see them; the oldest first. */
    public List<SeenQuietTime> seen(Instant now) {
        return known(now).seen();
    }

    /** When the next one begins or ends; empty if none does. */
    public Optional<Instant> nextChange(Instant now) {
        return Optional.ofNullable(known(now).until());
    }

    private Known known(Instant now) {
        Known current = known;
        return current != null && current.holds(now) ? current : renew(now);
    }

    private synchronized Known renew(Instant now) {
        Known current = known;
        Known next = Known.of(current == null ? read(now) : current.all(), now);
        known = next;
        return next;
    }

    private List<QuietTime> read(Instant now) {
        return QuarkusTransaction.requiringNew().call(store::all).stream()
                .filter(one -> one.schedule().state(now) != Schedule.State.EXPIRED)
                .toList();
    }

    /** Makes it, or puts it in the place of the one of its id. */
    void put(QuietTime quietTime, Instant now) {
        QuarkusTransaction.requiringNew().run(() -> store.put(quietTime));
        changed(now);
    }

    /** Removes it without a trace. */
    void remove(QuietTime quietTime, Instant now) {
        QuarkusTransaction.requiringNew().run(() -> store.remove(quietTime.id()));
        changed(now);
    }

    @Override
    public void refresh() {
        Known current = known;
        if (current == null) {
            return;
        }
        Instant now = clock.instant();
        // One that another server ended or removed is gone from the database, or over.
        if (!read(now)
                .equals(current.all().stream()
                        .filter(one -> one.schedule().state(now) != Schedule.State.EXPIRED)
                        .toList())) {
            changed(now);
        }
    }

    private void changed(Instant now) {
        // Under the lock, so that what another thread read before the commit is not put over it.
        synchronized (this) {
            known = Known.of(read(now), now);
        }
        changed.fire(new QuietTimesChanged());
    }
}
