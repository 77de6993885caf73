package io.fixpoint.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.Severity;
import io.fixpoint.incident.KnownEpisodes;
import io.fixpoint.incident.KnownRecoveries;
import io.fixpoint.rule.RuleReleases;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RuledWorld.class)
class TriageTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Triage triage;

    @Inject
    RuleReleases rules;

    @Inject
    DecisionSink sink;

    @Inject
    KnownEpisodes episodes;

    @Inject
    KnownRecoveries recoveries;

    @BeforeEach
    void start() {
        episodes.clear();
        recoveries.clear();
        rules.start();
        triage.start();
    }

    @AfterEach
    void stop() {
        triage.stop();
    }

    @Test
    void anomalyOpensAnIncidentWithItsRecoveryAndIsConsumed() {
        String episode = firing("error-ratio", "checkout");

        Incident incident = awaitOpen("checkout");
        assertThat(incident.getStatus()).isEqualTo(Status.RECOVERING);
        assertThat(episodes.byId(episode).orElseThrow().getIncident()).isEqualTo(incident.getId());
        await().atMost(SOON).until(() -> episodes.unconsumed(10).isEmpty());
    }

    @Test
    void anomalyThatIsOverBeforeTriageLooksHasItsIncidentStill() {
        triage.stop();
        String episode = firing("error-ratio", "quick");
        clears(episode);

        triage.start();

        await().atMost(SOON).until(() -> episodes.byId(episode).orElseThrow().getIncident() != null);
        await().atMost(SOON).until(() -> episodes.unconsumed(10).isEmpty());
        await().atMost(SOON).until(() -> open("quick").isEmpty());
    }

    @Test
    void furtherAnomalyJoinsAndTheNextFaultOpensANewIncident() {
        String first = firing("error-ratio", "stock");
        Incident incident = awaitOpen("stock");
        String second = firing("latency", "stock");
        await().atMost(SOON).until(() -> episodes.ofIncident(incident.getId()).size() == 2);

        clears(first);
        clears(second);
        await().atMost(SOON).until(() -> open("stock").isEmpty());

        firing("error-ratio", "stock");
        assertThat(awaitOpen("stock").getNumber()).isGreaterThan(incident.getNumber());
    }

    @Test
    void failureBetweenIncidentAndRecoveryLeavesNothingAndIsTriedAgain() {
        long before = recoveries.count();
        recoveries.fail(1, new IllegalStateException("injected"));

        firing("error-ratio", "orders");

        awaitOpen("orders");
        assertThat(recoveries.count()).isEqualTo(before + 1);
        assertThat(sink.incidents().stream().filter(i -> i.getService().equals("orders")))
                .hasSize(1);
    }

    @Test
    void decisionThatAlwaysFailsHoldsUpNoOther() {
        firing("poison", "poisoned");
        firing("error-ratio", "payment");

        assertThat(awaitOpen("payment").getStatus()).isEqualTo(Status.RECOVERING);
        assertThat(awaitOpen("poisoned").getStatus()).isEqualTo(Status.ESCALATED);
        await().atMost(SOON).until(() -> episodes.unconsumed(10).isEmpty());
    }

    @Test
    void aStateIsAppliedWhileItStands() {
        firing("latency", "gateway");

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(awaitOpen("gateway").getPriority()).isEqualTo(Priority.P1));
    }

    @Test
    void whoeverStartedLastDecides() {
        long old = QuarkusTransaction.requiringNew().call(() -> owners.take("another server"));
        long now = owners.take("this one");
        assertThat(now).isGreaterThan(old);

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> owners.hold(old)))
                .hasMessageContaining("taken over by this one");
    }

    @Inject
    TriageOwnerStore owners;

    private String firing(String name, String service) {
        String episode = episodes.firing(name, service, Severity.MAJOR);
        triage.anomaliesChanged();
        return episode;
    }

    private void clears(String episode) {
        episodes.clears(episode);
        triage.anomaliesChanged();
    }

    private Optional<Incident> open(String service) {
        List<Incident> open = sink.incidents().stream()
                .filter(incident -> incident.isOpen() && incident.getService().equals(service))
                .toList();
        assertThat(open).hasSizeLessThanOrEqualTo(1);
        return open.stream().findFirst();
    }

    private Incident awaitOpen(String service) {
        await().atMost(SOON).until(() -> open(service).isPresent());
        return open(service).orElseThrow();
    }
}
