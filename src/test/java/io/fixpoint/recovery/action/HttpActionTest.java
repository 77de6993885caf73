package io.fixpoint.recovery.action;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.fixpoint.outbound.HttpSettings;
import io.fixpoint.outbound.OutboundClient;
import io.fixpoint.recovery.action.JournaledAction.Origin;
import io.fixpoint.recovery.action.JournaledAction.Prepared;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpActionTest {
    @RegisterExtension
    static final WireMockExtension PEER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private static final Origin ORIGIN = new Origin("job-1", "recovery-1", "incident-1");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpAction action = new HttpAction(
            new ActionJournal(new InMemoryJournalStore(), json, Clock.systemUTC()),
            new OutboundClient(HttpSettings.endpoint(PEER.baseUrl() + "/"), Clock.systemUTC()),
            json);

    @Test
    void valueThatLeadsOutOfTheEndpointIsRefusedHoweverItIsWritten() {
        for (String target : new String[] {"../../admin", "..;/admin", "%2e%2e/admin"}) {
            assertThatThrownBy(() -> prepare(Map.of(
                            "endpoint", "control", "path", "services/" + target.replace("/", "%2F"), "method", "post")))
                    .as(target)
                    .isInstanceOf(NotDoneException.class)
                    .hasMessageContaining("leaves endpoint");
        }
    }

    @Test
    void callsAnEndpointWithTheJournalsKey() {
        answer(200, "{\"restarted\":true}");

        Prepared prepared = prepare(Map.of(
                "endpoint", "control",
                "path", "services/{target}/restart",
                "target", "orders/a b",
                "method", "post",
                "headers", Map.of("X-Token", "secret"),
                "body", Map.of("incidentId", "incident-1")));
        Map<String, @Nullable Object> response = prepared.run().get();

        assertThat(prepared.summary())
                .startsWith("POST " + PEER.baseUrl() + "/services/orders%2Fa%20b/restart")
                .contains("X-Token")
                .doesNotContain("secret");
        assertThat(prepared.harmless()).isFalse();
        assertThat(response)
                .containsEntry("status", 200)
                .containsEntry("body", Map.of("restarted", true))
                .containsEntry("truncated", false);
        PEER.verify(
                1,
                postRequestedFor(urlEqualTo("/services/orders%2Fa%20b/restart"))
                        .withHeader("Idempotency-Key", equalTo("job-1"))
                        .withHeader("X-Token", equalTo("secret"))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withRequestBody(equalToJson("{\"incidentId\":\"incident-1\"}")));
    }

    @Test
    void withoutBodyItReadsAndMayBeRepeated() {
        answer(200, "fine");

        Prepared prepared = prepare(Map.of("endpoint", "control", "path", "health"));

        assertThat(prepared.harmless()).isTrue();
        assertThat(prepared.run().get()).containsEntry("body", "fine");
        PEER.verify(1, getRequestedFor(urlEqualTo("/health")).withHeader("Content-Type", absent()));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 429, 500, 503})
    void answerThatIsNotExpectedIsAFailure(int status) {
        answer(status, "out of stock");

        assertThatThrownBy(() -> prepare(Map.of("endpoint", "control", "path", "a", "method", "POST"))
                        .run()
                        .get())
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("answered " + status)
                .hasMessageContaining("out of stock");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whatTheReceiverRefusesForNowIsNotDoneAndTriedWhenItSays(int status) {
        PEER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", "90")));

        assertThatThrownBy(() -> prepare(Map.of("endpoint", "control", "path", "a", "method", "POST"))
                        .run()
                        .get())
                .isInstanceOfSatisfying(
                        NotDoneException.class,
                        refused -> assertThat(refused.again()).contains(Duration.ofSeconds(90)));
    }

    @Test
    void expectedStatusIsNoFailure() {
        answer(404, "");

        Map<String, @Nullable Object> response = prepare(
                        Map.of("endpoint", "control", "path", "a", "expectedStatus", "2xx, 404"))
                .run()
                .get();

        assertThat(response).containsEntry("status", 404).containsEntry("body", null);
    }

    @Test
    void wrongInputsNameTheParameter() {
        refused("url", Map.of());
        refused("url", Map.of("url", "http://a", "endpoint", "control"));
        refused("target", Map.of("endpoint", "control", "path", "services/{target}"));
        refused("target", Map.of("endpoint", "control", "path", "services/{target}", "target", ".."));
        refused("expectedStatus", Map.of("endpoint", "control", "expectedStatus", "ok"));
        refused("timeout", Map.of("endpoint", "control", "timeout", "5 seconds"));
        refused("timeout", Map.of("endpoint", "control", "timeout", "PT0S"));
        refused("headers", Map.of("endpoint", "control", "headers", "a: b"));
    }

    @Test
    void headerThatWouldSplitTheRequestIsRefused() {
        Prepared prepared = prepare(Map.of("endpoint", "control", "headers", Map.of("X-A", "1\r\nX-Secret: hidden")));

        assertThatThrownBy(() -> prepared.run().get())
                .isInstanceOf(NotDoneException.class)
                .hasMessageNotContaining("hidden");
    }

    private void refused(String parameter, Map<String, Object> inputs) {
        assertThatThrownBy(() -> prepare(inputs))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("'" + parameter + "'");
    }

    private Prepared prepare(Map<String, Object> inputs) {
        return action.prepare(new Inputs(inputs::get, name -> ""), ORIGIN);
    }

    private static void answer(int status, String body) {
        PEER.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", body.startsWith("{") ? "application/json" : "text/plain")
                        .withBody(body)));
    }
}
