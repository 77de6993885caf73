package io.fixpoint.incident;

import io.fixpoint.fact.Repair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The figures of the incidents of a time; {@code src/docs/figures.md} defines them. */
final class Statistics {
    private Statistics() {}

    /** What the figures are grouped by. */
    enum By {
        SERVICE,
        SEVERITY,
        PROCESS,
        RULE,
        REPAIR
    }

    /** An incident with what belongs to it. */
    record Case(IncidentEntity incident, List<RecoveryEntity> recoveries, List<RepairEntity> repairs) {}

    /** A figure is null if there is nothing to make it of. */
    record FiguresView(
            long incidents,
            long open,
            long resolved,
            long escalated,
            long reopened,
            @Nullable Duration mttd,
            @Nullable Duration mtta,
            @Nullable Duration mttr,
            long recoveries,
            @Nullable Double recoverySuccessRate,
            @Nullable Double automatedShare,
            long repairs,
            @Nullable Double repairSuccessRate) {}

    record GroupView(String key, FiguresView figures) {}

    record StatisticsView(
            @Nullable Instant from,
            @Nullable Instant to,
            long incidents,
            long open,
            long resolved,
            long escalated,
            @Nullable Duration mttd,
            @Nullable Duration mtta,
            @Nullable Duration mttr,
            long recoveries,
            @Nullable Double recoverySuccessRate,
            @Nullable Double automatedShare,
            long repairs,
            @Nullable Double repairSuccessRate,
            @Nullable String by,
            List<GroupView> groups) {}

    static StatisticsView of(@Nullable Instant from, @Nullable Instant to, List<Case> cases, @Nullable By by) {
        FiguresView all = figures(cases);
        List<GroupView> groups = new ArrayList<>();
        if (by != null) {
            grouped(cases, by).forEach((key, some) -> groups.add(new GroupView(key, figures(some))));
        }
        return new StatisticsView(
                from,
                to,
                all.incidents(),
                all.open(),
                all.resolved(),
                all.escalated(),
                all.mttd(),
                all.mtta(),
                all.mttr(),
                all.recoveries(),
                all.recoverySuccessRate(),
                all.automatedShare(),
                all.repairs(),
                all.repairSuccessRate(),
                by == null ? null : by.name().toLowerCase(Locale.ROOT),
                groups);
    }

    private static Map<String, List<Case>> grouped(List<Case> cases, By by) {
        Map<String, List<Case>> groups = new TreeMap<>();
        for (Case one : cases) {
            switch (by) {
                case SERVICE -> add(groups, one.incident().service, one);
                case SEVERITY -> add(groups, one.incident().severity.name(), one);
                case RULE -> add(groups, one.incident().openedBy, one);
                case PROCESS ->
                    one.recoveries().stream()
                            .collect(Collectors.groupingBy(recovery -> recovery.process))
                            .forEach((process, some) ->
                                    add(groups, process, new Case(one.incident(), some, repairsOf(one, some))));
                case REPAIR ->
                    one.repairs().stream()
                            .collect(Collectors.groupingBy(repair -> repair.name))
                            .forEach((name, some) ->
                                    add(groups, name, new Case(one.incident(), one.recoveries(), some)));
            }
        }
        return groups;
    }

    private static List<RepairEntity> repairsOf(Case one, List<RecoveryEntity> recoveries) {
        return one.repairs().stream()
                .filter(repair -> recoveries.stream().anyMatch(recovery -> recovery.recovery.equals(repair.recovery)))
                .toList();
    }

    private static void add(Map<String, List<Case>> groups, String key, Case one) {
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(one);
    }

    private static FiguresView figures(List<Case> cases) {
        List<IncidentEntity> incidents = cases.stream().map(Case::incident).toList();
        List<Case> resolved =
                cases.stream().filter(one -> one.incident().resolvedAt != null).toList();
        List<RecoveryEntity> ended = cases.stream()
                .flatMap(one -> one.recoveries().stream())
                .filter(recovery -> recovery.endedAt != null)
                .toList();
        List<RepairEntity> repairs =
                cases.stream().flatMap(one -> one.repairs().stream()).toList();
        List<RepairEntity> verified =
                repairs.stream().filter(repair -> repair.verified != null).toList();
        return new FiguresView(
                incidents.size(),
                incidents.stream().filter(IncidentEntity::isOpen).count(),
                resolved.size(),
                incidents.stream()
                        .filter(incident -> incident.escalatedAt != null)
                        .count(),
                incidents.stream().filter(incident -> incident.reopened).count(),
                mean(incidents, incident -> Duration.between(incident.detectedAt, incident.openedAt)),
                mean(incidents, incident -> between(incident.openedAt, incident.acknowledgedAt)),
                mean(incidents, incident -> between(incident.detectedAt, incident.resolvedAt)),
                ended.size(),
                share(ended, recovery -> Boolean.TRUE.equals(recovery.recovered)),
                share(resolved, Statistics::automated),
                repairs.size(),
                share(verified, repair -> Boolean.TRUE.equals(repair.verified)));
    }

    /** Verified recovered by repairs that no person had a part in. */
    private static boolean automated(Case one) {
        return one.incident().escalatedAt == null
                && one.recoveries().stream().anyMatch(recovery -> Boolean.TRUE.equals(recovery.recovered))
                && one.repairs().stream().allMatch(repair -> repair.mode == Repair.Mode.AUTOMATIC);
    }

    private static @Nullable Duration between(Instant from, @Nullable Instant to) {
        return to == null ? null : Duration.between(from, to);
    }

    private static <T> @Nullable Duration mean(Collection<T> some, Function<T, @Nullable Duration> length) {
        List<Duration> lengths = some.stream()
                .map(length)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return lengths.isEmpty()
                ? null
                : Duration.ofMillis(Math.round(
                        lengths.stream().mapToLong(Duration::toMillis).average().orElseThrow()));
    }

    private static <T> @Nullable Double share(Collection<T> some, Predicate<T> those) {
        return some.isEmpty() ? null : (double) some.stream().filter(those).count() / some.size();
    }
}
