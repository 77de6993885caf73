package io.fixpoint.replay;

import io.fixpoint.replay.Course.OpenedIncident;
import io.fixpoint.replay.Course.Recovery;
import io.fixpoint.replay.Course.Taken;
import io.fixpoint.replay.Difference.Change;
import io.fixpoint.replay.Difference.DecisionChange;
import io.fixpoint.replay.Difference.IncidentChange;
import io.fixpoint.replay.Difference.RecoveryChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares two courses. Incidents are matched by correlation key, recoveries by process and incident, decisions by what
 * they are about; of several with one key the first is matched with the first, unless they lie further apart than
 * {@link EpisodeDifferences#NEAR}.
 */
final class Differences {
    private Differences() {}

    static Difference between(Course live, Course candidate) {
        return new Difference(
                EpisodeDifferences.between(live.episodes(), candidate.episodes()),
                incidents(live.incidents(), candidate.incidents()),
                recoveries(live.recoveries(), candidate.recoveries()),
                decisions(live.decisions(), candidate.decisions()));
    }

    private static List<IncidentChange> incidents(List<OpenedIncident> live, List<OpenedIncident> candidate) {
        List<IncidentChange> changes = new ArrayList<>();
        match(live, candidate, OpenedIncident::correlationKey, OpenedIncident::openedAt, (was, is) -> {
            OpenedIncident any = was == null ? Objects.requireNonNull(is) : was;
            Change change = change(was, is, OpenedIncident::openedAt);
            if (change != null) {
                changes.add(incident(change, any, was, is));
            }
            if (was != null && is != null && was.severity() != is.severity()) {
                changes.add(incident(Change.SEVERITY, any, was, is));
            }
        });
        changes.sort(Comparator.comparing(change -> time(change.live(), change.candidate())));
        return changes;
    }

    private static IncidentChange incident(
            Change change, OpenedIncident any, @Nullable OpenedIncident was, @Nullable OpenedIncident is) {
        Instant live = was == null ? null : was.openedAt();
        Instant candidate = is == null ? null : is.openedAt();
        return new IncidentChange(
                change,
                any.correlationKey(),
                any.service(),
                any.title(),
                change == Change.SEVERITY ? null : seconds(live, candidate),
                live,
                candidate,
                was == null ? null : was.severity(),
                is == null ? null : is.severity());
    }

    private static List<RecoveryChange> recoveries(List<Recovery> live, List<Recovery> candidate) {
        List<RecoveryChange> changes = new ArrayList<>();
        match(live, candidate, r -> List.of(r.process(), r.incident()), Recovery::at, (was, is) -> {
            Change change = change(was, is, Recovery::at);
            if (change != null) {
                Recovery any = was == null ? Objects.requireNonNull(is) : was;
                Instant before = was == null ? null : was.at();
                Instant after = is == null ? null : is.at();
                changes.add(new RecoveryChange(
                        change,
                        any.process(),
                        any.incident(),
                        any.service(),
                        seconds(before, after),
                        before,
                        after,
                        any.rules()));
            }
        });
        changes.sort(Comparator.comparing(change -> time(change.live(), change.candidate())));
        return changes;
    }

    private static List<DecisionChange> decisions(List<Taken> live, List<Taken> candidate) {
        List<DecisionChange> changes = new ArrayList<>();
        match(live, candidate, taken -> List.of(taken.type(), taken.about()), Taken::at, (was, is) -> {
            Change change = change(was, is, Taken::at);
            if (change != null) {
                Taken any = was == null ? Objects.requireNonNull(is) : was;
                Instant before = was == null ? null : was.at();
                Instant after = is == null ? null : is.at();
                changes.add(new DecisionChange(
                        change, any.type(), any.about(), seconds(before, after), before, after, any.rules()));
            }
        });
        changes.sort(Comparator.comparing(change -> time(change.live(), change.candidate())));
        return changes;
    }

    private static <T> @Nullable Change change(@Nullable T was, @Nullable T is, Function<T, Instant> at) {
        if (was == null) {
            return Change.NEW;
        }
        if (is == null) {
            return Change.GONE;
        }
        int order = at.apply(is).compareTo(at.apply(was));
        return order == 0 ? null : order < 0 ? Change.EARLIER : Change.LATER;
    }

    private static <T> void match(
            List<T> live,
            List<T> candidate,
            Function<T, Object> key,
            Function<T, Instant> at,
            BiConsumer<@Nullable T, @Nullable T> pair) {
        Map<Object, List<T>> liveByKey = byKey(live, key);
        Map<Object, List<T>> candidateByKey = byKey(candidate, key);
        liveByKey.forEach((each, was) -> {
            List<T> is = candidateByKey.getOrDefault(each, List.of());
            int next = 0;
            for (int i = 0; i < was.size(); i++) {
                T one = was.get(i);
                while (next < is.size() && isMuchBefore(at.apply(is.get(next)), at.apply(one))) {
                    pair.accept(null, is.get(next));
                    next++;
                }
                if (next < is.size() && !isMuchBefore(at.apply(one), at.apply(is.get(next)))) {
                    pair.accept(one, is.get(next));
                    next++;
                } else {
                    pair.accept(one, null);
                }
            }
            is.subList(next, is.size()).forEach(more -> pair.accept(null, more));
        });
        candidateByKey.forEach((each, is) -> {
            if (!liveByKey.containsKey(each)) {
                is.forEach(more -> pair.accept(null, more));
            }
        });
    }

    private static boolean isMuchBefore(Instant one, Instant other) {
        return one.plus(EpisodeDifferences.NEAR).isBefore(other);
    }

    private static <T> Map<Object, List<T>> byKey(List<T> all, Function<T, Object> key) {
        Map<Object, List<T>> byKey = new LinkedHashMap<>();
        all.forEach(one ->
                byKey.computeIfAbsent(key.apply(one), none -> new ArrayList<>()).add(one));
        return byKey;
    }

    static @Nullable Double seconds(@Nullable Instant live, @Nullable Instant candidate) {
        return live == null || candidate == null
                ? null
                : Math.abs(Duration.between(live, candidate).toNanos() / 1e9);
    }

    static Instant time(@Nullable Instant live, @Nullable Instant candidate) {
        return Objects.requireNonNullElse(live, Objects.requireNonNullElse(candidate, Instant.EPOCH));
    }
}
