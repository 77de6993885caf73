package io.fixpoint.recovery.guard;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Freezes: as long as one holds, the server repairs nothing of the service, or of any, without asking a person. */
@ApplicationScoped
@Transactional
public class Freezes {
    private static final Logger LOG = Logger.getLogger(Freezes.class);

    private final FreezeStore store;
    private final Clock clock;

    Freezes(FreezeStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Where a freeze stands. */
    public enum State {
        ACTIVE,
        /** It came to its end. */
        EXPIRED,
        /** A person ended it before. */
        LIFTED
    }

    /**
     * A freeze.
     *
     * @param service null if it is for all
     * @param until its end
     */
    public record FreezeView(
            String id,
            @Nullable String service,
            String reason,
            Instant until,
            State state,
            String createdBy,
            Instant createdAt,
            @Nullable String liftedBy,
            @Nullable Instant liftedAt) {}

    /** The one that holds longest for the service; empty if none does. */
    Optional<FreezeView> ofService(String service, Instant now) {
        return store.inForce(service, now).stream().findFirst().map(freeze -> view(freeze, now));
    }

    Page<FreezeView> list(@Nullable State state, PageQuery query) {
        Instant now = clock.instant();
        return Page.of(
                store.list(state, now, query.offset(), query.pageSize()).stream()
                        .map(freeze -> view(freeze, now))
                        .toList(),
                store.count(state, now),
                query);
    }

    FreezeView get(String id) {
        return view(existing(id), clock.instant());
    }

    FreezeView freeze(@Nullable String service, String reason, Instant until, String person) {
        FreezeEntity freeze = new FreezeEntity();
        freeze.id = UUID.randomUUID().toString();
        freeze.service = service == null ? "" : service;
        freeze.reason = reason;
        freeze.until = until.truncatedTo(ChronoUnit.MICROS);
        freeze.createdBy = person;
        freeze.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        store.add(freeze);
        LOG.infof("Repairs of %s are frozen until %s, by %s: %s", of(freeze), freeze.until, person, reason);
        return view(freeze, clock.instant());
    }

    /** Ends it now; it is kept. */
    FreezeView lift(String id, String person) {
        FreezeEntity freeze = existing(id);
        FreezeView view = view(freeze, clock.instant());
        if (view.state() != State.ACTIVE) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Freeze '" + id + "' is " + view.state() + " already; it holds nothing up.");
        }
        freeze.liftedBy = person;
        freeze.liftedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        LOG.infof("The freeze of repairs of %s is lifted by %s", of(freeze), person);
        return view(freeze, clock.instant());
    }

    private FreezeEntity existing(String id) {
        return store.find(id).orElseThrow(() -> ProblemException.notFound("freeze", id));
    }

    private static String of(FreezeEntity freeze) {
        return freeze.service.isEmpty() ? "all services" : freeze.service;
    }

    private static FreezeView view(FreezeEntity freeze, Instant now) {
        State state = freeze.liftedAt != null ? State.LIFTED : freeze.until.isAfter(now) ? State.ACTIVE : State.EXPIRED;
        return new FreezeView(
                freeze.id,
                freeze.service.isEmpty() ? null : freeze.service,
                freeze.reason,
                freeze.until,
                state,
                freeze.createdBy,
                freeze.createdAt,
                freeze.liftedBy,
                freeze.liftedAt);
    }
}
