package io.fixpoint.notification;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.fixpoint.incident.Announcement;
import io.fixpoint.incident.IncidentSuppressed;
import io.fixpoint.incident.StatedWorld;
import io.fixpoint.notification.DeliveryEntity.State;
import io.fixpoint.rest.PageQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatedWorld.class)
class DeliveriesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Deliveries deliveries;

    @Inject
    DeliveryStore store;

    @Inject
    NotificationConfig config;

    @Inject
    Event<Announcement> announcements;

    @Inject
    Event<IncidentSuppressed> suppressions;

    private final String incident = UUID.randomUUID().toString();
    private WireMockServer receiver = new WireMockServer();

    @BeforeEach
    void start() {
        receiver = new WireMockServer(WireMockConfiguration.options()
                .port(config.webhook().orElseThrow().getPort()));
        receiver.start();
        deliveries.stop();
        deliveries.start();
    }

    @AfterEach
    void stop() {
        deliveries.stop();
        receiver.stop();
    }

    @Test
    void announcementIsPostedInAlertmanagersFormat() {
        receiver.stubFor(post("/hook").willReturn(aResponse().withStatus(200)));

        announce(Announcement.Kind.INCIDENT_OPENED);

        awaitState(State.DELIVERED);
        receiver.verify(
                1,
                postRequestedFor(urlEqualTo("/hook"))
                        .withRequestBody(matchingJsonPath("$.version", equalTo("4")))
                        .withRequestBody(matchingJsonPath("$.status", equalTo("firing")))
                        .withRequestBody(matchingJsonPath("$.groupLabels.incident", equalTo(incident)))
                        .withRequestBody(matchingJsonPath("$.alerts[0].labels.alertname", equalTo("INCIDENT_OPENED")))
                        .withRequestBody(matchingJsonPath("$.alerts[0].labels.service", equalTo("checkout")))
                        .withRequestBody(matchingJsonPath("$.alerts[0].annotations.summary", equalTo("It fails")))
                        .withRequestBody(matchingJsonPath("$.alerts[0].endsAt", equalTo("0001-01-01T00:00:00Z"))));
    }

    @Test
    void failingReceiverIsTriedAgainUntilItTakesIt() {
        receiver.stubFor(post("/hook")
                .withRequestBody(containing(incident))
                .inScenario("mends")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(503))
                .willSetStateTo("redirecting"));
        receiver.stubFor(post("/hook")
                .withRequestBody(containing(incident))
                .inScenario("mends")
                .whenScenarioStateIs("redirecting")
                .willReturn(aResponse().withStatus(302).withHeader("Location", "/elsewhere"))
                .willSetStateTo("mended"));
        receiver.stubFor(post("/hook")
                .withRequestBody(containing(incident))
                .inScenario("mends")
                .whenScenarioStateIs("mended")
                .willReturn(aResponse().withStatus(204)));

        announce(Announcement.Kind.ESCALATED);

        awaitState(State.DELIVERED);
        assertThat(delivery().attempts()).isEqualTo(3);
        receiver.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void rolledBackAnnouncementIsNeverSent() {
        receiver.stubFor(post("/hook").willReturn(aResponse().withStatus(200)));
        QuarkusTransaction.begin();
        announcements.fire(announcement(Announcement.Kind.INCIDENT_OPENED));
        QuarkusTransaction.rollback();

        assertThat(found()).isEmpty();
    }

    @Test
    void suppressedIncidentIsHeldBackUntilItIsNot() {
        receiver.stubFor(post("/hook").willReturn(aResponse().withStatus(200)));
        QuarkusTransaction.requiringNew().run(() -> {
            announcements.fire(announcement(Announcement.Kind.INCIDENT_OPENED));
            suppressions.fire(new IncidentSuppressed(incident, true));
        });
        assertThat(delivery().state()).isEqualTo(State.HELD);

        QuarkusTransaction.requiringNew().run(() -> suppressions.fire(new IncidentSuppressed(incident, false)));

        awaitState(State.DELIVERED);
    }

    private void announce(Announcement.Kind kind) {
        QuarkusTransaction.requiringNew().run(() -> announcements.fire(announcement(kind)));
    }

    private Announcement announcement(Announcement.Kind kind) {
        return new Announcement(
                kind, incident, "It fails", Map.of("incident", incident, "service", "checkout"), Map.of("title", "x"));
    }

    private List<DeliveryView> found() {
        return store.page(null, incident, new PageQuery()).items();
    }

    private DeliveryView delivery() {
        assertThat(found()).hasSize(1);
        return found().get(0);
    }

    private void awaitState(State state) {
        await().atMost(SOON).until(() -> delivery().state() == state);
    }
}
