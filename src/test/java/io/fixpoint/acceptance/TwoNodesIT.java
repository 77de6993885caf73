package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fixpoint.factlog.TestPostgresql;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one PostgreSQL: the one that leads is killed in the middle of repairs, the other finishes them within
 * half a minute, none twice, and finds new faults; the killed one comes back and joins.
 */
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void theOtherFinishesWhatTheKilledOneHadBegun() throws Exception {
        RecoveryRules.write(folder.resolve("rules"));
        String database = TestPostgresql.shared().newDatabase();
        try (Platform platform = new Platform();
                ServerProcess one = server("one", database, platform);
                ServerProcess two = server("two", database, platform)) {
            CompletableFuture<?> other = CompletableFuture.runAsync(two::start);
            one.start();
            other.join();
            eventually("one of both to lead", () -> leads(one) != leads(two));
            try (Measurements measurements = new Measurements(platform, one, two)) {
                assertThat(measurements).isNotNull();
                ServerProcess leader = leads(one) ? one : two;
                ServerProcess follower = leader == one ? two : one;
                whatOneChangesTheOtherKnows(leader, follower);
                List<String> services = beginRecoveries(platform, follower);

                leader.kill();
                Instant killed = Instant.now();
                platform.release();
                for (String service : services) {
                    resolvedOnce(follower, service, TAKEN_OVER_WITHIN.minus(Duration.between(killed, Instant.now())));
                }
                noneTwice(platform, services);
                assertThat(leads(follower)).isTrue();
                platform.breakDown("afterwards", 1, "restart");
                resolvedOnce(follower, "afterwards", PATIENCE);

                leader.start();
                assertThat(leads(leader)).as("who comes back follows").isFalse();
                platform.breakDown("together", 1, "restart");
                resolvedOnce(leader, "together", PATIENCE);
                follower.kill();
                platform.breakDown("once-more", 1, "restart");
                resolvedOnce(leader, "once-more", PATIENCE);
                assertThat(incidents(leader, "").getInt("total")).isEqualTo(services.size() + 3);
            }
        }
    }

    private ServerProcess server(String name, String database, Platform platform) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        return new ServerProcess(own)
                .set("fixpoint.database.url", database)
                .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                .set("fixpoint.automation.mode", "AUTOMATIC")
                .set("fixpoint.detection.tick", "PT0.2S")
                .set("fixpoint.recovery.verify-every", "PT1S")
                .set("fixpoint.http.endpoints.control", platform.uri());
    }

    /** Recoveries that wait for the answer to their repair, on whichever server, and one that verifies a finished one. */
    private static List<String> beginRecoveries(Platform platform, ServerProcess server) {
        List<String> services = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            String service = "held-" + i;
            platform.breakDown(service, 1, "restart");
            platform.hold(service, "restart");
            services.add(service);
        }
        platform.breakDown("scale-verifying", 1, "never");
        services.add("scale-verifying");
        for (String service : services) {
            String operation = service.startsWith("scale") ? "scale" : "restart";
            eventually("the repair of " + service + " is under way", () -> platform.called(service, operation));
        }
        eventually(
                "it is verified",
                () -> "VERIFY".equals(incidents(server, "scale-verifying").getString("items[0].step")));
        platform.breakDown("scale-verifying", 0, "never");
        return services;
    }

    private static void noneTwice(Platform platform, List<String> services) {
        for (String service : services) {
            assertThat(platform.calls(service).stream().map(Platform.Call::key).distinct())
                    .as("actions on " + service)
                    .hasSize(1);
        }
        assertThat(platform.calls("scale-verifying"))
                .as("an action whose result was recorded does not run again")
                .hasSize(1);
    }

    private static void whatOneChangesTheOtherKnows(ServerProcess leader, ServerProcess follower) throws Exception {
        follower.request()
                .body(Map.of(
                        "services",
                        List.of(Map.of("name", "known-to-both", "criticality", "HIGH")),
                        "dependencies",
                        List.of()))
                .put("/api/v1/topology")
                .then()
                .statusCode(200);
        follower.request()
                .body("{\"mode\":\"AUTOMATIC\",\"service\":\"known-to-both\",\"reason\":\"both know\"}")
                .put("/api/v1/automation")
                .then()
                .statusCode(200);
        eventually(
                "the topology to be known",
                () -> leader.request().get("/api/v1/topology").asString().contains("known-to-both"));
        eventually(
                "the switch to be known",
                () -> leader.request().get("/api/v1/automation").asString().contains("both know"));
    }

    private static boolean leads(ServerProcess server) {
        Response ready = server.request().get("/q/health/ready");
        return ready.statusCode() == 200
                && ready.asString().replaceAll("\\s", "").contains("\"leads\":true");
    }

    private static void resolvedOnce(ServerProcess server, String service, Duration within) {
        await(service + " to be resolved")
                .atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    JsonPath incidents = incidents(server, service);
                    assertThat(incidents.getString("items[0].status")).isEqualTo("RESOLVED");
                    assertThat(incidents.getInt("total")).isEqualTo(1);
                });
    }

    private static JsonPath incidents(ServerProcess server, String service) {
        return server.request()
                .get("/api/v1/incidents" + (service.isEmpty() ? "" : "?service=" + service))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
    }
}
