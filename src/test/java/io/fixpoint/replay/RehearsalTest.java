package io.fixpoint.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.Severity;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records go in; what rules would conclude and decide comes out, and nothing is carried out. */
class RehearsalTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final RuleFile DETECTION = new RuleFile("detection/queue.drl", """
            package detection;
            import io.fixpoint.fact.*;
            rule "The queue is long" @id("long-queue")
            when
                $s : Series( metric == "queue_length", value > 100 )
            then
                insertLogical( Anomaly.of("long-queue", $s).severity(Severity.MAJOR).pendingFor("10s") );
            end
            rule "The queue is endless" @id("endless-queue")
            when
                $s : Series( metric == "queue_length", value > 1000 )
            then
                insertLogical( Anomaly.of("endless-queue", $s).severity(Severity.CRITICAL) );
            end
            """);
    private static final RuleFile TRIAGE = new RuleFile("triage/open.drl", """
            package triage;
            import io.fixpoint.fact.*;
            rule "A bad anomaly is looked at" @id("open")
            when
                $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
            then
                insert( OpenIncident.of($a).process("recovery") );
            end
            """);

    private long position;

    @Test
    void oneFaultIsOneIncidentUntilItsLastAnomalyClears() {
        try (Rehearsal rehearsal = rehearsal(DETECTION, TRIAGE)) {
            rehearsal.process(queue(0, 200));
            assertThat(rehearsal.incidents())
                    .as("nothing is decided while it is pending")
                    .isEmpty();
            rehearsal.process(queue(10, 200));
            rehearsal.process(queue(20, 2000));
            rehearsal.process(queue(30, 3));

            assertThat(rehearsal.episodes())
                    .extracting(episode -> episode.anomaly().getName(), EpisodeRecord::status)
                    .containsExactly(
                            tuple("long-queue", Anomaly.Status.CLEARED),
                            tuple("endless-queue", Anomaly.Status.CLEARED));
            assertThat(rehearsal.incidents()).hasSize(1);
            RehearsedIncident incident = rehearsal.incidents().get(0);
            assertThat(incident.openedAt()).isEqualTo(NOON.plusSeconds(10));
            assertThat(incident.resolvedAt()).isEqualTo(NOON.plusSeconds(30));
            assertThat(incident.status()).isEqualTo(Incident.Status.RESOLVED);
            assertThat(incident.worst()).isEqualTo(Severity.CRITICAL);
            assertThat(incident.recoveries()).containsExactly("recovery");
        }
    }

    @Test
    void theNextFaultIsAnotherIncident() {
        try (Rehearsal rehearsal = rehearsal(DETECTION, TRIAGE)) {
            rehearsal.process(queue(0, 2000));
            rehearsal.process(queue(10, 3));
            rehearsal.process(queue(20, 2000));

            assertThat(rehearsal.incidents())
                    .extracting(RehearsedIncident::status)
                    .containsExactly(Incident.Status.RESOLVED, Incident.Status.RECOVERING);
        }
    }

    @Test
    void statisticsAreWarmedWithoutConclusions() {
        try (Rehearsal rehearsal = rehearsal(DETECTION, TRIAGE)) {
            rehearsal.advance(queue(0, 2000));
            assertThat(rehearsal.episodes()).isEmpty();
            rehearsal.process(queue(10, 2000));

            assertThat(rehearsal.episodes())
                    .as("what stands when it begins stands since then")
                    .extracting(episode -> episode.anomaly().getName(), EpisodeRecord::startedAt)
                    .contains(tuple("endless-queue", NOON));
            assertThat(rehearsal.incidents()).hasSize(1);
        }
    }

    @Test
    void aRuleThatFailsIsLeftOutAndTheOthersGoOn() {
        RuleFile failing = new RuleFile("detection/failing.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "It fails" @id("failing")
                when
                    $s : Series( metric == "queue_length", labels["none"].length() > 1 )
                then
                    insertLogical( Anomaly.of("failing", $s) );
                end
                """);
        try (Rehearsal rehearsal = rehearsal(DETECTION, TRIAGE, failing)) {
            rehearsal.process(queue(0, 2000));

            assertThat(rehearsal.incidents()).hasSize(1);
        }
    }

    private LogRecord queue(long second, double value) {
        Instant at = NOON.plusSeconds(second);
        position++;
        return new LogRecord(
                position,
                LogRecord.Kind.BATCH,
                at,
                List.of(new Fact.Sample("mail", null, "queue_length", value, null, at, Map.of(), null)));
    }

    private static Rehearsal rehearsal(RuleFile... files) {
        return new Rehearsal(
                new CandidateRules(Arrays.asList(files), 0),
                TestDatabase.config(DetectionConfig.class, Map.of()),
                Duration.ofDays(7),
                new NoTopology());
    }

    private static final class NoTopology implements Topology {
        @Override
        public List<Service> services() {
            return List.of();
        }

        @Override
        public List<Dependency> dependencies() {
            return List.of();
        }

        @Override
        public Optional<Service> service(String name) {
            return Optional.empty();
        }

        @Override
        public long version() {
            return 1;
        }
    }
}
