package io.fixpoint.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of the incidents of a time; {@code src/docs/statistics.md} defines them. */
final class Statistics {
    private Statistics() {}

    /** What sums are kept by. */
    enum Grouping {
        ALL,
        SERVICE,
        SEVERITY,
        RULE,
        PROCESS,
        /** A process and its version: {@code recovery:3}. */
        VERSION,
        REPAIR
    }

    /** What the figures can be grouped by. */
    enum By {
        SERVICE(Grouping.SERVICE),
        SEVERITY(Grouping.SEVERITY),
        PROCESS(Grouping.PROCESS),
        RULE(Grouping.RULE),
        REPAIR(Grouping.REPAIR);

        private final Grouping grouping;

        By(Grouping grouping) {
            this.grouping = grouping;
        }

        Grouping grouping() {
            return grouping;
        }
    }

    /** Figures as sums, in the order of {@link FigureSql#COLUMNS}. */
    static final class Sums {
        private final long[] values;

        Sums(long[] values) {
            this.values = values.clone();
        }

        Sums plus(Sums other) {
            long[] sums = values.clone();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += other.values[i];
            }
            return new Sums(sums);
        }

        private long of(String column) {
            return values[FigureSql.COLUMNS.indexOf(column)];
        }

        private @Nullable Duration mean(String milliseconds, String count) {
            long over = of(count);
            return over == 0 ? null : Duration.ofMillis(Math.round((double) of(milliseconds) / over));
        }

        private @Nullable Double share(String some, String all) {
            return of(all) == 0 ? null : (double) of(some) / of(all);
        }

        FiguresView view() {
            return new FiguresView(
                    of("incidents"),
                    of("unresolved"),
                    of("resolved"),
                    of("escalated"),
                    of("reopened"),
                    mean("detected_ms", "incidents"),
                    mean("acknowledged_ms", "acknowledged"),
                    mean("restored_ms", "resolved"),
                    of("recoveries"),
                    share("recovered", "recoveries"),
                    share("automated", "resolved"),
                    of("repairs"),
                    share("helped", "verified"));
        }
    }

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

    /** The figures of one version of a process. */
    record VersionView(int version, FiguresView figures) {}

    /** The figures of the incidents that were opened in a part of the time. */
    record SpanView(Instant from, Instant to, FiguresView figures) {}

    /** @param versions of a process, the latest first; empty for other groups */
    record GroupView(String key, FiguresView figures, List<VersionView> versions) {}

    record StatisticsView(
            @Nullable Instant from,
            @Nullable Instant to,
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
            @Nullable Double repairSuccessRate,
            @Nullable String by,
            List<GroupView> groups,
            List<SpanView> times) {}

    /**
     * Puts the figures together.
     *
     * @param all of all incidents
     * @param grouped by name of the group
     * @param versions by process and version; empty unless they are asked for
     * @param times the figures over time; empty unless they are asked for
     */
    static StatisticsView of(
            @Nullable Instant from,
            @Nullable Instant to,
            Sums all,
            @Nullable By by,
            Map<String, Sums> grouped,
            Map<String, Sums> versions,
            List<SpanView> times) {
        FiguresView figures = all.view();
        Map<String, List<VersionView>> versionsOf = versions(versions);
        List<GroupView> groups = new ArrayList<>();
        grouped.forEach(
                (key, sums) -> groups.add(new GroupView(key, sums.view(), versionsOf.getOrDefault(key, List.of()))));
        return new StatisticsView(
                from,
                to,
                figures.incidents(),
                figures.open(),
                figures.resolved(),
                figures.escalated(),
                figures.reopened(),
                figures.mttd(),
                figures.mtta(),
                figures.mttr(),
                figures.recoveries(),
                figures.recoverySuccessRate(),
                figures.automatedShare(),
                figures.repairs(),
                figures.repairSuccessRate(),
                by == null ? null : by.name().toLowerCase(Locale.ROOT),
                groups,
                times);
    }

    private static Map<String, List<VersionView>> versions(Map<String, Sums> sums) {
        Map<String, List<VersionView>> versions = new TreeMap<>();
        sums.forEach((name, of) -> {
            int colon = name.lastIndexOf(':');
            versions.computeIfAbsent(name.substring(0, colon), process -> new ArrayList<>())
                    .add(new VersionView(Integer.parseInt(name.substring(colon + 1)), of.view()));
        });
        versions.values().forEach(of -> of.sort((one, other) -> Integer.compare(other.version(), one.version())));
        return versions;
    }
}
