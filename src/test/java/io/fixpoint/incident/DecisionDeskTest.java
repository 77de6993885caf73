package io.fixpoint.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.triage.DecisionSink;
import io.fixpoint.triage.DecisionSink.Reasoned;
import io.fixpoint.triage.Triage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatedWorld.class)
class DecisionDeskTest {
    @Inject
    DecisionSink desk;

    @Inject
    RecoveryProgress progress;

    @Inject
    IncidentStore store;

    @Inject
    KnownEpisodes episodes;

    @Inject
    KnownRecoveries recoveries;

    @Inject
    EntityManager entities;

    @Inject
    Triage triage;

    @BeforeEach
    void emptyWorld() {
        // The test decides in its place.
        triage.stop();
        episodes.clear();
        recoveries.clear();
        QuarkusTransaction.requiringNew().run(() -> {
            for (Incident incident : desk.incidents()) {
                if (incident.isOpen()) {
                    decide(ResolveIncident.of(incident));
                }
            }
        });
    }

    @Test
    void oneIncidentPerKeyHoweverManyAnomaliesJoin() {
        for (int i = 0; i < 5; i++) {
            decide(open(episodes.firing("error-ratio-" + i, "checkout", Severity.MAJOR))
                    .process("recovery"));
        }

        Incident incident = onlyOpen();
        assertThat(episodes.ofIncident(incident.getId())).hasSize(5);
        assertThat(recoveries.count()).isEqualTo(1);
        assertThat(incident.getStatus()).isEqualTo(Status.RECOVERING);
    }

    @Test
    void decisionIsCarriedOutOnceByItsKey() {
        OpenIncident decision =
                open(episodes.firing("error-ratio", "checkout", Severity.MAJOR)).process("recovery");
        decide(decision);
        Incident first = onlyOpen();
        decide(ResolveIncident.of(first));

        decide(decision);

        assertThat(openIncidents()).isEmpty();
        assertThat(recoveries.count()).isEqualTo(1);
    }

    @Test
    void theSameFaultNextWeekOpensANewIncident() {
        String first = episodes.firing("error-ratio", "checkout", Severity.MAJOR);
        decide(open(first).process("recovery"));
        Incident before = onlyOpen();
        episodes.clears(first);
        decide(ResolveIncident.of(before));

        decide(open(episodes.firing("error-ratio", "checkout", Severity.MAJOR)).process("recovery"));

        assertThat(onlyOpen().getNumber()).isGreaterThan(before.getNumber());
        assertThat(recoveries.count()).isEqualTo(2);
    }

    @Test
    void incidentAndRecoveryCommitTogetherOrNotAtAll() {
        String episode = episodes.firing("error-ratio", "checkout", Severity.MAJOR);
        OpenIncident decision = open(episode).process("recovery");
        recoveries.fail(1, new IllegalStateException("injected between incident and process start"));

        assertThatThrownBy(() -> decide(decision)).hasMessageContaining("injected");

        assertThat(openIncidents()).isEmpty();
        assertThat(recoveries.count()).isZero();
        assertThat(episodes.byId(episode).orElseThrow().getIncident()).isNull();

        decide(decision);
        assertThat(onlyOpen().getStatus()).isEqualTo(Status.RECOVERING);
        assertThat(recoveries.count()).isEqualTo(1);
    }

    @Test
    void unknownProcessEscalatesInsteadOfFailing() {
        decide(open(episodes.firing("error-ratio", "checkout", Severity.MAJOR)).process("unknown"));

        Incident incident = onlyOpen();
        assertThat(incident.getStatus()).isEqualTo(Status.ESCALATED);
        assertThat(timeline(incident)).anyMatch(line -> line.contains("no process 'unknown' is deployed"));
    }

    @Test
    void observingStartsNothing() {
        recoveries.observe();
        decide(open(episodes.firing("error-ratio", "checkout", Severity.MAJOR)).process("recovery"));

        assertThat(onlyOpen().getStatus()).isEqualTo(Status.OPEN);
    }

    @Test
    void severityFollowsTheWorstAnomalyUnlessARuleStatesAnother() {
        decide(open(episodes.firing("slow", "checkout", Severity.MINOR)));
        assertThat(onlyOpen().getPriority()).isEqualTo(Priority.P3);
        String worse = episodes.firing("silent", "checkout", Severity.CRITICAL);
        decide(JoinIncident.of(anomaly(worse), onlyOpen()));
        assertThat(onlyOpen().getSeverity()).isEqualTo(Severity.CRITICAL);
        assertThat(onlyOpen().getPriority()).isEqualTo(Priority.P1);

        Incident incident = onlyOpen();
        standing(
                SetSeverity.of(incident, Severity.WARNING),
                SetSeverity.of(incident, Severity.MAJOR),
                SetPriority.of(incident, Priority.P5));
        assertThat(onlyOpen().getSeverity()).isEqualTo(Severity.MAJOR);
        assertThat(onlyOpen().getPriority()).isEqualTo(Priority.P5);

        standing();
        assertThat(onlyOpen().getSeverity()).isEqualTo(Severity.CRITICAL);
        assertThat(onlyOpen().getPriority()).isEqualTo(Priority.P1);
    }

    @Test
    void endWithoutVerificationResolvesOnlyIfNothingStands() {
        String episode = episodes.firing("error-ratio", "checkout", Severity.MAJOR);
        decide(open(episode));
        Incident incident = onlyOpen();
        progress.recoveryStarted(incident.getId(), "r-" + incident.getId(), "mine", "admin");
        progress.recoveryEnded(incident.getId(), "r-" + incident.getId(), false, "It came to its end.");
        assertThat(onlyOpen().getStatus()).isEqualTo(Status.ESCALATED);

        decide(StartRecovery.of(incident));
        episodes.clears(episode);
        String second = QuarkusTransaction.requiringNew()
                .call(() -> store.recoveries(incident.getId()).get(1).recovery);
        progress.recoveryEnded(incident.getId(), second, false, "It came to its end.");
        assertThat(openIncidents()).isEmpty();
    }

    @Test
    void resolvedIncidentWhoseAnomalyGoesOnIsReopenedForAPerson() {
        String episode = episodes.firing("error-ratio", "checkout", Severity.MAJOR);
        decide(open(episode).process("recovery"));
        Incident incident = onlyOpen();
        String recovery = QuarkusTransaction.requiringNew()
                .call(() -> store.recoveries(incident.getId()).get(0).recovery);
        progress.recoveryEnded(incident.getId(), recovery, true, "Recovered.");
        assertThat(openIncidents()).isEmpty();

        desk.review();

        assertThat(onlyOpen().getId()).isEqualTo(incident.getId());
        assertThat(onlyOpen().getStatus()).isEqualTo(Status.ESCALATED);
    }

    @Test
    void decisionThatIsGivenUpAsksAPerson() {
        OpenIncident decision = open(episodes.firing("error-ratio", "checkout", Severity.MAJOR));
        desk.giveUp(new Reasoned(decision, List.of()), "it fails each time");

        assertThat(onlyOpen().getStatus()).isEqualTo(Status.ESCALATED);
        decide(decision);
        assertThat(openIncidents()).hasSize(1);
    }

    private OpenIncident open(String episode) {
        return OpenIncident.of(anomaly(episode)).correlationKey("checkout");
    }

    private Anomaly anomaly(String episode) {
        return episodes.byId(episode).orElseThrow();
    }

    private void decide(Decision... decisions) {
        carryOut(Arrays.asList(decisions), List.of());
    }

    private void standing(Decision... decisions) {
        carryOut(List.of(), Arrays.asList(decisions));
    }

    private void carryOut(List<Decision> once, Collection<Decision> standing) {
        QuarkusTransaction.joiningExisting().run(() -> desk.carryOut(reasoned(once), reasoned(standing)));
    }

    private static List<Reasoned> reasoned(Collection<Decision> decisions) {
        return decisions.stream()
                .map(decision -> new Reasoned(decision, List.of()))
                .toList();
    }

    private List<Incident> openIncidents() {
        return desk.incidents().stream().filter(Incident::isOpen).toList();
    }

    private Incident onlyOpen() {
        assertThat(openIncidents()).hasSize(1);
        return openIncidents().get(0);
    }

    private List<String> timeline(Incident incident) {
        return QuarkusTransaction.requiringNew()
                .call(() -> store.timeline(incident.getId()).stream()
                        .map(row -> row.what + ": " + row.detail)
                        .toList());
    }
}
