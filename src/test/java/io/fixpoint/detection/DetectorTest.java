package io.fixpoint.detection;

import static io.fixpoint.detection.DetectionFixture.NOON;
import static io.fixpoint.detection.DetectionFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Severity;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTest {
    private static final String HIGH = """
            rule "High" @id("high") when
                $s : Series( metric == "errors", value > 10 )
            then
                insertLogical( Anomaly.of("high", $s).severity(Severity.MAJOR).pendingFor("1m").keepFiringFor("30s") );
            end
            """;
    private static final String SPIKE = """
            rule "Spike" @id("spike") when
                $s : Series( metric == "errors", value > 10 )
            then
                insertLogical( Anomaly.of("spike", $s) );
            end
            """;
    private static final String SILENT = """
            rule "Silent" @id("silent") when
                $h : Heartbeat( missing )
            then
                insertLogical( Anomaly.of("silent", $h).severity(Severity.CRITICAL) );
            end
            """;
    private static final String STALE = """
            rule "Stale" @id("stale") when
                $s : Series( stale )
            then
                insertLogical( Anomaly.of("stale", $s) );
            end
            """;
    private static final String ALERTS = """
            rule "Alert" @id("alert") when
                $a : Alert( firing )
            then
                insertLogical( Anomaly.of("alert", $a).severity($a.getSeverity()) );
            end
            """;

    private final List<DetectionFixture> open = new ArrayList<>();
    private CompiledRules rules = new CompiledRules(HIGH);

    private DetectionFixture server(String text) {
        rules = new CompiledRules(text);
        DetectionFixture fixture = new DetectionFixture(rules, Map.of(), database());
        open.add(fixture);
        return fixture;
    }

    DataSource database() {
        return TestDatabase.inMemory();
    }

    @AfterEach
    void close() throws InterruptedException {
        for (DetectionFixture fixture : open) {
            fixture.close();
        }
    }

    @Test
    void anAnomalyIsPendingThenFiringExactlyWhenItsTimeIsOverThenKeptAndCleared() {
        DetectionFixture server = server(HIGH);
        server.receive(server.sample("shop", "i1", "errors", 11));
        assertThat(server.all()).containsExactly("high PENDING");

        server.pass(Duration.ofSeconds(59));
        assertThat(server.all()).containsExactly("high PENDING");
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("high FIRING");

        server.receive(server.sample("shop", "i1", "errors", 0));
        server.pass(Duration.ofSeconds(29));
        assertThat(server.all()).containsExactly("high FIRING");
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("high CLEARED");

        EpisodeRecord episode = Objects.requireNonNull(server.only());
        assertThat(episode.startedAt()).isEqualTo(NOON);
        assertThat(episode.firingAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(episode.clearedAt()).isEqualTo(NOON.plusSeconds(90));
        assertThat(episode.clearedBy()).isEqualTo("condition");
        assertThat(episode.rules()).containsExactly("high");
        assertThat(server.episodes.unconsumed(10))
                .extracting(Episodes.Transition::status)
                .containsExactly(Anomaly.Status.PENDING, Anomaly.Status.FIRING, Anomaly.Status.CLEARED);
    }

    @Test
    void whatChangesByTimeAloneIsSeenAsTimePasses() {
        DetectionFixture server = server("""
                rule "old" when $s : Series( metric == "errors", ageSeconds >= 30 )
                then insertLogical( Anomaly.of("old", $s) ); end
                rule "idle" when $s : Series( metric == "load", max1m < 1 || stale )
                then insertLogical( Anomaly.of("idle", $s) ); end
                """ + STALE);
        server.receive(server.sample("shop", "i1", "errors", 1), server.sample("shop", "i1", "load", 5));
        server.receive(server.sample("mail", "i1", "depth", 1));
        server.pass(Duration.ofSeconds(29));
        assertThat(server.all()).isEmpty();
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("old FIRING");
        server.pass(Duration.ofMinutes(5));
        assertThat(server.all()).contains("idle FIRING");
        assertThat(server.standing())
                .filteredOn(anomaly -> anomaly.getName().equals("stale"))
                .extracting(Anomaly::getService)
                .as("series of one service and instance are one anomaly")
                .containsExactlyInAnyOrder("shop", "mail");
    }

    @Test
    void aConditionThatEndsWithTheRecordThatWouldMakeItFireDoesNotFire() {
        DetectionFixture server = server(HIGH);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.clock.advance(Duration.ofSeconds(25));
        server.log.tick();
        server.clock.advance(Duration.ofSeconds(25));
        server.log.tick();
        server.clock.advance(Duration.ofSeconds(15));
        server.receive(server.sample("shop", "i1", "errors", 1));

        assertThat(server.all()).containsExactly("high CLEARED");
        assertThat(Objects.requireNonNull(server.only()).firingAt()).isNull();
    }

    @Test
    void aConditionThatReturnsWithinTheKeepTimeIsTheSameEpisode() {
        DetectionFixture server = server(HIGH);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(60));
        server.receive(server.sample("shop", "i1", "errors", 1));
        server.pass(Duration.ofSeconds(20));
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(40));
        assertThat(server.all()).containsExactly("high FIRING");

        server.receive(server.sample("shop", "i1", "errors", 1));
        server.pass(Duration.ofSeconds(31));
        server.receive(server.sample("shop", "i1", "errors", 11));
        assertThat(server.all()).containsExactly("high CLEARED", "high PENDING");
    }

    @Test
    void noSpikeWithinABatchIsMissed() {
        DetectionFixture server = server(SPIKE);
        server.receive(
                server.sample("shop", "i1", "errors", 1),
                server.sample("shop", "i1", "errors", 11),
                server.sample("shop", "i1", "errors", 1));

        assertThat(server.all()).containsExactly("spike CLEARED");
    }

    @Test
    void factsOfThePastAreJudgedByTheirOwnTimes() {
        DetectionFixture server = server(HIGH);
        Instant past = NOON.minus(Duration.ofHours(5));
        List<Fact> facts = new ArrayList<>();
        for (int second = 0; second <= 120; second += 10) {
            facts.add(sample("shop", "i1", "errors", second < 90 ? 11 : 1, past.plusSeconds(second)));
        }
        server.receive(facts.toArray(Fact[]::new));

        EpisodeRecord episode = Objects.requireNonNull(server.only());
        assertThat(episode.startedAt()).isEqualTo(past);
        assertThat(episode.firingAt()).isEqualTo(past.plusSeconds(60));
        assertThat(episode.clearedAt()).isEqualTo(past.plusSeconds(120));
    }

    @Test
    void aHeartbeatIsMissingAfterOneAndAHalfIntervals() {
        DetectionFixture server = server(SILENT);
        server.receive(server.heartbeat("shop", "i1", Duration.ofSeconds(10)));
        server.pass(Duration.ofSeconds(15));
        assertThat(server.all()).isEmpty();
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("silent FIRING");
        server.receive(server.heartbeat("shop", "i1", Duration.ofSeconds(10)));
        assertThat(server.all()).containsExactly("silent CLEARED");
    }

    @Test
    void aSenderWhoseClockIsFastAgesNobodyElse() {
        DetectionFixture server = server(SILENT);
        server.receive(
                server.heartbeat("shop", "i1", Duration.ofSeconds(60)),
                server.heartbeat("fast", "i1", Duration.ofSeconds(60)));
        server.pass(Duration.ofSeconds(5));
        server.receive(
                sample("fast", "i1", "errors", 1, server.now().plus(Duration.ofMinutes(9))),
                sample("shop", "fast-one", "errors", 1, server.now().plus(Duration.ofMinutes(9))));
        server.pass(Duration.ofSeconds(5));

        assertThat(server.all()).isEmpty();
    }

    @Test
    void downtimeIsNoSilence() {
        DetectionFixture server = server(SILENT + STALE + HIGH);
        for (int i = 0; i < 5; i++) {
            server.receive(
                    server.heartbeat("shop", "i1", Duration.ofSeconds(10)),
                    server.heartbeat("shop", "i2", Duration.ofSeconds(10)),
                    server.sample("shop", "i1", "latency", 1));
            server.pass(Duration.ofSeconds(5));
        }
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(2));
        server.down(Duration.ofHours(2));
        // One instance is heard again, and with it the service's clock makes up for the downtime.
        server.receive(server.heartbeat("shop", "i1", Duration.ofSeconds(10)));
        server.pass(Duration.ofSeconds(5));
        assertThat(server.all()).containsExactly("high PENDING");

        server.pass(Duration.ofSeconds(10));
        assertThat(server.all()).containsExactlyInAnyOrder("high PENDING", "silent FIRING", "stale FIRING");
        server.pass(Duration.ofSeconds(60));
        assertThat(server.all()).contains("high FIRING");
    }

    @Test
    void aSeriesIsStaleAfterSeveralOfItsUsualIntervals() {
        DetectionFixture server = server(STALE);
        for (int i = 0; i < 10; i++) {
            server.receive(server.sample("shop", "i1", "errors", 1));
            server.pass(Duration.ofSeconds(10));
        }
        server.pass(Duration.ofSeconds(30));
        assertThat(server.all()).isEmpty();
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("stale FIRING");
    }

    @Test
    void aSeriesThatArrivesInBatchesIsNotStaleBetweenThem() {
        DetectionFixture server = server(STALE);
        for (int batch = 0; batch < 6; batch++) {
            List<Fact> facts = new ArrayList<>();
            for (int second = 0; second < 60; second++) {
                facts.add(sample("shop", "i1", "errors", 1, server.now().minusSeconds(60 - second)));
            }
            server.receive(facts.toArray(Fact[]::new));
            server.pass(Duration.ofSeconds(60));
        }
        // The interval of the arrivals is known with the second batch.
        assertThat(server.standing()).isEmpty();
        assertThat(server.all()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void anAlertStandsUntilItIsResolvedAndARepeatChangesNothing() {
        DetectionFixture server = server(ALERTS);
        server.receive(server.alert("shop", "HighErrors", true));
        server.pass(Duration.ofMinutes(20));
        server.receive(server.alert("shop", "HighErrors", true));
        assertThat(server.all()).containsExactly("alert FIRING");
        server.receive(server.alert("shop", "HighErrors", false));
        assertThat(server.all()).containsExactly("alert CLEARED");
    }

    @Test
    void conclusionsOfOneIdentityAreOneEpisodeOfTheHighestSeverity() {
        DetectionFixture server = server(SPIKE + """
                rule "Very high" @id("very-high") when
                    $s : Series( metric == "errors", value > 100 )
                then
                    insertLogical( Anomaly.of("spike", $s).severity(Severity.CRITICAL) );
                end
                """);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.receive(server.sample("shop", "i1", "errors", 101));
        assertThat(server.standing()).extracting(Anomaly::getSeverity).containsExactly(Severity.CRITICAL);
        server.receive(server.sample("shop", "i1", "errors", 12));
        assertThat(server.standing()).extracting(Anomaly::getSeverity).containsExactly(Severity.WARNING);

        EpisodeRecord episode = Objects.requireNonNull(server.only());
        assertThat(server.episodes.explanation(episode.id()))
                .extracting(match ->
                        match.rule() + " " + match.facts().get(0).values().get("value"))
                .containsExactly("spike 11.0", "spike 11.0", "very-high 101.0", "spike 11.0");
        assertThat(server.episodes.unconsumed(10)).hasSize(3);
    }

    @Test
    void anEpisodeGoesOnOverARestartWithItsTimes() {
        DetectionFixture server = server(HIGH);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(30));
        server.crash();
        server.pass(Duration.ofSeconds(29));
        assertThat(server.all()).containsExactly("high PENDING");
        server.crash();
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("high FIRING");
        server.receive(server.sample("shop", "i1", "errors", 1));
        server.pass(Duration.ofSeconds(10));
        server.down(Duration.ofMinutes(10));
        server.pass(Duration.ofSeconds(19));
        assertThat(server.all()).containsExactly("high FIRING");
        server.pass(Duration.ofSeconds(1));
        assertThat(server.all()).containsExactly("high CLEARED");
    }

    @Test
    void aReleaseThatNoLongerConcludesAnAnomalyClearsItAndTheOthersGoOn() {
        DetectionFixture server = server(HIGH + SPIKE);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(60));
        rules.release(HIGH);
        server.pass(Duration.ofSeconds(1));

        assertThat(server.all()).containsExactlyInAnyOrder("high FIRING", "spike CLEARED");
        assertThat(server.episodes
                        .find(new EpisodeStore.Query(null, null, "spike", null, null), true, 0, 10)
                        .get(0)
                        .clearedBy())
                .isEqualTo("release");
    }

    @Test
    void aReleaseThatCameWhileTheServerWasDownIsComparedAtTheStart() {
        DetectionFixture server = server(HIGH + SPIKE);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.pass(Duration.ofSeconds(60));
        rules.release(HIGH);
        server.crash();

        assertThat(server.all()).containsExactlyInAnyOrder("high FIRING", "spike CLEARED");
    }

    @Test
    void aRuleThatFailsIsLeftOutAndTheOthersGoOn() {
        DetectionFixture server = server(SPIKE + """
                rule "Fails" @id("fails") when
                    $s : Series( metric == "errors", $service : service )
                    Event( service == $service, $kind : kind )
                then
                    insertLogical( Anomaly.of("fails", $s).pendingFor($kind) );
                end
                """);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.receive(
                new Fact.Event(
                        "shop",
                        null,
                        "no length of time",
                        null,
                        Map.of(),
                        Duration.ofHours(1),
                        server.now(),
                        Map.of(),
                        null),
                server.sample("shop", "i1", "errors", 12),
                server.sample("shop", "i2", "errors", 13));

        assertThat(rules.quarantined()).containsExactly("fails");
        assertThat(server.standing()).extracting(Anomaly::getInstance).containsExactlyInAnyOrder("i1", "i2", null);
        assertThat(server.all()).containsExactlyInAnyOrder("spike FIRING", "rule-quarantined FIRING", "spike FIRING");
    }

    private static final String FAILS = """
            rule "Fails" @id("fails") when
                $s : Series( metric == "errors", $service : service )
                Event( service == $service, $kind : kind )
            then
                insertLogical( Anomaly.of("fails", $s).pendingFor($kind) );
            end
            """;

    private static Fact.Event brokenEvent(DetectionFixture server) {
        return new Fact.Event(
                "shop", null, "no length of time", null, Map.of(), Duration.ofHours(1), server.now(), Map.of(), null);
    }

    private static EpisodeRecord quarantineOf(DetectionFixture server) {
        return server.episodes
                .find(new EpisodeStore.Query(null, "fixpoint", "rule-quarantined", null, null), true, 0, 10)
                .get(0);
    }

    @Test
    void aRuleInQuarantineIsAnAnomalyThatOutlivesARestartAndClearsWithAnotherRelease() {
        DetectionFixture server = server(SPIKE + FAILS);
        server.receive(server.sample("shop", "i1", "errors", 11));
        server.receive(brokenEvent(server), server.sample("shop", "i1", "errors", 12));

        EpisodeRecord before = quarantineOf(server);
        assertThat(before.status()).isEqualTo(Anomaly.Status.FIRING);
        assertThat(before.anomaly().getLabels())
                .containsExactlyInAnyOrderEntriesOf(Map.of("rule", "fails", "stage", "detection"));
        assertThat(before.anomaly().getSeverity()).isEqualTo(Severity.MAJOR);
        assertThat(before.anomaly().getDetail()).isEqualTo("it failed");
        assertThat(server.episodes.explanation(before.id()))
                .singleElement()
                .satisfies(match -> assertThat(match.rule()).isEqualTo("fails"));
        assertThat(server.episodes.unconsumed(10))
                .extracting(Episodes.Transition::episodeId)
                .contains(before.id());

        server.pass(Duration.ofMinutes(1));
        server.crash();
        server.pass(Duration.ofMinutes(1));
        assertThat(quarantineOf(server)).isEqualTo(before);

        rules.release(SPIKE);
        server.pass(Duration.ofSeconds(1));
        assertThat(quarantineOf(server).id()).isEqualTo(before.id());
        assertThat(quarantineOf(server).status()).isEqualTo(Anomaly.Status.CLEARED);
        assertThat(quarantineOf(server).clearedBy()).isEqualTo("release");
        assertThat(server.standing()).extracting(Anomaly::getName).containsExactly("spike");
    }

    @Test
    void theAnomalyOfAQuarantineClearsWhenThatIsLifted() {
        DetectionFixture server = server(SPIKE + FAILS);
        server.receive(server.sample("shop", "i1", "errors", 11));
        String spike = Objects.requireNonNull(server.only()).id();
        server.receive(brokenEvent(server), server.sample("shop", "i1", "errors", 12));
        server.pass(Duration.ofHours(2));

        rules.lift("fails");
        server.pass(Duration.ofSeconds(1));
        assertThat(quarantineOf(server).clearedBy()).isEqualTo("condition");
        assertThat(server.standing()).extracting(Anomaly::getId).containsExactly(spike);
    }

    @Test
    void aRuleOfAnotherStageInQuarantineIsAnAnomalyTooAndClearsNothingElse() {
        DetectionFixture server = server(SPIKE);
        server.receive(server.sample("shop", "i1", "errors", 11));
        rules.quarantineInTriage("spike");
        server.pass(Duration.ofSeconds(1));

        assertThat(quarantineOf(server).anomaly().getLabels()).containsEntry("stage", "triage");
        assertThat(server.standing())
                .extracting(Anomaly::getName)
                .containsExactlyInAnyOrder("spike", "rule-quarantined");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void wheneverItCrashesTheEpisodesAreTheSame(long seed) throws InterruptedException {
        String text = HIGH + SPIKE + SILENT + STALE + ALERTS;
        List<String> undisturbed = run(text, seed, false);
        List<String> disturbed = run(text, seed, true);

        assertThat(undisturbed).isNotEmpty();
        assertThat(disturbed).isEqualTo(undisturbed);
    }

    private static List<String> run(String text, long seed, boolean crashes) throws InterruptedException {
        Random facts = new Random(seed);
        Random crash = new Random(seed * 31);
        try (DetectionFixture server =
                new DetectionFixture(new CompiledRules(text), Map.of("fixpoint.detection.commit-every", "PT0.01S"))) {
            for (int step = 0; step < 120; step++) {
                List<Fact> batch = new ArrayList<>();
                String instance = "i" + facts.nextInt(3);
                for (int i = facts.nextInt(4); i > 0; i--) {
                    Instant late = server.now().minusSeconds(facts.nextInt(3));
                    batch.add(sample("shop", instance, "errors", facts.nextInt(20), late));
                }
                if (facts.nextInt(4) == 0) {
                    batch.add(server.heartbeat("shop", instance, Duration.ofSeconds(8)));
                }
                if (facts.nextInt(10) == 0) {
                    batch.add(server.alert("shop", "A" + facts.nextInt(2), facts.nextBoolean()));
                }
                if (!batch.isEmpty()) {
                    server.log.append(batch);
                }
                for (int second = facts.nextInt(25); second > 0; second--) {
                    server.clock.advance(Duration.ofSeconds(1));
                    server.log.tick();
                }
                if (facts.nextInt(20) == 0) {
                    server.clock.advance(Duration.ofMinutes(2));
                    server.log.start(FactLog.START);
                }
                if (crashes && crash.nextInt(4) == 0) {
                    server.crash();
                } else if (crash.nextBoolean()) {
                    server.process();
                }
            }
            server.process();
            return server.episodes.find(new EpisodeStore.Query(null, null, null, null, null), false, 0, 1000).stream()
                    .map(episode -> episode.anomaly() + " " + episode.status() + " " + episode.startedAt() + " "
                            + episode.firingAt() + " " + episode.goneAt() + " " + episode.clearedAt())
                    .sorted()
                    .toList();
        }
    }
}
