package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fixpoint.factlog.TestPostgresql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with a PostgreSQL: each is told in words at the start, and an outage later costs no fact. */
class PostgresqlIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "rosebud-4711";

    @TempDir
    Path folder;

    @Test
    void whatIsWrongAtTheStartIsToldAndAnOutageLosesNothing() throws Exception {
        RecoveryRules.write(folder.resolve("rules"));
        try (TestPostgresql postgresql = TestPostgresql.in(folder.resolve("postgresql"));
                Platform platform = new Platform()) {
            postgresql.newUser("fixpoint", SECRET);
            postgresql.execute("postgres", "create database incidents owner fixpoint");
            ServerProcess server = new ServerProcess(folder)
                    .set("fixpoint.database.url", postgresql.urlWithoutUser("incidents"))
                    .set("fixpoint.database.user", "fixpoint")
                    .set("fixpoint.database.password", SECRET)
                    .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                    .set("fixpoint.automation.mode", "AUTOMATIC")
                    .set("fixpoint.detection.tick", "PT0.2S")
                    .set("fixpoint.recovery.verify-every", "PT1S")
                    .set("fixpoint.http.endpoints.control", platform.uri());

            server.set("fixpoint.database.password", SECRET + "-wrong");
            refuses(server, "refuses the user or the password; check fixpoint.database.user");
            server.set("fixpoint.database.password", SECRET);
            server.set("fixpoint.database.url", postgresql.urlWithoutUser("elsewhere"));
            refuses(server, "There is no such database: jdbc:postgresql://127.0.0.1");
            server.set(
                    "fixpoint.database.url", "jdbc:postgresql://127.0.0.1:" + ServerProcess.freePort() + "/incidents");
            refuses(server, "cannot be reached. Check that it runs");
            server.set("fixpoint.database.url", postgresql.urlWithoutUser("incidents"));

            try (server;
                    Measurements measurements = new Measurements(platform, server)) {
                server.start();
                assertThat(measurements).isNotNull();
                platform.breakDown("before", 1, "restart");
                resolved(server, "before");

                platform.breakDown("scale-held", 1, "scale");
                platform.hold("scale-held", "scale");
                eventually("the repair to be under way", () -> platform.called("scale-held", "scale"));
                postgresql.stop();
                eventually("the outage to be told", () -> waitsFor(server).contains("database"));
                platform.breakDown("meanwhile", 1, "restart");
                server.post("{\"type\":\"sample\",\"service\":\"meanwhile\",\"metric\":\"broken\",\"value\":1}");
                platform.release();
                postgresql.start();
                eventually(
                        "the server to be ready again", () -> waitsFor(server).isEmpty());
                resolved(server, "meanwhile");
                resolved(server, "scale-held");
                assertThat(platform.calls("scale-held"))
                        .as("an action that ended during the outage is neither repeated nor asked about")
                        .hasSize(1);
            }

            postgresql.execute(
                    "incidents",
                    "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                            + " installed_by, execution_time, success) values (9999, '9999', 'of the future', 'SQL',"
                            + " 'V9999__of_the_future.sql', 1, 'fixpoint', 1, true)");
            refuses(server, "those of a newer Fixpoint (migration 9999, of the future)");
            assertThat(server.output()).doesNotContain(SECRET);
        }
    }

    private static void refuses(ServerProcess server, String because) throws Exception {
        long from = Files.exists(server.log()) ? server.output().length() : 0;
        assertThat(server.startAndFail()).isEqualTo(1);
        assertThat(server.output().substring((int) from))
                .contains("Fixpoint cannot start the database: ")
                .contains(because)
                .doesNotContain("\tat ");
    }

    private static void resolved(ServerProcess server, String service) {
        eventually(service + " to be resolved", () -> {
            io.restassured.response.Response incidents = server.request().get("/api/v1/incidents?service=" + service);
            return incidents.statusCode() == 200
                    && incidents.jsonPath().getInt("total") == 1
                    && "RESOLVED".equals(incidents.jsonPath().getString("items[0].status"));
        });
    }

    /** What readiness says is waited for; empty if it is ready. */
    private static String waitsFor(ServerProcess server) {
        io.restassured.response.Response ready = server.request().get("/q/health/ready");
        return ready.statusCode() == 200 ? "" : ready.asString();
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
    }
}
