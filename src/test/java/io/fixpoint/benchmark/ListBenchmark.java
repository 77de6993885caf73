package io.fixpoint.benchmark;

import io.fixpoint.factlog.TestPostgresql;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the lists of incidents and of human tasks take over HTTP, with so many rows of each in the database: filters, sorts,
 * pages far behind, searches.
 *
 * <p>Properties, with their defaults: {@code rows=1000000 times=200 databases=h2,postgresql heap=1g explain=false}. Of the
 * incidents, three in a thousand are open; of the tasks, all are. Incidents are of 1,000 services and 20 kinds.
 */
public final class ListBenchmark {
    private static final int ROWS = Integer.getInteger("rows", 1_000_000);
    private static final int TIMES = Integer.getInteger("times", 200);
    private static final int STEP = 100_000;
    private static final String PROCESS = "list-task";
    private static final String MODEL = """
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="http://example.org">
              <bpmn:process id="list-task" isExecutable="true">
                <bpmn:startEvent id="start" />
                <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="look" />
                <bpmn:userTask id="look" name="Look" camunda:candidateGroups="sre" />
                <bpmn:sequenceFlow id="b" sourceRef="look" targetRef="end" />
                <bpmn:endEvent id="end" />
              </bpmn:process>
            </bpmn:definitions>
            """;

    private static final List<String> LISTS = List.of(
            "incidents?size=50",
            "incidents?status=OPEN,RECOVERING,ESCALATED",
            "incidents?status=OPEN,RECOVERING,ESCALATED&sort=-severity",
            "incidents?status=RESOLVED",
            "incidents?status=RESOLVED&sort=-resolvedAt",
            "incidents?severity=CRITICAL,MAJOR",
            "incidents?sort=-severity",
            "incidents?sort=priority",
            "incidents?sort=status",
            "incidents?sort=title",
            "incidents?sort=-number",
            "incidents?service=service-%d",
            "incidents?service=service-%d&severity=CRITICAL&sort=-severity",
            "incidents?service=database&status=RESOLVED",
            "incidents?assignee=person-%d",
            "incidents?assignee=nobody",
            "incidents?q=service-%d",
            "incidents?q=latency",
            "incidents?q=nothing-has-this",
            "incidents?q=%23%d",
            "incidents?q=errors&status=OPEN",
            "incidents?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z",
            "tasks?size=50",
            "tasks?sort=dueAt",
            "tasks?sort=-priority",
            "tasks?group=group-%d",
            "tasks?group=sre&sort=dueAt",
            "tasks?group=group-%d&sort=dueAt",
            "tasks?assignee=person-%d",
            "tasks?overdue=true&sort=dueAt",
            "tasks?process=list-task&sort=dueAt",
            "tasks?mine=true&sort=dueAt");

    private ListBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        for (String database : System.getProperty("databases", "h2,postgresql").split(",", -1)) {
            boolean postgresql = database.equals("postgresql");
            String url = postgresql ? TestPostgresql.shared().newDatabase() : "";
            String[] settings = postgresql ? new String[] {"fixpoint.database.url", url} : new String[0];
            try (MeasuredServer server = new MeasuredServer(
                    List.of(FiveStepProcess.detection(), FiveStepProcess.triage()),
                    System.getProperty("heap", "1g"),
                    Map.of(PROCESS + ".bpmn", MODEL, FiveStepProcess.KEY + ".bpmn", FiveStepProcess.model()),
                    settings)) {
                server.send(server.request("/api/v1/recoveries")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"process\":\"" + PROCESS + "\"}"))
                        .build());
                server.stop();
                long from = System.nanoTime();
                String file = "jdbc:h2:file:" + server.data().resolve("database/fixpoint") + ";CACHE_SIZE=262144";
                try (Connection connection =
                        postgresql ? DriverManager.getConnection(url) : DriverManager.getConnection(file, "sa", "")) {
                    fill(connection, postgresql);
                }
                print("%s: %,d incidents and %,d tasks, written in %d s", database, ROWS, ROWS, seconds(from));
                server.restart();
                measure(server);
            }
        }
        System.exit(0);
    }

    private static void fill(Connection connection, boolean postgresql) throws SQLException {
        String time = postgresql
                ? "timestamp with time zone '2026-01-01 00:00:00+00' + x * interval '10 seconds'"
                : "dateadd(second, x * 10, timestamp with time zone '2026-01-01 00:00:00+00')";
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into incident_text (service, title, correlation_key, lowered)"
                    + " select 'service-' || mod(x, 1000), " + kind("x")
                    + " || ' on service-' || mod(x, 1000), 'service-' || mod(x, 1000) || '/' || " + kind("x")
                    + ", " + kind("x") + " || ' on service-' || mod(x, 1000) || ' | service-' || mod(x, 1000)"
                    + " from " + series(postgresql, 0, 19_999));
            for (int begin = 0; begin < ROWS; begin += STEP) {
                String rows = " from " + series(postgresql, begin, Math.min(ROWS, begin + STEP) - 1);
                statement.execute(
                        "insert into incident (id, version, title, status, severity, severity_found, priority,"
                                + " suppressed, reopened, service, correlation_key, opened_by, assignee, detected_at, opened_at,"
                                + " resolved_at, text_id) select 'incident-' || x, 0, " + kind("x")
                                + " || ' on service-' || mod(x, 1000),"
                                + " case when mod(x, 1000) < 3 then 'OPEN' when mod(x, 10) = 9 then 'CLOSED' else 'RESOLVED' end,"
                                + severity() + ", " + severity() + ", 'P' || (1 + mod(x, 5)), false, false,"
                                + " 'service-' || mod(x, 1000), 'service-' || mod(x, 1000) || '/' || " + kind("x")
                                + ", 'rule:open',"
                                + " case when mod(x, 20) = 0 then 'person-' || mod(x / 20, 500) end, " + time + ", "
                                + time + ","
                                + " case when mod(x, 1000) >= 3 then " + time + " end,"
                                + " (select min(id) from incident_text) + mod(x, 20000)" + rows);
                statement.execute("insert into incident_service (incident, service) select 'incident-' || x,"
                        + " 'service-' || mod(x, 1000)" + rows);
                statement.execute("insert into incident_service (incident, service) select 'incident-' || x,"
                        + " 'database'" + rows + " where mod(x, 10) = 1");
                statement.execute(
                        "insert into ACT_RU_TASK (ID_, REV_, EXECUTION_ID_, PROC_INST_ID_, PROC_DEF_ID_, NAME_,"
                                + " TASK_DEF_KEY_, PRIORITY_, CREATE_TIME_, SUSPENSION_STATE_) select 'task-' || x, 1,"
                                + " t.EXECUTION_ID_, t.PROC_INST_ID_, t.PROC_DEF_ID_, 'Look', 'look', 50, t.CREATE_TIME_, 1"
                                + rows
                                + " cross join (select * from ACT_RU_TASK where TASK_DEF_KEY_ = 'look' and ID_ not like 'task-%') t");
                statement.execute(
                        "insert into human_task (task, is_open, recovery, incident, process, element, assignee,"
                                + " priority, created_at, due_at) select 'task-' || x, true, 'recovery-' || x, 'incident-' || x,"
                                + " '" + PROCESS
                                + "', 'look', case when mod(x, 10) = 0 then 'person-' || mod(x / 10, 500) end,"
                                + " mod(x * 7, 100), " + time + ", " + time + rows);
                statement.execute("insert into human_task_candidate (kind, name, created_at, task) select 'GROUP',"
                        + " case when mod(x, 2) = 0 then 'sre' else 'group-' || mod(x, 500) end, " + time
                        + ", 'task-' || x" + rows);
            }
            statement.execute("analyze");
        }
    }

    private static String series(boolean postgresql, int from, int to) {
        return postgresql
                ? "generate_series(" + from + ", " + to + ") as r(x)"
                : "(select x from system_range(" + from + ", " + to + ")) r";
    }

    private static String kind(String of) {
        return "case mod(" + of + " / 1000, 20) when 0 then 'latency' when 1 then 'errors' when 2 then 'disk full'"
                + " else 'anomaly ' || mod(" + of + " / 1000, 20) end";
    }

    private static String severity() {
        return "case mod(x, 7) when 0 then 'CRITICAL' when 1 then 'MAJOR' when 2 then 'MAJOR' when 3 then 'MINOR'"
                + " else 'WARNING' end";
    }

    private static void measure(MeasuredServer server) throws InterruptedException {
        print("%-75s %8s %8s %8s", "", "p50", "p99", "most");
        for (String list : LISTS) {
            measure(server, list, list);
        }
        measureDeep(server, "incidents?size=50");
        measureDeep(server, "incidents?status=RESOLVED&sort=-resolvedAt");
        measureDeep(server, "incidents?sort=-severity");
        measureDeep(server, "tasks?sort=dueAt");
        measureDeep(server, "tasks?group=sre&sort=dueAt");
    }

    /** Reads on by the cursor, five hundred rows a page, and measures behind there. */
    private static void measureDeep(MeasuredServer server, String list) throws InterruptedException {
        Pattern next = Pattern.compile("\"next\":\"([^\"]+)\"");
        String cursor = "";
        for (int page = 0; page < 100; page++) {
            Matcher found = next.matcher(server.get("/api/v1/" + list.replace("size=50", "") + "&size=500" + cursor));
            if (!found.find()) {
                return;
            }
            cursor = "&cursor=" + URLEncoder.encode(found.group(1), StandardCharsets.UTF_8);
        }
        measure(server, list + " behind 50,000", list + cursor);
    }

    private static void measure(MeasuredServer server, String name, String list) throws InterruptedException {
        long[] took = new long[TIMES];
        for (int i = -TIMES / 4; i < TIMES; i++) {
            String path = list.replace("%d", String.valueOf(Math.floorMod(i * 37 + 1, 499)));
            long from = System.nanoTime();
            String page = server.get("/api/v1/" + path);
            if (i >= 0) {
                took[i] = System.nanoTime() - from;
            }
            if (page.isEmpty()) {
                throw new IllegalStateException("no page");
            }
        }
        Arrays.sort(took);
        print(
                "%-75s %8.1f %8.1f %8.1f ms",
                name, took[TIMES / 2] / 1e6, took[TIMES * 99 / 100] / 1e6, took[TIMES - 1] / 1e6);
    }

    private static long seconds(long from) {
        return (System.nanoTime() - from) / 1_000_000_000;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
