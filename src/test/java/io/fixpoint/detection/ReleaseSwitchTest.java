package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random releases in a row, random facts between: after each switch the server concludes what a fresh session concludes,
 * what stands on is the same episode since the same time, and what does not is cleared by the release.
 *
 * <p>{@code -Dfixpoint.tests.releases=1000} lets it go on for 1,000 releases.
 */
class ReleaseSwitchTest {
    private static final int RELEASES = Integer.getInteger("fixpoint.tests.releases", 40);
    private static final String HELPER = """
            declare Hot
                service : String @key
            end
            """;

    /** Pieces of rule sets; several conclude the same anomaly, join, count, or rest on helper facts. */
    private static final List<String> POOL = List.of(
            rule(
                    "high",
                    "$s : Series( metric == \"errors\", value > 5 )",
                    "Anomaly.of(\"bad\", $s).severity(Severity.MAJOR)"),
            rule(
                    "high-too",
                    "$s : Series( metric == \"errors\", max1m > 7 )",
                    "Anomaly.of(\"bad\", $s).severity(Severity.MAJOR)"),
            rule(
                    "high-minor",
                    "$s : Series( metric == \"errors\", value > 2 )",
                    "Anomaly.of(\"bad\", $s).severity(Severity.MINOR)"),
            rule("slow", "$s : Series( metric == \"latency\", value > 4 )", "Anomaly.of(\"slow\", $s)"),
            rule(
                    "both",
                    "$s : Series( metric == \"errors\", value > 3, $svc : service ) Series( service == $svc, metric =="
                            + " \"latency\", value > 3 )",
                    "Anomaly.of(\"both\", $s)"),
            rule(
                    "quiet",
                    "$s : Series( metric == \"errors\", $svc : service ) not Series( service == $svc, metric == \"latency\" )",
                    "Anomaly.of(\"quiet\", $s)"),
            rule(
                    "sum",
                    "$s : Series( $svc : service, metric == \"errors\" ) accumulate( Series( service == $svc, $v : value );"
                            + " $sum : sum($v); $sum > 9 )",
                    "Anomaly.of(\"sum\", $s)"),
            rule("alert", "$a : Alert( firing )", "Anomaly.of(\"alert\", $a).severity($a.getSeverity())"),
            rule("missing", "$h : Heartbeat( missing )", "Anomaly.of(\"missing\", $h)"),
            rule(
                    "event",
                    "$e : Event( kind == \"deployment\", $svc : service ) $s : Series( service == $svc, value > 1 )",
                    "Anomaly.of(\"released\", $s)"),
            rule("hot", "$s : Series( $svc : service, value > 7 )", "new Hot($svc)"),
            rule(
                    "hot-one",
                    "Hot( $svc : service ) $s : Series( service == $svc, metric == \"latency\" )",
                    "Anomaly.of(\"hot\", $s)"));

    private static String rule(String id, String when, String then) {
        return "rule \"%s\" when %s then insertLogical( %s ); end%n".formatted(id, when, then);
    }

    @Test
    void randomReleasesConcludeTheSameAsAFreshSession() {
        Random random = new Random(20261124);
        CompiledRules rules = new CompiledRules(HELPER + POOL.get(0));
        Set<String> clearedBy = new HashSet<>();
        int goneOn = 0;
        try (DetectionFixture server = new DetectionFixture(rules)) {
            for (int release = 0; release < RELEASES; release++) {
                for (int step = random.nextInt(3); step >= 0; step--) {
                    receive(server, random);
                }
                Map<List<Object>, Anomaly> before = standing(server);
                rules.release(HELPER
                        + POOL.stream().filter(rule -> random.nextInt(3) == 0).collect(Collectors.joining()));
                // A record without facts, so that only the release can change anything.
                server.log.tick();
                server.process();

                Map<List<Object>, Anomaly> after = standing(server);
                Map<List<Object>, Anomaly> fresh = fresh(server, rules);
                assertThat(after.keySet()).as("release %d", release).isEqualTo(fresh.keySet());
                after.forEach((identity, anomaly) -> assertThat(anomaly.getSeverity())
                        .isEqualTo(Objects.requireNonNull(fresh.get(identity)).getSeverity()));
                for (Map.Entry<List<Object>, Anomaly> stood : before.entrySet()) {
                    Anomaly now = after.get(stood.getKey());
                    if (now == null) {
                        String id = Objects.requireNonNull(stood.getValue().getId());
                        clearedBy.add(String.valueOf(
                                server.episodes.record(id).orElseThrow().clearedBy()));
                    } else {
                        goneOn++;
                        assertThat(now.getId()).isEqualTo(stood.getValue().getId());
                        assertThat(now.getStartedAt())
                                .isEqualTo(stood.getValue().getStartedAt());
                    }
                }
            }
        }
        assertThat(clearedBy).containsExactly("release");
        assertThat(goneOn).isGreaterThan(RELEASES / 2);
    }

    private static void receive(DetectionFixture server, Random random) {
        List<Fact> facts = new ArrayList<>();
        String service = "service" + random.nextInt(3);
        for (int i = random.nextInt(4); i > 0; i--) {
            Instant late = server.now().minusSeconds(random.nextInt(3));
            String metric = random.nextBoolean() ? "errors" : "latency";
            facts.add(DetectionFixture.sample(service, "i" + random.nextInt(2), metric, random.nextInt(10), late));
        }
        if (random.nextInt(5) == 0) {
            facts.add(server.alert(service, "A" + random.nextInt(2), random.nextBoolean()));
        }
        if (random.nextInt(5) == 0) {
            facts.add(server.heartbeat(service, "i0", Duration.ofSeconds(10)));
        }
        if (random.nextInt(10) == 0) {
            facts.add(new Fact.Event(
                    service, null, "deployment", null, Map.of(), Duration.ofSeconds(30), server.now(), Map.of(), null));
        }
        if (!facts.isEmpty()) {
            server.receive(facts.toArray(Fact[]::new));
        }
        server.pass(Duration.ofSeconds(random.nextInt(6)));
    }

    private static Map<List<Object>, Anomaly> standing(DetectionFixture server) {
        return server.standing().stream().collect(Collectors.toMap(Anomaly::identity, Function.identity()));
    }

    /** What a session concludes that never knew another release; of one identity the worst. */
    private static Map<List<Object>, Anomaly> fresh(DetectionFixture server, CompiledRules rules) {
        Map<List<Object>, Anomaly> concluded = new HashMap<>();
        try (RuleSession session = rules.open(Stage.DETECTION)) {
            server.detector().read(state -> {
                state.tellAll(session::put);
                return session.fire();
            });
            for (Conclusion conclusion : session.standing()) {
                Anomaly anomaly = (Anomaly) conclusion.value();
                concluded.merge(
                        anomaly.identity(),
                        anomaly,
                        (one, other) -> one.getSeverity().compareTo(other.getSeverity()) >= 0 ? one : other);
            }
        }
        return concluded;
    }
}
