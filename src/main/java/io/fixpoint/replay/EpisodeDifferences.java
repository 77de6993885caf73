package io.fixpoint.replay;

import io.fixpoint.replay.Course.Episode;
import io.fixpoint.replay.Difference.AnomalyChange;
import io.fixpoint.replay.Difference.Change;
import io.fixpoint.replay.Difference.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the episodes of two courses. Only episodes of one identity (name, service, instance, labels) are ever matched,
 * each with one other at most. Those that overlap are, in order of time; of two that overlap the same one the first is,
 * and the other is NEW (the candidate has in parts what was one) or GONE (the candidate has as one what was in parts),
 * with a note that says so. Of those that overlap none, two are the same fault found at another time if less than
 * {@link #NEAR} lies between them.
 */
final class EpisodeDifferences {
    static final Duration NEAR = Duration.ofMinutes(5);

    private final List<AnomalyChange> changes = new ArrayList<>();

    private EpisodeDifferences() {}

    static List<AnomalyChange> between(List<Episode> live, List<Episode> candidate) {
        EpisodeDifferences differences = new EpisodeDifferences();
        Map<List<Object>, List<Episode>> liveById = byIdentity(live);
        Map<List<Object>, List<Episode>> candidateById = byIdentity(candidate);
        liveById.forEach((identity, was) -> differences.compare(was, candidateById.getOrDefault(identity, List.of())));
        candidateById.forEach((identity, is) -> {
            if (!liveById.containsKey(identity)) {
                differences.compare(List.of(), is);
            }
        });
        differences.changes.sort(Comparator.comparing(change -> Differences.time(change.live(), change.candidate())));
        return differences.changes;
    }

    private static Map<List<Object>, List<Episode>> byIdentity(List<Episode> all) {
        Map<List<Object>, List<Episode>> byIdentity = new LinkedHashMap<>();
        all.stream()
                .sorted(Comparator.comparing(Episode::startedAt).thenComparing(EpisodeDifferences::end))
                .forEach(episode -> byIdentity
                        .computeIfAbsent(episode.identity(), none -> new ArrayList<>())
                        .add(episode));
        return byIdentity;
    }

    private void compare(List<Episode> live, List<Episode> candidate) {
        Episode[] ofLive = new Episode[live.size()];
        boolean[] taken = new boolean[candidate.size()];
        match(live, candidate, ofLive, taken, Duration.ZERO);
        match(live, candidate, ofLive, taken, NEAR);
        for (int i = 0; i < live.size(); i++) {
            if (ofLive[i] == null) {
                missing(Change.GONE, live.get(i), overlapping(live.get(i), candidate));
            } else {
                compare(live.get(i), ofLive[i]);
            }
        }
        for (int j = 0; j < candidate.size(); j++) {
            if (!taken[j]) {
                missing(Change.NEW, candidate.get(j), overlapping(candidate.get(j), live));
            }
        }
    }

    /** Both lists are in order of time, and the episodes of one list do not overlap each other. */
    private static void match(
            List<Episode> live, List<Episode> candidate, Episode[] ofLive, boolean[] taken, Duration apart) {
        int first = 0;
        for (int i = 0; i < live.size(); i++) {
            if (ofLive[i] != null) {
                continue;
            }
            Episode one = live.get(i);
            while (first < candidate.size()
                    && end(candidate.get(first)).isBefore(one.startedAt().minus(apart))) {
                first++;
            }
            for (int j = first; j < candidate.size(); j++) {
                if (candidate.get(j).startedAt().isAfter(plus(end(one), apart))) {
                    break;
                }
                if (!taken[j]) {
                    ofLive[i] = candidate.get(j);
                    taken[j] = true;
                    break;
                }
            }
        }
    }

    private static @Nullable Episode overlapping(Episode one, List<Episode> others) {
        return others.stream()
                .filter(other ->
                        !other.startedAt().isAfter(end(one)) && !one.startedAt().isAfter(end(other)))
                .findFirst()
                .orElse(null);
    }

    private static Instant end(Episode episode) {
        return episode.clearedAt() == null ? Instant.MAX : episode.clearedAt();
    }

    private static Instant plus(Instant time, Duration length) {
        return time.equals(Instant.MAX) ? time : time.plus(length);
    }

    private void missing(Change change, Episode episode, @Nullable Episode part) {
        Instant time = episode.fired() ? episode.firingAt() : episode.startedAt();
        String note = part == null
                ? null
                : "Part of the one that began at " + part.startedAt() + " in the "
                        + (change == Change.NEW ? "live" : "candidate") + " course.";
        add(
                change,
                episode,
                null,
                change == Change.GONE ? time : null,
                change == Change.NEW ? time : null,
                note,
                change == Change.GONE ? episode : null,
                change == Change.NEW ? episode : null);
    }

    private void compare(Episode was, Episode is) {
        if (was.fired() != is.fired()) {
            add(
                    is.fired() ? Change.NEW : Change.GONE,
                    is.fired() ? is : was,
                    null,
                    was.fired() ? was.firingAt() : null,
                    is.fired() ? is.firingAt() : null,
                    is.fired() ? "Live it was pending and did not fire." : "It is pending and does not fire.",
                    was,
                    is);
        } else if (was.fired()) {
            time(What.FIRED, was, is, was.firingAt(), is.firingAt());
            if (Objects.equals(was.firingAt(), is.firingAt())) {
                time(What.STARTED, was, is, was.startedAt(), is.startedAt());
            }
        } else {
            time(What.STARTED, was, is, was.startedAt(), is.startedAt());
        }
        if (was.severity() != is.severity()) {
            add(Change.SEVERITY, is, null, was.startedAt(), is.startedAt(), null, was, is);
        }
        time(What.CLEARED, was, is, was.clearedAt(), is.clearedAt());
        if (was.clearedAt() != null
                && was.clearedAt().equals(is.clearedAt())
                && !Objects.equals(was.clearedBy(), is.clearedBy())) {
            add(
                    Change.CLEARED_BY,
                    is,
                    What.CLEARED,
                    was.clearedAt(),
                    is.clearedAt(),
                    "Live by " + was.clearedBy() + ", now by " + is.clearedBy() + ".",
                    was,
                    is);
        }
    }

    private void time(What what, Episode was, Episode is, @Nullable Instant live, @Nullable Instant candidate) {
        if (Objects.equals(live, candidate)) {
            return;
        }
        // What has not ended yet ends later.
        boolean earlier = live == null || (candidate != null && candidate.isBefore(live));
        add(
                earlier ? Change.EARLIER : Change.LATER,
                is,
                what,
                live,
                candidate,
                live == null ? "Live it still stands." : candidate == null ? "It still stands." : null,
                was,
                is);
    }

    private void add(
            Change change,
            Episode episode,
            @Nullable What what,
            @Nullable Instant live,
            @Nullable Instant candidate,
            @Nullable String note,
            @Nullable Episode was,
            @Nullable Episode is) {
        boolean timed = change == Change.EARLIER || change == Change.LATER;
        changes.add(new AnomalyChange(
                change,
                episode.name(),
                episode.service(),
                episode.instance(),
                episode.labels(),
                what,
                timed ? Differences.seconds(live, candidate) : null,
                live,
                candidate,
                was == null ? null : was.severity(),
                is == null ? null : is.severity(),
                episode.fired(),
                episode.rules(),
                note));
    }
}
