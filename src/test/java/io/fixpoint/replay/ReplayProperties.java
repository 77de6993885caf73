package io.fixpoint.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.topology.StatedTopology;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Live and replay agree, whatever happened in between: facts late and out of order, ticks, crashes, releases and
 * rollbacks, rules that fail, other topologies, people who act, silences and maintenance windows, and triage that comes
 * late.
 */
class ReplayProperties {
    private static final List<Criticality> CRITICALITIES = List.of(Criticality.values());
    private static final DataSource DATABASE = TestDatabase.inMemory();

    private static RuleFile detection(int threshold, String severity, String pending) {
        return new RuleFile("detection/load.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "High load" @id("high")
                when
                    $s : Series( metric == "load", value > %d )
                then
                    insertLogical( Anomaly.of("high", $s).severity(Severity.%s).pendingFor("%s").keepFiringFor("7s") );
                end
                rule "Very high load" @id("very-high")
                when
                    $s : Series( metric == "load", value > 8 )
                then
                    insertLogical( Anomaly.of("high", $s).severity(Severity.CRITICAL).pendingFor("%s") );
                end
                rule "Mean load" @id("mean")
                when
                    $s : Series( metric == "load", mean1m > 4 )
                    Service( name == $s.service, criticality != Criticality.LOW )
                then
                    insertLogical( Anomaly.of("mean", $s).severity(Severity.MINOR) );
                end
                rule "Stale" @id("stale")
                when
                    $s : Series( metric == "load", stale )
                then
                    insertLogical( Anomaly.of("stale", $s).severity(Severity.WARNING) );
                end
                rule "Alerted" @id("alerted")
                when
                    $a : Alert( firing )
                then
                    insertLogical( Anomaly.of("alerted", $a).severity(Severity.MAJOR) );
                end
                """.formatted(threshold, severity, pending, pending));
    }

    private static final RuleFile TRIAGE = new RuleFile("triage/triage.drl", """
            package triage;
            import io.fixpoint.fact.*;
            rule "Open" @id("open")
            when
                $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
                not Event( service == $a.service, kind == "maintenance" )
                not Silence( active, covers($a) )
                not MaintenanceWindow( active, covers($a) )
            then
                insert( OpenIncident.of($a).process("recovery") );
            end
            rule "Join" @id("join")
            when
                $a : Anomaly( firing, incident == null, severity < Severity.MAJOR )
                $i : Incident( open, service == $a.service )
            then
                insert( JoinIncident.of($a, $i) );
            end
            rule "Escalated is critical" @id("critical")
            when
                $i : Incident( status == Incident.Status.ESCALATED )
            then
                insertLogical( SetSeverity.of($i, Severity.CRITICAL) );
            end
            rule "Nothing stands" @id("over")
            when
                $i : Incident( open )
                exists Anomaly( incident == $i.id, cleared )
                not Anomaly( incident == $i.id, !cleared )
            then
                insert( ResolveIncident.of($i) );
            end
            rule "Tell of critical" @id("tell")
            when
                $i : Incident( open, severity == Severity.CRITICAL, assignee == null )
            then
                insert( Notify.of($i).message("critical") );
            end
            """);
    private static final RuleFile OTHER_TRIAGE = new RuleFile("triage/triage.drl", """
            package triage;
            import io.fixpoint.fact.*;
            rule "Open any" @id("open-any")
            when
                $a : Anomaly( firing, incident == null )
            then
                insert( OpenIncident.of($a).correlationKey("all") );
            end
            """);
    private static final RuleFile FAILING = new RuleFile("detection/failing.drl", """
            package detection;
            import io.fixpoint.fact.*;
            rule "It fails at nine" @id("failing")
            when
                $s : Series( metric == "load", value < 9 || labels["none"].length() > 1 )
            then
                insertLogical( Anomaly.of("below-nine", $s).severity(Severity.INFO) );
            end
            """);
    private static final RuleFile[][] RELEASES = {
        {detection(5, "MAJOR", "4s"), TRIAGE},
        {detection(3, "MINOR", "0s"), TRIAGE},
        {detection(5, "MAJOR", "4s"), FAILING, OTHER_TRIAGE},
    };

    /** What happens next. */
    record Step(int what, int service, int value, int seconds) {}

    @Provide
    Arbitrary<List<Step>> lives() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(10, 0),
                                net.jqwik.api.Tuple.of(3, 1),
                                net.jqwik.api.Tuple.of(2, 2),
                                net.jqwik.api.Tuple.of(4, 3),
                                net.jqwik.api.Tuple.of(2, 4),
                                net.jqwik.api.Tuple.of(1, 5),
                                net.jqwik.api.Tuple.of(2, 6),
                                net.jqwik.api.Tuple.of(1, 7),
                                net.jqwik.api.Tuple.of(2, 8),
                                net.jqwik.api.Tuple.of(6, 9)),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 12))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(80);
    }

    // The same lives each time, so that a build does not fail by chance; another seed is another search.
    @Property(tries = 8, seed = "20261124", shrinking = ShrinkingMode.OFF)
    void replayComesToWhatWasRecorded(
            @ForAll("lives") List<Step> life, @ForAll @net.jqwik.api.constraints.IntRange(max = 79) int cut)
            throws Exception {
        clear();
        try (LiveWorld world = new LiveWorld(DATABASE, RELEASES[0])) {
            world.release(RELEASES[1]);
            world.release(RELEASES[2]);
            world.activate(1);
            long middle = 0;
            for (int i = 0; i < life.size(); i++) {
                live(world, life.get(i));
                if (i == cut) {
                    world.detection.process();
                    middle = world.end();
                }
            }
            world.detection.process();
            world.triage();

            agree(world, 0, world.end());
            agree(world, middle, world.end());
        }
    }

    @Example
    void topologyThatIsHeardOfWithTheFirstRecordOfASpan() throws Exception {
        int[][] steps = {
            {1, 0, 8, 3},
            {9, 1, 2, 9},
            {0, 2, 8, 2},
            {0, 2, 3, 9},
            {4, 0, 9, 2},
            {5, 2, 4, 5},
            {0, 1, 0, 7},
            {7, 0, 8, 5},
            {1, 0, 10, 9},
            {0, 2, 2, 0},
            {9, 1, 6, 3},
            {0, 0, 0, 0},
            {1, 1, 5, 2},
            {0, 0, 3, 12}
        };
        replayComesToWhatWasRecorded(
                Arrays.stream(steps)
                        .map(step -> new Step(step[0], step[1], step[2], step[3]))
                        .toList(),
                1);
    }

    private static void agree(LiveWorld world, long after, long upTo) {
        Course recorded = world.recorded(after, upTo);
        Course replayed = world.replay(after, upTo);
        Difference difference = Differences.between(recorded, replayed);
        assertThat(difference).as("after %d: %s", after, difference).matches(Difference::isEmpty);
        assertThat(replayed.episodes()).containsExactlyInAnyOrderElementsOf(recorded.episodes());
        assertThat(replayed.decisions()).containsExactlyInAnyOrderElementsOf(recorded.decisions());
    }

    private static void live(LiveWorld world, Step step) {
        String service = "svc-" + step.service();
        Instant now = world.clock.instant();
        switch (step.what()) {
            case 0 -> {
                world.clock.advance(Duration.ofMillis(step.seconds() * 300L));
                world.detection.append(load(service, step.value(), world.clock.instant()));
            }
            // Late, and out of order.
            case 1 ->
                world.detection.append(
                        load(service, step.value(), now.minusSeconds(step.seconds() * 5L)),
                        load(service, 10 - step.value(), now.minusSeconds(step.seconds())));
            case 2 ->
                world.detection.append(new Fact.Alert(
                        service,
                        null,
                        "Down",
                        step.value() > 4,
                        "critical",
                        null,
                        LiveWorld.NOON,
                        null,
                        "f" + service,
                        now,
                        Map.of(),
                        null));
            case 3 -> world.detection.tick(Duration.ofSeconds(step.seconds()));
            case 4 ->
                world.detection.append(new Fact.Event(
                        service,
                        null,
                        "maintenance",
                        null,
                        Map.of(),
                        Duration.ofSeconds(step.seconds()),
                        now,
                        Map.of(),
                        null));
            case 5 -> world.crash(Duration.ofSeconds(step.seconds() * 20L));
            case 6 -> world.activate(1 + step.value() % RELEASES.length);
            case 7 ->
                world.declare(new StatedTopology(
                        world.topologies.size(),
                        List.of(new StatedTopology.Named(
                                service, null, null, CRITICALITIES.get(step.value() % CRITICALITIES.size()))),
                        List.of()));
            case 8 -> {
                world.desk.act(step.value(), step.seconds() % 6);
                world.quiet(quietTimes(service, step.value()));
            }
            default -> {
                world.detection.process();
                if (step.value() > 3) {
                    world.triage();
                }
            }
        }
    }

    private static List<SeenQuietTime> quietTimes(String service, int value) {
        SeenQuietTime silence =
                new SeenQuietTime(true, "s" + value % 2, value % 3 > 0, "noisy", Map.of("service", service), List.of());
        SeenQuietTime window =
                new SeenQuietTime(false, "w", value % 2 > 0, "upgrade", Map.of(), List.of(service, "svc-0"));
        return value > 8 ? List.of() : value > 5 ? List.of(window) : List.of(silence, window);
    }

    private static Fact.Sample load(String service, double value, Instant time) {
        return new Fact.Sample(service, "one", "load", value, null, time, Map.of(), null);
    }

    private static void clear() throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "anomaly_episode",
                    "anomaly_incident",
                    "anomaly_explanation",
                    "anomaly_transition",
                    "anomaly_change",
                    "detection_partition",
                    "detection_switch",
                    "triage_round")) {
                statement.execute("truncate table " + table);
            }
        }
    }
}
