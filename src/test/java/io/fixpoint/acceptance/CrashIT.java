package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kill -9} while recoveries stand at every step, then a restart: each goes on, nothing whose end was recorded is
 * done again, what may or may not have been done is asked of a person, and no incident is lost or doubled.
 *
 * <p>Two rounds on each database; the documented soak runs twenty: {@code mvn verify -Dit.test=CrashIT -Dfixpoint.soak.rounds=20}.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("fixpoint.soak.rounds", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyRecoveryGoesOnAfterKillNine(ServedBy database) throws Exception {
        RecoveryRules.write(folder.resolve("rules"));
        Files.createDirectories(folder.resolve("data"));
        Random random = new Random(20261122);
        try (Platform platform = new Platform();
                ServerProcess server = database.set(new ServerProcess(folder))
                        .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                        .set("fixpoint.automation.mode", "AUTOMATIC")
                        .set("fixpoint.detection.tick", "PT0.2S")
                        .set("fixpoint.recovery.verify-every", "PT1S")
                        .set("fixpoint.recovery.verify-timeout", "PT2M")
                        .set("fixpoint.http.endpoints.control", platform.uri())
                        .start();
                Measurements measurements = new Measurements(platform, server)) {
            assertThat(measurements).isNotNull();
            for (int round = 1; round <= ROUNDS; round++) {
                killAndRecover(platform, server, round, random);
            }
            Replays.nothingDiffers(server);
        }
    }

    private static void killAndRecover(Platform platform, ServerProcess server, int round, Random random) {
        String unknown = "scale-unknown-" + round;
        String repeated = "repeated-" + round;
        String verifying = "verifying-" + round;
        String approving = "approve-" + round;
        String undoing = "scale-undoing-" + round;
        List<String> early = List.of("early-a-" + round, "early-b-" + round, "early-c-" + round);

        platform.breakDown(unknown, 1, "scale");
        platform.hold(unknown, "scale");
        platform.breakDown(repeated, 1, "restart");
        platform.hold(repeated, "restart");
        platform.breakDown(verifying, 1, "never");
        platform.breakDown(approving, 1, "restart");
        platform.breakDown(undoing, 2, "restart");
        platform.hold(undoing, "scale-back");

        eventually("the repair of " + unknown + " is under way", () -> platform.called(unknown, "scale"));
        eventually("the repair of " + repeated + " is under way", () -> platform.called(repeated, "restart"));
        eventually("the undo of " + undoing + " is under way", () -> platform.called(undoing, "scale-back"));
        eventually(
                verifying + " is being verified",
                () -> "VERIFY".equals(incident(server, verifying).getString("items[0].step")));
        eventually(
                approving + " waits for approval",
                () -> !tasks(server, approving).isEmpty());
        for (String service : early) {
            platform.breakDown(service, 1, "restart");
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(700)).toNanos());
        }

        server.kill();
        platform.release();
        platform.breakDown(verifying, 0, "never");
        server.start();

        eventually("the unknown outcome of " + unknown + " is asked", () -> stalled(server, unknown) != null);
        decide(server, unknown);
        if (stalledWithin(server, undoing)) {
            decide(server, undoing);
        }
        tasks(server, approving)
                .forEach(task -> server.request()
                        .body("{\"outcome\":\"approve\"}")
                        .post("/api/v1/tasks/" + task + "/complete")
                        .then()
                        .statusCode(204));

        for (String service : List.of(unknown, repeated, verifying, approving, undoing)) {
            resolvedOnce(server, service);
        }
        early.forEach(service -> resolvedOnce(server, service));

        assertThat(platform.calls(unknown))
                .as("an action with unknown outcome is not repeated")
                .hasSize(1);
        assertThat(platform.calls(verifying))
                .as("a finished action is not repeated")
                .hasSize(1);
        assertThat(platform.calls(repeated).stream().map(Platform.Call::key).distinct())
                .as("a repeatable action is repeated under the same key")
                .hasSize(1);
        Map<String, Long> scalings = platform.calls(undoing).stream()
                .collect(Collectors.groupingBy(Platform.Call::operation, Collectors.counting()));
        assertThat(scalings.get("scale"))
                .as("a finished action is not repeated")
                .isEqualTo(1);
        assertThat(scalings.get("scale-back")).as("an undo is not repeated").isEqualTo(1);
        List.of(unknown, repeated, verifying, approving, undoing).forEach(platform::forget);
        early.forEach(platform::forget);
    }

    private static void resolvedOnce(ServerProcess server, String service) {
        await(service + " to be resolved")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    JsonPath incidents = incident(server, service);
                    assertThat(incidents.getString("items[0].status"))
                            .as(service)
                            .isEqualTo("RESOLVED");
                    assertThat(incidents.getInt("total"))
                            .as("incidents of " + service)
                            .isEqualTo(1);
                });
    }

    /** A recovery of the service that waits for a person to say what became of its action, or null. */
    private static @Nullable String stalled(ServerProcess server, String service) {
        String id = incident(server, service).getString("items[0].id");
        JsonPath recoveries = server.request()
                .get("/api/v1/recoveries?state=STALLED&incidentId=" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        String recovery = recoveries.getString("items[0].id");
        if (recovery != null) {
            assertThat(server.request()
                            .get("/api/v1/recoveries/" + recovery)
                            .jsonPath()
                            .getBoolean("stalled[0].unknownOutcome"))
                    .isTrue();
        }
        return recovery;
    }

    private static boolean stalledWithin(ServerProcess server, String service) {
        String id = incident(server, service).getString("items[0].id");
        await(service + " to stall or to be resolved").atMost(PATIENCE).until(() -> {
            String status =
                    server.request().get("/api/v1/incidents/" + id).jsonPath().getString("status");
            return stalled(server, service) != null || status.equals("RESOLVED");
        });
        return stalled(server, service) != null;
    }

    private static void decide(ServerProcess server, String service) {
        server.request()
                .body("{\"unknownOutcome\":\"DONE\"}")
                .post("/api/v1/recoveries/" + stalled(server, service) + "/retry")
                .then()
                .statusCode(200);
    }

    private static List<String> tasks(ServerProcess server, String service) {
        String id = incident(server, service).getString("items[0].id");
        if (id == null) {
            return List.of();
        }
        return server.request().get("/api/v1/tasks?incidentId=" + id).jsonPath().getList("items.id", String.class);
    }

    private static JsonPath incident(ServerProcess server, String service) {
        return server.request()
                .get("/api/v1/incidents?service=" + service)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
