package io.fixpoint.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fixpoint.detection.DetectionSettings;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.replay.ReplayChild.ReplayFailedException;
import io.fixpoint.replay.ReplayProtocol.Hello;
import io.fixpoint.rule.RuleFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replay in a process of its own: what it answers, and that nothing it does holds up who asked. */
@Timeout(120)
class ReplayChildTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RuleFile DETECTION = new RuleFile("detection/queue.drl", """
            package detection;
            import io.fixpoint.fact.*;
            rule "The queue is long" @id("long-queue")
            when
                $s : Series( metric == "queue_length", value > 100 )
            then
                insertLogical( Anomaly.of("long-queue", $s).severity(Severity.MAJOR) );
            end
            """);

    @Test
    void itComesToTheSameAsAReplayInThisProcess() throws Exception {
        try (LiveWorld world = new LiveWorld(TestDatabase.inMemory(), DETECTION)) {
            for (int value : new int[] {5, 200, 7, 300}) {
                world.clock.advance(Duration.ofSeconds(10));
                world.detection.append(new Fact.Sample(
                        "mail", null, "queue_length", value, null, world.clock.instant(), Map.of(), null));
                world.detection.process();
                world.triage();
            }
            try (ReplayChild child = ReplayChild.start(hello(world, null), "128m", PATIENCE)) {
                RecordedInputs inputs = new RecordedInputs(
                        world.detection.log, world.detection.history, world.history, child, Long.MAX_VALUE);
                inputs.begin(new Warming(null, FactLog.START), FactLog.START);
                long told = inputs.next(FactLog.START, world.end(), null);
                child.await(told);

                assertThat(child.position()).isEqualTo(world.end());
                assertThat(child.course()).isEqualTo(world.replay(0, world.end()));
                assertThat(child.course().episodes())
                        .extracting(Course.Episode::status)
                        .containsExactly(Anomaly.Status.CLEARED, Anomaly.Status.FIRING);
            }
        }
    }

    @Test
    void aCandidateThatDoesNotCompileSaysWhere() {
        try (LiveWorld world = new LiveWorld(TestDatabase.inMemory(), DETECTION)) {
            RuleFile wrong =
                    new RuleFile("detection/wrong.drl", DETECTION.text().replace("queue_length\"", "oops"));

            assertThatThrownBy(() -> {
                        try (ReplayChild child = ReplayChild.start(hello(world, List.of(wrong)), "128m", PATIENCE)) {
                            child.begins();
                            Course ignored = child.course();
                        }
                    })
                    .isInstanceOf(ReplayFailedException.class)
                    .hasMessageContaining("detection/wrong.drl");
        }
    }

    @Test
    void aProcessThatIsKilledFailsWhoeverWaits() throws Exception {
        try (ReplayChild child = ReplayChild.start(List.of("sleep", "600"), PATIENCE)) {
            Thread killer = new Thread(() -> child.kill("Somebody killed it."));
            killer.start();

            assertThatThrownBy(() -> child.await(1))
                    .isInstanceOf(ReplayFailedException.class)
                    .hasMessage("Somebody killed it.");
            killer.join();
        }
    }

    @Test
    void aProcessThatSaysNothingIsKilled() {
        try (ReplayChild child = ReplayChild.start(List.of("sleep", "600"), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> child.await(1))
                    .isInstanceOf(ReplayFailedException.class)
                    .hasMessageContaining("said nothing");
        }
    }

    @Test
    void aProcessThatEndsTellsItsLastWords() {
        try (ReplayChild child = ReplayChild.start(List.of("sh", "-c", "echo 'no room left' >&2; exit 7"), PATIENCE)) {
            assertThatThrownBy(() -> child.await(1))
                    .isInstanceOf(ReplayFailedException.class)
                    .hasMessageContaining("7")
                    .hasMessageContaining("no room left");
        }
    }

    @Test
    void aProcessThatTakesNothingInIsKilledWhileItIsTold() {
        RawRecord record =
                new RawRecord(1, LogRecord.Kind.BATCH, LiveWorld.NOON, ByteString.copyFrom(new byte[400_000]));
        try (ReplayChild child = ReplayChild.start(List.of("sleep", "600"), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            child.happens(record);
                        }
                    })
                    .isInstanceOf(ReplayFailedException.class)
                    .hasMessageContaining("said nothing");
        }
    }

    private static Hello hello(LiveWorld world, @Nullable List<RuleFile> candidate) {
        return new Hello(
                ReplayProtocol.VERSION,
                DetectionSettings.of(world.detection.config),
                world.detection.facts.retention(),
                world.releases,
                1,
                world.topologies,
                candidate);
    }
}
