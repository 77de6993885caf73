package io.fixpoint.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows what happens to incidents, whichever server it happens on. Rows get their numbers before they are committed, so
 * a lower one can appear after a higher one: rows are looked at again until nobody can still commit one below them.
 */
@ApplicationScoped
public class TimelineTail {
    /** No transaction takes longer: the transaction manager's own limit is a minute. */
    private static final Duration SETTLED = Duration.ofSeconds(90);

    private static final int MOST = 5_000;

    private final IncidentStore store;
    private final Clock clock;
    private final Set<Long> seen = new HashSet<>();
    private long settled = -1;

    @Inject
    TimelineTail(IncidentStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The incidents to which something happened since this was asked last; none at the first time. */
    @Transactional
    public synchronized Set<String> changed() {
        if (settled < 0) {
            settled = store.lastOfTimeline();
            return Set.of();
        }
        Set<String> incidents = new LinkedHashSet<>();
        Instant before = clock.instant().minus(SETTLED);
        List<TimelineEntity> rows = store.timelineAfter(settled, MOST);
        boolean still = true;
        for (TimelineEntity row : rows) {
            if (seen.add(row.id)) {
                incidents.add(row.incident);
            }
            still &= row.at.isBefore(before);
            if (still || rows.size() == MOST) {
                settled = row.id;
            }
        }
        seen.removeIf(id -> id <= settled);
        return incidents;
    }
}
