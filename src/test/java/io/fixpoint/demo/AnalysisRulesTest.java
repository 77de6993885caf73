package io.fixpoint.demo;

import static io.fixpoint.demo.ShippedRules.NOON;
import static io.fixpoint.demo.ShippedRules.anomaly;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Anomaly.Status;
import io.fixpoint.fact.Cause;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Event;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.PastIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Suspect;
import io.fixpoint.rule.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped analysis rules: cause and repairs for what was found. */
class AnalysisRulesTest {
    private static final List<Object> SHOP = List.of(
            new Dependency("gateway", "orders"),
            new Dependency("orders", "payment"),
            new Dependency("orders", "inventory"),
            new Dependency("orders", "database"),
            new Dependency("inventory", "database"));

    @ParameterizedTest
    @ValueSource(strings = {"silent", "InstanceDown", "TargetDown", "ServiceDown"})
    void aServiceWithoutASignOfLifeHasCrashedAndIsRestarted(String name) {
        Analysis analysis =
                analyze(suspect("inventory"), standing(name, "inventory"), standing("error-ratio", "orders"));

        assertThat(analysis.cause()).isEqualTo("crashed of inventory");
        assertThat(analysis.repairs()).containsExactly("1 repair-restart inventory FIX null undo null");
    }

    @Test
    void aReleaseRightBeforeIsRolledBack() {
        Analysis analysis = analyze(
                suspect("orders"),
                standing("error-ratio", "orders"),
                standing("error-ratio", "gateway"),
                event("orders", "deployment", NOON.minusSeconds(60)));

        assertThat(analysis.cause()).isEqualTo("bad-release of orders");
        assertThat(analysis.repairs()).containsExactly("1 repair-rollback orders FIX null undo repair-rollforward");
    }

    @Test
    void aReleaseThatMakesItsServiceCrashIsRolledBackToo() {
        Analysis analysis = analyze(
                suspect("orders"), standing("silent", "orders"), event("orders", "deployment", NOON.minusSeconds(60)));

        assertThat(analysis.cause()).isEqualTo("bad-release of orders");
    }

    @Test
    void aReleaseThatWasTakenBackOrIsLongAgoOrOfAnotherServiceIsNoCause() {
        List<Object> errors = List.of(suspect("orders"), standing("error-ratio", "orders"));

        for (List<Object> events : List.<List<Object>>of(
                List.of(
                        event("orders", "deployment", NOON.minusSeconds(120)),
                        event("orders", "rollback", NOON.minusSeconds(60))),
                List.of(event("orders", "deployment", NOON.minus(Duration.ofHours(2)))),
                List.of(event("payment", "deployment", NOON.minusSeconds(60))))) {
            List<Object> facts = new ArrayList<>(errors);
            facts.addAll(events);
            Analysis analysis = analyze(facts.toArray());

            assertThat(analysis.causes()).isEmpty();
            assertThat(analysis.repairs()).containsExactly("1 repair-restart orders MITIGATE APPROVAL undo null");
        }
    }

    @Test
    void theServiceThatCannotWorkItsQueueOffIsScaledNotThoseThatWaitForIt() {
        Analysis analysis = analyze(
                suspect("orders"),
                standing("queue-full", "orders"),
                standing("queue-full", "payment"),
                standing("queue-full", "gateway"));

        assertThat(analysis.cause()).isEqualTo("overload of payment");
        assertThat(analysis.repairs()).containsExactly("1 repair-scale payment MITIGATE null undo repair-scale-back");
    }

    @Test
    void whoWaitsForASlowDatabaseIsScaledAndIfThatDoesNotHelpTheDatabaseIsFailedOver() {
        Analysis analysis = analyze(
                suspect("database"),
                standing("slow-queries", "database"),
                standing("queue-full", "database"),
                standing("queue-full", "orders"));

        assertThat(analysis.cause()).isEqualTo("slow-database of database");
        assertThat(analysis.repairs())
                .containsExactly(
                        "1 repair-scale orders MITIGATE null undo repair-scale-back",
                        "2 repair-failover database FIX null undo repair-failback");
    }

    @Test
    void whatDidNotHelpAgainstTheSameCauseIsNotTriedAgain() {
        Analysis analysis = analyze(
                suspect("database"),
                standing("slow-queries", "database"),
                new PastIncident("7", "database", "slow-database", "repair-scale", false, NOON.minusSeconds(600)));

        assertThat(analysis.repairs()).containsExactly("2 repair-failover database FIX null undo repair-failback");
    }

    @Test
    void aFullDiskIsFailedOverOnlyIfAPersonAgrees() {
        Analysis analysis =
                analyze(suspect("database"), standing("disk-filling", "database"), standing("error-ratio", "gateway"));

        assertThat(analysis.cause()).isEqualTo("disk-full of database");
        assertThat(analysis.repairs())
                .containsExactly("1 repair-failover database MITIGATE APPROVAL undo repair-failback");
    }

    @Test
    void whatHasClearedIsNoCause() {
        Analysis analysis =
                analyze(suspect("orders"), anomaly("silent", "inventory", Severity.CRITICAL, Status.CLEARED, "1"));

        assertThat(analysis.causes()).isEmpty();
    }

    private record Analysis(List<String> causes, List<String> repairs) {
        String cause() {
            assertThat(causes).hasSize(1);
            return causes.get(0);
        }
    }

    private static Analysis analyze(Object... facts) {
        List<Object> all = new ArrayList<>(SHOP);
        all.add(new Incident(
                "1",
                1,
                "title",
                Incident.Status.RECOVERING,
                Severity.MAJOR,
                Priority.P2,
                "gateway",
                Set.of("gateway"),
                "gateway",
                NOON,
                NOON,
                null));
        all.addAll(List.of(facts));
        List<Object> concluded = ShippedRules.conclusions(Stage.ANALYSIS, all);
        return new Analysis(
                concluded.stream()
                        .filter(Cause.class::isInstance)
                        .map(Cause.class::cast)
                        .map(cause -> cause.getKind() + " of " + cause.getService())
                        .toList(),
                concluded.stream()
                        .filter(Repair.class::isInstance)
                        .map(Repair.class::cast)
                        .sorted(Comparator.comparing(Repair::getOrder))
                        .map(repair -> repair.getOrder() + " " + repair.getProcess() + " " + repair.getTarget() + " "
                                + repair.getKind() + " " + repair.getMode() + " undo " + repair.getUndo())
                        .toList());
    }

    private static Suspect suspect(String service) {
        return new Suspect(1, service, 0.6, "it has an anomaly");
    }

    private static Anomaly standing(String name, String service) {
        return anomaly(name, service, Severity.MAJOR, Status.FIRING, "1");
    }

    private static Event event(String service, String kind, Instant time) {
        return new Event(
                new Fact.Event(service, null, kind, "1.1.0", Map.of(), Duration.ofHours(1), time, Map.of(), null));
    }
}
