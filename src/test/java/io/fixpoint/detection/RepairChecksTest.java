package io.fixpoint.detection;

import static io.fixpoint.detection.DetectionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.detection.FactState.FreshFacts;
import io.fixpoint.detection.FactState.Since;
import io.fixpoint.fact.Alert;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Heartbeat;
import io.fixpoint.fact.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What counts as fresh after a repair. Each test begins with a fault that raised an anomaly. */
class RepairChecksTest {
    private static final String RULES = """
            rule "High" @id("high") when
                $s : Series( metric == "errors", value > 10 )
            then
                insertLogical( Anomaly.of("high", $s).severity(Severity.MAJOR) );
            end
            rule "Always high" @id("always-high") when
                $s : Series( metric == "errors", mean5m > 1000 || max1h > 1000 )
            then
                insertLogical( Anomaly.of("always-high", $s).severity(Severity.MAJOR) );
            end
            rule "Silent" @id("silent") when
                $h : Heartbeat( missing )
            then
                insertLogical( Anomaly.of("silent", $h).severity(Severity.CRITICAL) );
            end
            rule "Alert" @id("alert") when
                $a : Alert( firing )
            then
                insertLogical( Anomaly.of("alert", $a).severity(Severity.MAJOR) );
            end
            """;

    private final DetectionFixture server = new DetectionFixture(new CompiledRules(RULES));

    @AfterEach
    void close() throws InterruptedException {
        server.close();
    }

    private void errors(String instance, double value, int times) {
        for (int i = 0; i < times; i++) {
            server.receive(server.sample("shop", instance, "errors", value));
            server.pass(Duration.ofSeconds(1));
        }
    }

    private FreshFacts check(Since since, List<Anomaly> anomalies) {
        return server.checks.freshFacts(since, Set.of("shop"), anomalies);
    }

    private static List<String> series(FreshFacts facts) {
        List<String> found = new ArrayList<>();
        for (Object fact : facts.facts()) {
            if (fact instanceof Series series) {
                found.add(series.getMetric() + " " + series.getInstance() + " " + series.getValue()
                        + (series.isFresh() ? " fresh" : ""));
            }
        }
        return found;
    }

    @Test
    void goodSamplesMeasuredAfterTheRepairClearIt() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        assertThat(check(since, anomalies).sourcesNotFresh()).hasSize(1);

        errors("i1", 1, 3);
        FreshFacts facts = check(since, anomalies);

        assertThat(facts.sourcesNotFresh()).isEmpty();
        assertThat(facts.clearedOnFreshFacts()).isTrue();
        assertThat(facts.anomalies()).extracting(Anomaly::isCleared).containsExactly(true);
        assertThat(series(facts)).containsExactly("errors i1 1.0 fresh");
        assertThat(facts.asOf()).isEqualTo(server.now());
    }

    @Test
    void theStatisticsOfACheckHoldOnlyWhatIsFresh() {
        errors("i1", 20, 60);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("i1", 2, 3);

        Series fresh = (Series) check(since, anomalies).facts().get(0);

        assertThat(fresh.getMean5m()).isEqualTo(2);
        assertThat(fresh.getMax1h()).isEqualTo(2);
        Series live = server.detector()
                .read(state -> state.services()
                        .iterator()
                        .next()
                        .series()
                        .values()
                        .iterator()
                        .next()
                        .fact());
        assertThat(live.getMax1h()).isEqualTo(20);
    }

    @Test
    void aFaultThatStaysIsFreshAndNotCleared() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("i1", 20, 10);
        FreshFacts facts = check(since, anomalies);

        assertThat(facts.sourcesNotFresh()).isEmpty();
        assertThat(facts.clearedOnFreshFacts()).isFalse();
    }

    @Test
    void aFaultThatComesBackAsAnotherEpisodeIsNotCleared() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("i1", 1, 3);
        errors("i1", 20, 3);
        FreshFacts facts = check(since, anomalies);

        assertThat(facts.clearedOnFreshFacts()).isFalse();
        assertThat(facts.anomalies()).hasSize(2);
    }

    @Test
    void aMetricThatStopsArrivingIsNeverFresh() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofHours(1));
        assertThat(check(since, anomalies).sourcesNotFresh()).hasSize(1);
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isFalse();
        assertThat(series(check(since, anomalies))).containsExactly("errors i1 20.0");
    }

    @Test
    void aMetricThatStopsAgainAfterAGoodSampleIsNoLongerFresh() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("i1", 1, 1);
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isTrue();

        server.pass(Duration.ofSeconds(20));
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isFalse();
        assertThat(series(check(since, anomalies))).containsExactly("errors i1 1.0");
    }

    @Test
    void aSampleMeasuredBeforeTheRepairEndedIsNotFreshHoweverLateItArrives() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(5));
        server.receive(sample("shop", "i1", "errors", 1, since.time()));

        FreshFacts facts = check(since, anomalies);
        assertThat(facts.anomalies()).extracting(Anomaly::isCleared).containsExactly(true);
        assertThat(facts.sourcesNotFresh()).hasSize(1);
        assertThat(facts.clearedOnFreshFacts()).isFalse();
    }

    @Test
    void aSampleOfASenderWhoseClockIsAheadIsFreshByTheRightTime() {
        Duration ahead = Duration.ofMinutes(5);
        server.receive(sample("shop", "i1", "errors", 20, server.now().plus(ahead)));
        server.pass(Duration.ofSeconds(1));
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(10));
        // Measured before the repair ended, by a clock that says otherwise, and received late.
        server.receive(
                sample("shop", "i1", "errors", 1, since.time().plus(ahead).minusSeconds(1)));
        assertThat(check(since, anomalies).sourcesNotFresh()).hasSize(1);

        server.receive(sample("shop", "i1", "errors", 1, server.now().plus(ahead)));
        assertThat(check(since, anomalies).sourcesNotFresh()).isEmpty();
    }

    @Test
    void anAlertThatIsSimplyNotRepeatedIsNeverFresh() {
        server.receive(server.alert("shop", "HighErrors", true));
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofMinutes(30));
        FreshFacts facts = check(since, anomalies);

        assertThat(facts.sourcesNotFresh()).hasSize(1).first().asString().contains("neither repeated nor resolved");
        assertThat(facts.clearedOnFreshFacts()).isFalse();
        assertThat(facts.facts()).hasSize(1).allMatch(fact -> fact instanceof Alert alert && !alert.isFresh());

        server.receive(server.alert("shop", "HighErrors", true));
        assertThat(check(since, anomalies).sourcesNotFresh()).isEmpty();
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isFalse();
        server.receive(server.alert("shop", "HighErrors", false));
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isTrue();
    }

    @Test
    void anInstanceThatTheRepairReplacedLeavesTheCheck() {
        errors("old", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("new", 1, 3);
        FreshFacts facts = check(since, anomalies);

        assertThat(series(facts)).containsExactly("errors new 1.0 fresh");
        assertThat(facts.sourcesNotFresh()).isEmpty();
        // The anomaly of the old one still stands: it is for a verification rule to say that the new one is well.
        assertThat(facts.clearedOnFreshFacts()).isFalse();
    }

    @Test
    void anotherInstanceThatWasThereBeforeReplacesNothing() {
        errors("old", 20, 10);
        errors("other", 1, 3);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("other", 1, 3);
        FreshFacts facts = check(since, anomalies);

        assertThat(series(facts)).containsExactly("errors old 20.0", "errors other 1.0 fresh");
        assertThat(facts.sourcesNotFresh()).hasSize(1);
    }

    @Test
    void oneNewInstanceReplacesOnlyOne() {
        errors("old1", 20, 5);
        errors("old2", 20, 5);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("new1", 1, 3);
        assertThat(check(since, anomalies).sourcesNotFresh()).hasSize(1);
        errors("new2", 1, 3);
        assertThat(check(since, anomalies).sourcesNotFresh()).isEmpty();
    }

    @Test
    void aHeartbeatIsFreshWhileItBeats() {
        server.receive(server.heartbeat("shop", "i1", Duration.ofSeconds(5)));
        server.pass(Duration.ofSeconds(10));
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        assertThat(check(since, anomalies).sourcesNotFresh()).hasSize(1);
        server.receive(server.heartbeat("shop", "i1", Duration.ofSeconds(5)));
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isTrue();
        assertThat(check(since, anomalies).facts())
                .allMatch(fact -> fact instanceof Heartbeat beat && beat.isFresh() && !beat.isMissing());
        server.pass(Duration.ofSeconds(8));
        assertThat(check(since, anomalies).clearedOnFreshFacts()).isFalse();
    }

    @Test
    void aCheckGoesOnOverARestartAndDowntimeDoesNotCount() {
        errors("i1", 20, 10);
        List<Anomaly> anomalies = server.standing();
        Since since = server.checks.now();
        server.pass(Duration.ofSeconds(1));
        errors("i1", 1, 3);
        FreshFacts before = check(since, anomalies);
        server.down(Duration.ofHours(1));
        errors("i1", 1, 3);
        FreshFacts after = check(since, anomalies);

        assertThat(after.clearedOnFreshFacts()).isTrue();
        assertThat(Duration.between(before.asOf(), after.asOf())).isEqualTo(Duration.ofSeconds(3));
        RepairChecks anew = new RepairChecks(
                server::detector, server.log, server.episodes, server.config, server.facts, server.clock);
        FreshFacts again = anew.freshFacts(since, Set.of("shop"), anomalies);
        assertThat(again.asOf()).isEqualTo(after.asOf());
        assertThat(series(again)).isEqualTo(series(after));
    }

    @Test
    void withoutAnyAnomalyNothingTellsThatItIsOver() {
        assertThat(check(server.checks.now(), List.of()).clearedOnFreshFacts()).isFalse();
    }

    @Test
    void eventsAreKnownForTheirKeepTime() {
        server.receive(new Fact.Event(
                "shop", null, "deployment", "1.4.2", Map.of(), Duration.ofMinutes(5), server.now(), Map.of(), null));
        assertThat(server.checks.events()).extracting(Event::getMessage).containsExactly("1.4.2");
        server.pass(Duration.ofMinutes(5));
        assertThat(server.checks.events()).isEmpty();
    }
}
