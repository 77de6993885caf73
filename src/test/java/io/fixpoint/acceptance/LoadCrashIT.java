package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fixpoint.acceptance.CrashStream.Fed;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.EmbeddedFactLog;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.TestFactLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments while several connections post as fast as facts are taken: every acknowledged fact is in
 * the log, once if it has an id, and the episodes and incidents are those of a server that was never killed, to the
 * microsecond of event time. Of three restarts one finds the latest checkpoint damaged, and one finds none.
 *
 * <p>What is compared, and why both must agree although one of them was down, is told in {@link CrashStream}.
 *
 * <p>Three rounds; the documented soak runs twenty: {@code mvn verify -Dit.test=LoadCrashIT -Dfixpoint.soak.rounds=20}. The
 * seed is printed; {@code -Dfixpoint.soak.seed=…} repeats the stream and the moments, as far as they are not the machine's.
 */
class LoadCrashIT {
    private static final int ROUNDS = Integer.getInteger("fixpoint.soak.rounds", 3);
    private static final long SEED = Long.getLong("fixpoint.soak.seed", System.nanoTime());
    private static final int BLOCKS_A_ROUND = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CHECKPOINT = ".checkpoint";
    private static final Pattern LAG = Pattern.compile("(?m)^fixpoint_detection_lag_records(?:\\{[^}]*})? 0\\.0$");

    @TempDir
    Path folder;

    /** What a stream came to: lists, since each is there once. */
    private record Outcome(List<String> episodes, List<String> incidents) {}

    @Test
    void nothingIsLostAndNothingIsTwice() throws Exception {
        System.out.printf("LoadCrashIT: -Dfixpoint.soak.seed=%d -Dfixpoint.soak.rounds=%d%n", SEED, ROUNDS);
        Random random = new Random(SEED);
        CrashStream stream = new CrashStream(ROUNDS * BLOCKS_A_ROUND, random);
        Outcome undisturbed = undisturbed(stream);

        Path data;
        StreamSenders senders;
        try (ServerProcess server = server(stream, "load-killed")) {
            data = folder.resolve("load-killed").resolve("data");
            try (StreamSenders started = new StreamSenders(stream, server).start()) {
                senders = started;
                for (int round = 0; round < ROUNDS; round++) {
                    killAndRestart(server, data.resolve("checkpoints"), senders, moment(stream, round, random), round);
                }
                senders.join();
                assertThat(senders.unanswered())
                        .as("requests without an answer")
                        .isPositive();
            }
            sameAs(undisturbed, server);
        }
        theLogHas(stream, senders, data);
    }

    /** After so many acknowledged requests a round ends: at any time of its part of the stream but the last tenth. */
    private static int moment(CrashStream stream, int round, Random random) {
        double part = (round + 0.1 + 0.8 * random.nextDouble()) / ROUNDS;
        return (int) (part * stream.requests());
    }

    private ServerProcess server(CrashStream stream, String name) throws IOException {
        Path own = folder.resolve(name);
        for (Map.Entry<String, String> file : CrashStream.rules().entrySet()) {
            Path path = own.resolve("rules").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.createDirectories(own.resolve("processes"));
        return new ServerProcess(own)
                .set("fixpoint.rules.dir", own.resolve("rules").toString())
                .set("fixpoint.processes.dir", own.resolve("processes").toString())
                .set("fixpoint.facts.retention", stream.length().plusDays(2).toString())
                .set("fixpoint.detection.checkpoint-every", "PT1S")
                .start();
    }

    private Outcome undisturbed(CrashStream stream) throws IOException {
        try (ServerProcess server = server(stream, "load-undisturbed")) {
            try (StreamSenders senders = new StreamSenders(stream, server).start()) {
                senders.join();
                assertThat(senders.unanswered())
                        .as("requests without an answer")
                        .isZero();
            }
            await("everything to be processed")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isSettled(server));
            Outcome outcome = outcome(server);
            for (String kind : List.of("deep of ", "busy of ", "fast of ", "alert of ", "silent of ")) {
                assertThat(outcome.episodes())
                        .as("episodes " + kind)
                        .anyMatch(episode -> episode.startsWith(kind) && episode.contains("incident " + kind));
            }
            assertThat(outcome.episodes())
                    .as("episodes that were too short to fire")
                    .anyMatch(episode -> episode.contains("never fired"));
            assertThat(outcome.incidents()).hasSizeGreaterThan(20 * ROUNDS);
            return outcome;
        }
    }

    private static boolean isSettled(ServerProcess server) {
        return LAG.matcher(server.request().get("/q/metrics").asString()).find()
                && total(server, "/api/v1/anomalies?size=1&status=PENDING") == 0
                && total(server, "/api/v1/anomalies?size=1&status=FIRING") == 0
                && outcome(server).episodes().stream()
                        .allMatch(episode -> episode.contains("never fired") || episode.contains("incident "))
                && outcome(server).incidents().stream().allMatch(incident -> incident.endsWith("RESOLVED"));
    }

    private static void killAndRestart(
            ServerProcess server, Path checkpoints, StreamSenders senders, int moment, int round) throws IOException {
        boolean losesCheckpoint = round % 3 != 0;
        await("the moment of the kill")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> senders.acknowledged() >= moment && !(losesCheckpoint && latest(checkpoints) == null));
        server.kill();
        Path latest = latest(checkpoints);
        if (round % 3 == 1) {
            damage(Objects.requireNonNull(latest));
        } else if (round % 3 == 2) {
            remove(checkpoints);
        }
        server.start();
        if (round % 3 == 1) {
            assertThat(server.output()).contains("The checkpoint " + latest + " cannot be read");
        }
    }

    private static @Nullable Path latest(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return null;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.filter(file -> file.toString().endsWith(CHECKPOINT))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
    }

    private static void remove(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.list(checkpoints)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(checkpoints);
    }

    private static void sameAs(Outcome undisturbed, ServerProcess server) {
        await("the outcome of the undisturbed run; the log of the server is " + server.log())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isSettled(server));
        Outcome outcome = outcome(server);
        assertThat(outcome.episodes()).containsExactlyInAnyOrderElementsOf(undisturbed.episodes());
        assertThat(outcome.incidents()).containsExactlyInAnyOrderElementsOf(undisturbed.incidents());
    }

    private static Outcome outcome(ServerProcess server) {
        List<Map<String, Object>> incidents = all(server, "/api/v1/incidents");
        Map<String, String> keys = new HashMap<>();
        incidents.forEach(incident -> keys.put(String.valueOf(incident.get("id")), key(incident)));
        return new Outcome(
                all(server, "/api/v1/anomalies").stream()
                        .map(episode -> episode(episode, keys))
                        .toList(),
                incidents.stream()
                        .map(incident -> key(incident) + " of " + incident.get("services") + ' '
                                + incident.get("severity") + ' ' + incident.get("status"))
                        .toList());
    }

    private static String key(Map<String, Object> incident) {
        return String.valueOf(incident.get("correlationKey"));
    }

    private static String episode(Map<String, Object> episode, Map<String, String> incidents) {
        Object incident = episode.get("incidentId");
        return "%s of %s/%s %s since %s, %s, %s at %s by %s, %s"
                .formatted(
                        episode.get("name"),
                        episode.get("service"),
                        episode.get("instance"),
                        episode.get("labels"),
                        episode.get("startedAt"),
                        episode.get("firingAt") == null ? "never fired" : "firing at " + episode.get("firingAt"),
                        episode.get("status"),
                        episode.get("clearedAt"),
                        episode.get("clearedBy"),
                        incident == null ? "" : "incident " + incidents.get(String.valueOf(incident)));
    }

    private static List<Map<String, Object>> all(ServerProcess server, String path) {
        List<Map<String, Object>> items = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = server.request()
                    .get(path + "?size=500" + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            items.addAll(page.getList("items"));
            cursor = page.getString("next");
        } while (cursor != null);
        return items;
    }

    private static int total(ServerProcess server, String path) {
        return server.request()
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getInt("total");
    }

    /** All that was acknowledged, which in the end is everything, with its values. */
    private static void theLogHas(CrashStream stream, StreamSenders senders, Path data) throws Exception {
        Map<String, Fed> services =
                CrashStream.services().stream().collect(Collectors.toMap(Fed::name, service -> service));
        Map<Fed, int[][]> counts = new HashMap<>();
        services.values().forEach(fed -> counts.put(fed, new int[stream.steps()][fed.series()]));
        Map<String, Integer> others = new HashMap<>();
        int starts = 0;
        EmbeddedFactLog log = TestFactLog.in(data, Clock.systemUTC(), Map.of(), new SimpleMeterRegistry());
        try {
            List<LogRecord> records = log.read(FactLog.START, 500);
            while (!records.isEmpty()) {
                for (LogRecord record : records) {
                    starts += record.kind() == LogRecord.Kind.START ? 1 : 0;
                    record.facts().forEach(fact -> count(stream, services, counts, fact));
                    record.facts().stream()
                            .filter(fact -> services.containsKey(fact.service()) && !(fact instanceof Fact.Sample))
                            .forEach(fact -> others.merge(String.valueOf(fact.id()), 1, Integer::sum));
                }
                records = log.read(records.get(records.size() - 1).position(), 500);
            }
        } finally {
            log.close();
        }
        assertThat(starts).as("starts of the server").isEqualTo(ROUNDS + 1);
        System.out.printf(
                "LoadCrashIT: %d requests, %d times unanswered; of %d samples the log has %d%n",
                stream.requests(), senders.unanswered(), samples(counts, count -> 1), samples(counts, count -> count));
        List<String> wrong = new ArrayList<>();
        counts.forEach((fed, ofSteps) -> {
            for (int step = 0; step < ofSteps.length; step++) {
                int most = fed.format().hasIds() ? 1 : 1 + senders.unanswered(fed, step);
                List<String> ofStep = wrong(ofSteps[step], most);
                if (!ofStep.isEmpty()) {
                    wrong.add("%s in step %d: %d samples, the first %s"
                            .formatted(fed.name(), step, ofStep.size(), ofStep.get(0)));
                }
            }
        });
        assertThat(wrong).isEmpty();
        hasHeartbeatsAndAlerts(stream, others);
    }

    /** Each heartbeat once; an alert is logged again each time that it is sent. */
    private static void hasHeartbeatsAndAlerts(CrashStream stream, Map<String, Integer> logged) {
        Map<String, Integer> alerts = new HashMap<>();
        Map<String, Integer> heartbeats = new HashMap<>();
        for (Fed fed : CrashStream.services()) {
            for (int step = 0; step < stream.steps(); step++) {
                String alert = CrashStream.alert(fed, step);
                if (alert != null) {
                    alerts.merge(alert, 1, Integer::sum);
                }
                String heartbeat = CrashStream.heartbeat(fed, step);
                if (heartbeat != null) {
                    heartbeats.put(heartbeat, 1);
                }
            }
        }
        assertThat(logged).containsAllEntriesOf(heartbeats).hasSize(heartbeats.size() + alerts.size());
        alerts.forEach((alert, sent) ->
                assertThat(logged.getOrDefault(alert, 0)).as(alert).isGreaterThanOrEqualTo(sent));
    }

    private static List<String> wrong(int[] counts, int most) {
        return IntStream.range(0, counts.length)
                .filter(series -> counts[series] < 1 || counts[series] > most)
                .mapToObj(series -> CrashStream.instance(series) + ' ' + counts[series] + " times")
                .toList();
    }

    private static long samples(Map<Fed, int[][]> counts, IntUnaryOperator of) {
        return counts.values().stream()
                .flatMap(Arrays::stream)
                .flatMapToInt(Arrays::stream)
                .map(of)
                .asLongStream()
                .sum();
    }

    private static void count(CrashStream stream, Map<String, Fed> services, Map<Fed, int[][]> counts, Fact fact) {
        Fed fed = services.get(fact.service());
        if (fed != null && fact instanceof Fact.Sample sample) {
            int step = stream.step(sample.time());
            int series = CrashStream.series(String.valueOf(sample.instance()));
            assertThat(new CrashStream.Sample(sample.metric(), sample.value()))
                    .isEqualTo(stream.sample(fed, step, series));
            Objects.requireNonNull(counts.get(fed))[step][series]++;
        }
    }
}
