package io.fixpoint.silence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When something is active: once, or again and again.
 *
 * <p>A recurrence is by the clock on the wall: it begins and ends at the same local times, also when the clocks are
 * changed. A start that a change of the clocks skips is as much later as the change; an end that there is twice is the
 * second one; an occurrence of which nothing is left does not take place.
 *
 * @param startsAt when the first occurrence begins, to the second
 * @param endsAt when the first occurrence ends, to the second
 * @param recurrence a recurrence rule of RFC 5545; null if it is active once
 * @param zone whose clock the recurrence is by
 * @param endedAt when a person ended it for good
 */
record Schedule(
        Instant startsAt,
        Instant endsAt,
        @Nullable String recurrence,
        ZoneId zone,
        @Nullable Instant endedAt) {

    /** More than the clocks are ever changed by. */
    private static final Duration CLOCKS_CHANGE_BY = Duration.ofDays(2);

    enum State {
        PENDING,
        ACTIVE,
        EXPIRED
    }

    /** What it is at a time; between two occurrences it is pending. */
    State state(Instant now) {
        List<Occurrence> next = upcoming(now, 1);
        if (next.isEmpty()) {
            return State.EXPIRED;
        }
        return next.get(0).startsAt().isAfter(now) ? State.PENDING : State.ACTIVE;
    }

    /** When its state changes next; empty if never. */
    Optional<Instant> nextChange(Instant now) {
        return upcoming(now, 1).stream()
                .findFirst()
                .map(next -> next.startsAt().isAfter(now) ? next.startsAt() : next.endsAt());
    }

    /** Whether it has ever begun. */
    boolean hasBegun(Instant now) {
        return !startsAt.isAfter(now);
    }

    /** It, ended for good. */
    Schedule ended(Instant at) {
        return new Schedule(startsAt, endsAt, recurrence, zone, at);
    }

    /** The occurrences that are not over, in order, at most so many; the first may have begun. */
    List<Occurrence> upcoming(Instant now, int most) {
        List<Occurrence> upcoming = new ArrayList<>();
        if (endedAt != null && !endedAt.isAfter(now)) {
            return upcoming;
        }
        if (recurrence == null) {
            if (endsAt.isAfter(now)) {
                upcoming.add(new Occurrence(startsAt, endsAt));
            }
            return upcoming;
        }
        LocalDateTime first = LocalDateTime.ofInstant(startsAt, zone);
        Duration length = Duration.between(first, LocalDateTime.ofInstant(endsAt, zone));
        LocalDateTime from = LocalDateTime.ofInstant(now, zone).minus(length).minus(CLOCKS_CHANGE_BY);
        try {
            Iterator<LocalDateTime> starts = Recurrence.parse(recurrence).starts(first, from, zone);
            while (upcoming.size() < most && starts.hasNext()) {
                Occurrence occurrence = occurrence(starts.next(), length);
                if (occurrence.endsAt().isAfter(now) && occurrence.endsAt().isAfter(occurrence.startsAt())) {
                    upcoming.add(occurrence);
                }
            }
        } catch (IllegalArgumentException e) {
            // It was checked when it was made, so this is how the library says that it looked far and found no more.
            return upcoming;
        }
        return upcoming;
    }

    private Occurrence occurrence(LocalDateTime start, Duration length) {
        ZonedDateTime end = start.plus(length).atZone(zone).withLaterOffsetAtOverlap();
        return new Occurrence(start.atZone(zone).toInstant(), end.toInstant());
    }
}
