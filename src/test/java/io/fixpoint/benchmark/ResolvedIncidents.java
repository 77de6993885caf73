package io.fixpoint.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes so many copies of what a resolved incident and its recovery have left in a database. */
final class ResolvedIncidents {
    /** The columns that hold ids, by table; a copy has others. */
    private static final Map<String, Set<String>> IDS = Map.of(
            "incident", Set.of("id"),
            "incident_service", Set.of("incident"),
            "incident_timeline", Set.of("incident"),
            "incident_recovery", Set.of("recovery", "incident"),
            "decision", Set.of("decision_key", "incident"),
            "action_journal", Set.of("job_id", "execution_id", "recovery_id", "incident_id"),
            "act_hi_procinst", Set.of("id_", "proc_inst_id_", "business_key_", "root_proc_inst_id_"),
            "act_hi_actinst",
                    Set.of("id_", "proc_inst_id_", "execution_id_", "root_proc_inst_id_", "parent_act_inst_id_"),
            "act_hi_varinst", Set.of("id_", "proc_inst_id_", "execution_id_", "root_proc_inst_id_", "act_inst_id_"));

    private static final List<String> ORDER = List.of(
            "incident",
            "incident_service",
            "incident_timeline",
            "incident_recovery",
            "decision",
            "action_journal",
            "act_hi_procinst",
            "act_hi_actinst",
            "act_hi_varinst");

    /** Made by the database. */
    private static final Map<String, String> NUMBERS = Map.of("incident", "number", "incident_timeline", "id");

    private ResolvedIncidents() {}

    static void write(Connection connection, boolean postgresql, int copies) throws SQLException {
        String series = postgresql
                ? "generate_series(1, " + copies + ") as r(x)"
                : "(select x from system_range(1, " + copies + ")) r";
        try (Statement statement = connection.createStatement()) {
            String incident;
            String recovery;
            try (ResultSet row =
                    statement.executeQuery("select i.id, r.recovery from incident i join incident_recovery r"
                            + " on r.incident = i.id where i.status = 'RESOLVED' order by i.number limit 1")) {
                row.next();
                incident = row.getString(1);
                recovery = row.getString(2);
            }
            for (String table : ORDER) {
                Set<String> ids = IDS.getOrDefault(table, Set.of());
                List<String> columns = new ArrayList<>();
                List<String> values = new ArrayList<>();
                try (ResultSet row = statement.executeQuery("select * from " + table + " where 1 = 0")) {
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        String column = row.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT);
                        if (!column.equals(NUMBERS.get(table))) {
                            columns.add(column);
                            // As long as before: the end of it is a number.
                            values.add(
                                    ids.contains(column)
                                            ? "case when t." + column + " is not null then substring(t." + column
                                                    + " from 1 for length(t." + column
                                                    + ") - 7) || lpad(cast(x as varchar), 7, '0') end"
                                            : "t." + column);
                        }
                    }
                }
                String of = table.startsWith("act_hi")
                        ? "t.root_proc_inst_id_ = '" + recovery + "'"
                        : table.equals("incident") ? "t.id = '" + incident + "'" : of(table, incident);
                statement.execute("insert into " + table + " (" + String.join(", ", columns) + ") select "
                        + String.join(", ", values) + " from " + table + " t cross join " + series + " where " + of);
            }
            statement.execute("analyze");
        }
    }

    private static String of(String table, String incident) {
        return (table.equals("action_journal") ? "t.incident_id" : "t.incident") + " = '" + incident + "'";
    }
}
