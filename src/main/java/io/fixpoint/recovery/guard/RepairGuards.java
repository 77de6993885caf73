package io.fixpoint.recovery.guard;

import io.fixpoint.detection.FactState;
import io.fixpoint.fact.MaintenanceWindow;
import io.fixpoint.incident.GuardRefusal;
import io.fixpoint.silence.QuietTimes;
import io.fixpoint.silence.SeenQuietTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the server may begin a repair by itself, and writes down that it does: the lock of the service, what the
 * budget counts and whatever the caller writes are one transaction, and two recoveries that ask for one service take turns.
 */
@ApplicationScoped
@Transactional
public class RepairGuards implements RepairLocks {
    private static final Duration BUDGET_SPAN = Duration.ofHours(1);

    private final GuardStore store;
    private final Freezes freezes;
    private final QuietTimes quietTimes;
    private final FactState facts;
    private final RunningRecoveries recoveries;
    private final GuardsConfig config;
    private final Clock clock;

    RepairGuards(
            GuardStore store,
            Freezes freezes,
            QuietTimes quietTimes,
            FactState facts,
            RunningRecoveries recoveries,
            GuardsConfig config,
            Clock clock) {
        this.store = store;
        this.freezes = freezes;
        this.quietTimes = quietTimes;
        this.facts = facts;
        this.recoveries = recoveries;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Begins the repair if every guard lets it. What the recovery held before is given back either way.
     *
     * @param dryRun what would be done, where the automation switch says DRY_RUN; null where it does not
     * @return why a person must be asked, all reasons; empty if the repair has begun
     */
    public List<GuardRefusal> begin(RepairStart start, @Nullable String dryRun) {
        Instant now = now();
        Optional<GuardStore.Held> other = lock(start);
        store.release(start.recoveryId());
        List<GuardRefusal> refusals = new ArrayList<>();
        freezes.ofService(start.service(), now)
                .ifPresent(freeze -> refusals.add(refusal(
                        Guard.FREEZE,
                        "Frozen by " + freeze.createdBy() + " until " + freeze.until() + ": " + freeze.reason())));
        window(start.service(), now)
                .ifPresent(window -> refusals.add(refusal(
                        Guard.MAINTENANCE,
                        "Maintenance window " + window.id() + " covers " + start.service() + ": " + window.reason())));
        other.ifPresent(held -> refusals.add(refusal(Guard.LOCK, repairedBy(start.service(), held))));
        budget(start.service(), now).ifPresent(reason -> refusals.add(refusal(Guard.BUDGET, reason)));
        share(start).ifPresent(reason -> refusals.add(refusal(Guard.SHARE, reason)));
        if (dryRun != null) {
            refusals.add(refusal(Guard.DRY_RUN, dryRun));
        }
        if (refusals.isEmpty()) {
            begun(start, now);
        }
        return refusals;
    }

    @Override
    public Optional<String> take(RepairStart start) {
        store.prepare(start.service());
        GuardStore.Held held = store.lock(start.service(), start.recoveryId()).get(start.service());
        if (held != null && start.recoveryId().equals(held.recoveryId())) {
            return Optional.empty();
        }
        Optional<GuardStore.Held> other = other(held, start.recoveryId());
        if (other.isEmpty()) {
            begun(start, now());
        }
        return other.map(holder -> repairedBy(start.service(), holder));
    }

    @Override
    public void release(String recoveryId) {
        store.release(recoveryId);
    }

    private Optional<GuardStore.Held> lock(RepairStart start) {
        store.prepare(start.service());
        return other(store.lock(start.service(), start.recoveryId()).get(start.service()), start.recoveryId());
    }

    /** Who else holds it; whatever ended without giving back, by whatever accident, holds nothing. */
    private Optional<GuardStore.Held> other(GuardStore.@Nullable Held held, String recoveryId) {
        return held == null
                        || held.recoveryId() == null
                        || held.recoveryId().equals(recoveryId)
                        || !recoveries.runs(held.recoveryId())
                ? Optional.empty()
                : Optional.of(held);
    }

    private void begun(RepairStart start, Instant now) {
        store.hold(start.service(), start.recoveryId(), start.incidentId(), now);
        store.begun(start.service(), start.recoveryId(), now, now.minus(BUDGET_SPAN));
    }

    private static String repairedBy(String service, GuardStore.Held held) {
        return service + " is being repaired by recovery " + held.recoveryId()
                + (held.incidentId() == null ? "" : " of incident " + held.incidentId())
                + (held.since() == null ? "" : " since " + held.since());
    }

    private Optional<SeenQuietTime> window(String service, Instant now) {
        return quietTimes.seen(now).stream()
                .filter(seen ->
                        seen.active() && seen.fact() instanceof MaintenanceWindow window && window.covers(service))
                .findFirst();
    }

    private Optional<String> budget(String service, Instant now) {
        int most = config.repairsPerHour(service);
        int begun = store.begunSince(service, now.minus(BUDGET_SPAN));
        return begun < most
                ? Optional.empty()
                : Optional.of(begun + (begun == 1 ? " repair" : " repairs") + " of " + service
                        + " began within the last hour, and " + most + " may without a person");
    }

    private Optional<String> share(RepairStart start) {
        double most = config.mostShare(start.service());
        if (most >= 1) {
            return Optional.empty();
        }
        Set<String> touched = touched(start);
        if (touched.isEmpty()) {
            return Optional.of("It touches all of " + start.service() + ", and " + percent(most)
                    + " may be touched at a time without a person");
        }
        Set<String> all = new HashSet<>(facts.instances(start.service()));
        all.addAll(touched);
        double share = (double) touched.size() / all.size();
        return share <= most
                ? Optional.empty()
                : Optional.of("It touches " + touched.size() + " of " + all.size() + " known instances of "
                        + start.service() + ", and " + percent(most) + " may be touched at a time without a person");
    }

    private static Set<String> touched(RepairStart start) {
        Set<String> touched = new TreeSet<>();
        for (String name : List.of("instance", "instances")) {
            Arrays.stream(start.parameters().getOrDefault(name, "").split(",", -1))
                    .map(String::strip)
                    .filter(instance -> !instance.isEmpty())
                    .forEach(touched::add);
        }
        return touched;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static GuardRefusal refusal(Guard guard, String reason) {
        return new GuardRefusal(guard.name(), reason);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
