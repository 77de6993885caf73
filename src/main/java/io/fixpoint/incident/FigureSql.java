package io.fixpoint.incident;

import io.fixpoint.incident.Statistics.Grouping;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The SQL that counts incidents opened in {@code [:from, :to)}, for H2 and PostgreSQL alike. Every figure is a sum or a
 * count, so that what was counted of two times can be added. A row has the name of its group and then {@link #COLUMNS}.
 */
final class FigureSql {
    /** The figures, in the order in which they are selected. */
    static final List<String> COLUMNS = List.of(
            "incidents",
            "unresolved",
            "resolved",
            "escalated",
            "reopened",
            "automated",
            "detected_ms",
            "acknowledged",
            "acknowledged_ms",
            "restored_ms",
            "recoveries",
            "recovered",
            "repairs",
            "verified",
            "helped");

    private static final String OPENED = " i.opened_at >= :from and i.opened_at < :to";

    /** Put right by a verified recovery, never escalated, with every repair in mode AUTOMATIC. */
    private static final String AUTOMATED = flag("i.resolved_at is not null and i.escalated_at is null"
            + " and exists (select 1 from incident_recovery d where d.incident = i.id and d.recovered = true)"
            + " and not exists (select 1 from repair_attempt b where b.incident = i.id and b.mode <> 'AUTOMATIC')");

    private static final Map<String, String> OF_INCIDENT = Map.of(
            "incidents", "1",
            "unresolved", flag("i.status in ('OPEN', 'RECOVERING', 'ESCALATED')"),
            "resolved", flag("i.resolved_at is not null"),
            "escalated", flag("i.escalated_at is not null"),
            "reopened", flag("i.reopened = true"),
            "automated", AUTOMATED,
            "detected_ms", milliseconds("i.detected_at", "i.opened_at"),
            "acknowledged", flag("i.acknowledged_at is not null"),
            "acknowledged_ms", "coalesce(" + milliseconds("i.opened_at", "i.acknowledged_at") + ", 0)",
            "restored_ms", "coalesce(" + milliseconds("i.detected_at", "i.resolved_at") + ", 0)");

    private static final Map<String, String> OF_RECOVERY =
            Map.of("recoveries", "1", "recovered", flag("r.recovered = true"));

    private static final Map<String, String> OF_REPAIR =
            Map.of("repairs", "1", "verified", flag("a.verified is not null"), "helped", flag("a.verified = true"));

    private static final String RECOVERIES = " from incident i join incident_recovery r on r.incident = i.id";
    private static final String REPAIRS = " from incident i join repair_attempt a on a.incident = i.id";
    private static final String ENDED = " and r.ended_at is not null and r.waiting = false";
    private static final String RUN_OF_REPAIR = REPAIRS + " join incident_recovery r on r.recovery = a.recovery";
    private static final String VERSION = "concat(r.process, ':', r.version)";

    private FigureSql() {}

    private static String flag(String condition) {
        return "case when " + condition + " then 1 else 0 end";
    }

    private static String milliseconds(String from, String to) {
        return "cast((extract(epoch from " + to + ") - extract(epoch from " + from + ")) * 1000 as bigint)";
    }

    /** The hour that an incident was opened in. */
    static String hour(String column) {
        return "cast(floor(extract(epoch from " + column + ") / 3600) as bigint)";
    }

    /** Counts the rows themselves: the name of the group, then the figures. */
    static String counted(Grouping grouping) {
        String sums = COLUMNS.stream()
                .map(column -> "sum(" + column + ") as " + column)
                .collect(Collectors.joining(", "));
        return "select name, " + sums + " from (" + rows(grouping) + ") counted group by name";
    }

    private static String rows(Grouping grouping) {
        return switch (grouping) {
            case ALL -> byIncident("cast('' as varchar(500))");
            case SERVICE -> byIncident("i.service");
            case SEVERITY -> byIncident("i.severity");
            case RULE -> byIncident("i.opened_by");
            case PROCESS -> byRecovery("r.process", "");
            case VERSION -> byRecovery(VERSION, " and r.version is not null");
            case REPAIR -> byRepair();
        };
    }

    private static String byIncident(String name) {
        return select(name, OF_INCIDENT) + " from incident i where" + OPENED
                + " union all " + select(name, OF_RECOVERY) + RECOVERIES + " where" + OPENED + ENDED
                + " union all " + select(name, OF_REPAIR) + REPAIRS + " where" + OPENED;
    }

    private static String byRecovery(String name, String condition) {
        return select("g.name", OF_INCIDENT) + " from (select distinct i.id, " + name + " as name" + RECOVERIES
                + " where" + OPENED + " and r.waiting = false" + condition + ") g join incident i on i.id = g.id"
                + " union all " + select(name, OF_RECOVERY) + RECOVERIES + " where" + OPENED + ENDED + condition
                + " union all " + select(name, OF_REPAIR) + RUN_OF_REPAIR + " where" + OPENED + condition;
    }

    private static String byRepair() {
        return select("g.name", OF_INCIDENT) + " from (select distinct i.id, a.name" + REPAIRS + " where" + OPENED
                + ") g join incident i on i.id = g.id"
                + " union all " + select("g.name", OF_RECOVERY)
                + " from (select distinct a.name, a.recovery" + REPAIRS + " where" + OPENED
                + ") g join incident_recovery r on r.recovery = g.recovery where r.ended_at is not null"
                + " union all " + select("a.name", OF_REPAIR) + REPAIRS + " where" + OPENED;
    }

    private static String select(String name, Map<String, String> values) {
        return COLUMNS.stream()
                .map(column -> values.getOrDefault(column, "0") + " as " + column)
                .collect(Collectors.joining(", ", "select " + name + " as name, ", ""));
    }

    /** Adds up the figures of whole hours from {@code :first} to before {@code :last}, without those in {@code :but}. */
    static String added(boolean but) {
        String sums = COLUMNS.stream().map(column -> "sum(" + column + ")").collect(Collectors.joining(", "));
        return "select name, " + sums + " from figures where grouping_by = :grouping and opened_hour >= :first"
                + " and opened_hour < :last" + (but ? " and opened_hour not in (:but)" : "") + " group by name";
    }

    /** Writes the figures of the hour {@code :hour}, which is {@code [:from, :to)}. */
    static String written(Grouping grouping) {
        return "insert into figures (opened_hour, grouping_by, name, " + String.join(", ", COLUMNS) + ") select "
                + "cast(:hour as bigint), '" + grouping + "', c.name, "
                + COLUMNS.stream().map(column -> "c." + column).collect(Collectors.joining(", "))
                + " from (" + counted(grouping) + ") c";
    }
}
