package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.SampleWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start from a checkpoint and the log after it is as good as one from the whole log. */
class CheckpointsTest {
    private static final String RULES = """
            rule "rising" when $s : Series( metric == "jobs", mean1h > 10, increase("30m") > 5.0 )
            then insertLogical( Anomaly.of("rising", $s).pendingFor("2m") ); end
            rule "silent" when $h : Heartbeat( missing )
            then insertLogical( Anomaly.of("silent", $h) ); end
            rule "alert" when $a : Alert( firing )
            then insertLogical( Anomaly.of("alert", $a) ); end
            """;
    private static final String MORE = """
            rule "spread" when $s : Series( metric == "jobs", p95_1h > 40 )
            then insertLogical( Anomaly.of("spread", $s) ); end
            """;

    /** What happens in minutes from the one to the other: a rising series, an alert, and a heartbeat that stops. */
    private static void live(DetectionFixture server, int from, int to) {
        for (int minute = from; minute < to; minute++) {
            server.receive(
                    server.sample("batch", "one", "jobs", minute),
                    server.sample("mail", "one", "jobs", 3),
                    server.sample("orders", "one", "depth", minute % 5));
            if (minute < 20) {
                server.receive(server.heartbeat("cron", "one", Duration.ofMinutes(1)));
            }
            if (minute == 10) {
                server.receive(server.alert("mail", "QueueFull", true));
            }
            server.pass(Duration.ofMinutes(1));
        }
    }

    private static List<String> standing(DetectionFixture server) {
        return told(server.standing());
    }

    private static List<String> told(List<Anomaly> standing) {
        return standing.stream()
                .map(anomaly -> anomaly.getName() + " " + anomaly.getService() + " " + anomaly.getStartedAt() + " "
                        + anomaly.getStatus())
                .sorted()
                .toList();
    }

    private static List<Anomaly> standingWithoutACrash(String rules, int minutes) {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(rules))) {
            live(server, 0, minutes);
            return server.standing();
        }
    }

    private static List<String> withoutACrash(String rules, int minutes) {
        return told(standingWithoutACrash(rules, minutes));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void anyNumberOfPartitionsGoesOnFromIt(int partitions) {
        List<String> expected = withoutACrash(RULES, 60);
        assertThat(expected).hasSize(3);
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(RULES))) {
            live(server, 0, 30);
            server.checkpoint();
            live(server, 30, 40);
            server.crash(partitions);
            live(server, 40, 60);
            assertThat(standing(server)).isEqualTo(expected);
            assertThat(server.all()).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatTheLogHasNoMoreIsKnownStill() {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(RULES))) {
            live(server, 0, 50);
            List<String> before = standing(server);
            assertThat(before).hasSize(3);
            server.checkpoint();
            server.log.retain(Duration.ofSeconds(1));
            server.crash();
            assertThat(standing(server)).isEqualTo(before);
            assertThat(server.detector().seriesCount()).isEqualTo(3);
        }
    }

    @Test
    void aDamagedOneIsPassedOverForTheOneBefore() throws IOException {
        List<String> expected = withoutACrash(RULES, 50);
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(RULES))) {
            live(server, 0, 20);
            server.checkpoint();
            live(server, 20, 40);
            server.checkpoint();
            List<Path> files = files(server);
            assertThat(files).hasSize(2);
            Path last = files.get(1);
            byte[] bytes = Files.readAllBytes(last);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(last, bytes);
            server.crash();
            live(server, 40, 50);
            assertThat(standing(server)).isEqualTo(expected);
        }
    }

    @Test
    void oneThatIsCutOffOrOfAnotherFormatIsPassedOver() throws IOException {
        List<String> expected = withoutACrash(RULES, 50);
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(RULES))) {
            live(server, 0, 40);
            server.checkpoint();
            Path only = files(server).get(0);
            byte[] bytes = Files.readAllBytes(only);
            Files.write(only, List.of(), StandardOpenOption.TRUNCATE_EXISTING);
            Files.write(only.resolveSibling("00000000000000000007.checkpoint"), new byte[] {1, 2, 3});
            bytes[7]++;
            Files.write(only.resolveSibling("00000000000000000008.checkpoint"), bytes);
            server.crash();
            live(server, 40, 50);
            assertThat(standing(server)).isEqualTo(expected);
        }
    }

    @Test
    void aStartWithRulesThatReadMoreComputesOnlyThat() {
        List<String> expected = names(standingWithoutACrash(RULES + MORE, 50));
        assertThat(expected).contains("spread");
        CompiledRules rules = new CompiledRules(RULES);
        try (DetectionFixture server = new DetectionFixture(rules)) {
            live(server, 0, 40);
            server.checkpoint();
            rules.release(RULES + MORE);
            server.crash();
            live(server, 40, 50);
            assertThat(names(server.standing())).isEqualTo(expected);
        }
    }

    @Test
    void aReleaseThatReadsMoreIsFollowedWithoutANewStart() {
        CompiledRules rules = new CompiledRules(RULES);
        try (DetectionFixture server = new DetectionFixture(rules)) {
            live(server, 0, 49);
            List<String> before = standing(server);
            rules.release(RULES + MORE);
            live(server, 49, 50);
            assertThat(standing(server)).containsAll(before);
            assertThat(names(server.standing())).contains("spread");
        }
    }

    @Test
    void theLastOnesAreKeptAndOneAnHourAndOneADay() throws IOException {
        try (DetectionFixture server = new DetectionFixture(new CompiledRules(RULES))) {
            Checkpoints checkpoints = new Checkpoints(server.checkpoints(), server.config, Duration.ofDays(7));
            for (int quarter = 0; quarter < 4 * 24 * 10; quarter++) {
                Checkpoints.Written written = checkpoints.write(
                        quarter, quarter * (Micros.HOUR / 4), SampleWindows.NONE, state -> state.count(0));
                if (quarter % 4 == 3) {
                    checkpoints.finish(written);
                }
            }
            List<Path> kept = files(server);
            // 24 of the last day, and one for each day of the seven before.
            assertThat(kept).hasSizeBetween(24 + 6, 24 + 8);
            assertThat(checkpoints.find(Long.MAX_VALUE, SampleWindows.NONE))
                    .hasValueSatisfying(last -> assertThat(last.position()).isEqualTo(959));
        }
    }

    private static List<String> names(List<Anomaly> anomalies) {
        return anomalies.stream().map(Anomaly::getName).sorted().toList();
    }

    private static List<Path> files(DetectionFixture server) throws IOException {
        try (Stream<Path> files = Files.list(server.checkpoints())) {
            return files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .sorted()
                    .toList();
        }
    }
}
