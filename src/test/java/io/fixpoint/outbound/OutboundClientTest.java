package io.fixpoint.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundClientTest {
    @RegisterExtension
    static final WireMockExtension PEER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    @RegisterExtension
    static final WireMockExtension FORBIDDEN = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private final OutboundClient client = client(HttpSettings.endpoint(PEER.baseUrl()));

    @Test
    void answersAreGivenBackWhateverTheirStatus() {
        for (int status : new int[] {200, 404, 429, 500, 503}) {
            PEER.stubFor(get("/a")
                    .willReturn(aResponse()
                            .withStatus(status)
                            .withHeader("Content-Type", "application/json; charset=utf-8")
                            .withBody("{\"ä\":1}")));

            OutboundResponse response = client.send(request("GET", client.resolve("control", "a")));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo("{\"ä\":1}");
            assertThat(response.json()).isTrue();
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        FORBIDDEN.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(200)));
        PEER.stubFor(
                get("/moved").willReturn(aResponse().withStatus(302).withHeader("Location", FORBIDDEN.url("/inside"))));

        OutboundResponse response = client.send(request("GET", client.resolve("control", "/moved")));

        assertThat(response.status()).isEqualTo(302);
        FORBIDDEN.verify(0, getRequestedFor(anyUrl()));
    }

    @Test
    void hugeBodyIsReadNoFurtherThanAllowed() {
        PEER.stubFor(get("/huge").willReturn(aResponse().withBody("x".repeat(5_000_000))));

        OutboundResponse response = client.send(request("GET", client.resolve("control", "huge")));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.truncated()).isTrue();
        assertThat(response.body()).hasSize(HttpSettings.KEPT);
    }

    @Test
    void slowDripEndsInTimeWithTheStatusThatIsKnown() {
        PEER.stubFor(
                get("/drip").willReturn(aResponse().withBody("x".repeat(60)).withChunkedDribbleDelay(60, 60_000)));
        long start = System.nanoTime();

        OutboundResponse response = client.send(request("GET", client.resolve("control", "drip")));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.truncated()).isTrue();
    }

    @Test
    void missingAnswerLeavesTheOutcomeUnknown() {
        PEER.stubFor(post("/late").willReturn(aResponse().withFixedDelay(20_000)));

        assertThatThrownBy(() -> client.send(new OutboundRequest(
                        "POST",
                        client.resolve("control", "late"),
                        Map.of("Authorization", "Bearer secret"),
                        "{}",
                        Duration.ofMillis(300))))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("/late")
                .hasMessageContaining("PT0.3S")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    void brokenConnectionLeavesTheOutcomeUnknown(Fault fault) {
        PEER.stubFor(post("/broken").willReturn(aResponse().withFault(fault)));

        assertThatThrownBy(() -> client.send(request("POST", client.resolve("control", "broken"))))
                .isInstanceOf(NoAnswerException.class);
    }

    @Test
    void answerThatBreaksInItsBodyHasItsStatus() {
        PEER.stubFor(post("/half").willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        OutboundResponse response = client.send(request("POST", client.resolve("control", "half")));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.truncated()).isTrue();
    }

    @Test
    void refusedConnectionIsKnownNotToBeDone() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        OutboundClient alone = client(HttpSettings.endpoint("http://127.0.0.1:" + port));

        assertThatThrownBy(() -> alone.send(request("POST", alone.resolve("control", "a"))))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("refused");
    }

    @Test
    void unknownHostIsKnownNotToBeDone() {
        OutboundClient alone = client(HttpSettings.endpoint("http://nowhere.invalid"));

        assertThatThrownBy(() -> alone.send(request("POST", alone.resolve("control", "a"))))
                .isInstanceOf(NotSentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/a",
                "http://169.254.169.254/latest/meta-data",
                "https://127.0.0.1/",
                "http://user:secret@example.org/",
                "file:///etc/passwd",
                "ftp://example.org/",
                "http:///nohost",
                "urn:a"
            })
    void whatIsNotAllowedIsNotCalled(String address) {
        assertThatThrownBy(() -> client.send(request("GET", URI.create(address))))
                .isInstanceOf(NotSentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void anotherPortOfAnEndpointsHostIsNotAllowed() {
        assertThatThrownBy(() -> client.send(request("GET", URI.create(FORBIDDEN.url("/")))))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("fixpoint.http.allowed-hosts");
    }

    @Test
    void privateAddressNeedsAnEndpointOrTheSetting() {
        PEER.stubFor(get(urlPathEqualTo("/a")).willReturn(aResponse().withStatus(204)));
        URI local = URI.create("http://localhost:" + PEER.getPort() + "/a?token=secret");

        assertThatThrownBy(() -> client(HttpSettings.hosts(false, "localhost")).send(request("GET", local)))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("private")
                .hasMessageNotContaining("secret");
        assertThat(client(HttpSettings.hosts(true, "localhost"))
                        .send(request("GET", local))
                        .status())
                .isEqualTo(204);
        assertThat(client(HttpSettings.hosts(true, "localhost:" + PEER.getPort()))
                        .send(request("GET", local))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void nameThatChangesItsAddressAfterTheCheckLeadsNowhereElse() throws IOException {
        FORBIDDEN.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(200)));
        InetAddress outside = InetAddress.getByName("203.0.113.7");
        AtomicInteger asked = new AtomicInteger();
        OutboundClient changing =
                new OutboundClient(HttpSettings.hosts(false, "changing.test"), Clock.systemUTC(), host ->
                        new InetAddress[] {asked.getAndIncrement() == 0 ? outside : InetAddress.getLoopbackAddress()});

        assertThatThrownBy(() -> changing.send(
                        request("GET", URI.create("http://changing.test:" + FORBIDDEN.getPort() + "/inside"))))
                .isInstanceOfAny(NotSentException.class, NoAnswerException.class);
        assertThat(asked).hasValue(1);
        assertThatThrownBy(() -> changing.send(
                        request("GET", URI.create("http://changing.test:" + FORBIDDEN.getPort() + "/inside"))))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("private");
        FORBIDDEN.verify(0, getRequestedFor(anyUrl()));
    }

    @Test
    void checkedAddressIsCalledUnderTheHostsName() {
        PEER.stubFor(get(urlPathEqualTo("/named")).willReturn(aResponse().withStatus(204)));
        OutboundClient named = new OutboundClient(HttpSettings.hosts(true, "peer.test"), Clock.systemUTC(), host ->
                new InetAddress[] {InetAddress.getLoopbackAddress()});

        URI uri = URI.create("http://peer.test:" + PEER.getPort() + "/named?a=b%20c");

        assertThat(named.send(request("GET", uri)).status()).isEqualTo(204);
        PEER.verify(getRequestedFor(urlPathEqualTo("/named"))
                .withQueryParam("a", equalTo("b c"))
                .withHeader("Host", equalTo("peer.test:" + PEER.getPort())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "192.168.0.1",
                "172.16.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "192.0.0.170",
                "198.18.0.1",
                "255.255.255.255",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "::ffff:0:10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2001:0:53aa:64c::1"
            })
    void addressesThatAreNotPublicAreInside(String address) throws IOException {
        assertThat(InsideAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "2001:4860:4860::8888", "64:ff9b::8.8.8.8", "2002:808:808::1"})
    void publicAddressesAreNot(String address) throws IOException {
        assertThat(InsideAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void proxyOfTheMachineIsNotUsed() {
        PEER.stubFor(get("/straight").willReturn(aResponse().withStatus(204)));
        String before = System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(FORBIDDEN.getPort()));
        System.setProperty("http.nonProxyHosts", "");
        try {
            OutboundClient straight = client(HttpSettings.endpoint(PEER.baseUrl()));
            assertThat(straight.send(request("GET", straight.resolve("control", "straight")))
                            .status())
                    .isEqualTo(204);
            FORBIDDEN.verify(0, getRequestedFor(anyUrl()));
        } finally {
            System.clearProperty("http.nonProxyHosts");
            System.clearProperty("http.proxyPort");
            if (before == null) {
                System.clearProperty("http.proxyHost");
            } else {
                System.setProperty("http.proxyHost", before);
            }
        }
    }

    @Test
    void receiverSaysWhenItMayBeCalledAgain() {
        Instant now = Instant.parse("2026-11-25T10:00:00Z");
        assertThat(refused(429, "120").retryAfter(now)).contains(Duration.ofMinutes(2));
        assertThat(refused(503, "Wed, 25 Nov 2026 10:00:30 GMT").retryAfter(now))
                .contains(Duration.ofSeconds(30));
        assertThat(refused(429, "999999999").retryAfter(now)).contains(Duration.ofHours(1));
        assertThat(refused(429, "soon").retryAfter(now)).isEmpty();
        assertThat(refused(200, "120").retryAfter(now)).isEmpty();
    }

    private static OutboundResponse refused(int status, String wait) {
        return new OutboundResponse(status, Map.of("retry-after", List.of(wait)), "", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "%2e%2e/x", "a/%2E%2e/x", "a/.."})
    void pathCannotLeaveItsEndpoint(String path) {
        OutboundClient below = client(HttpSettings.endpoint(PEER.baseUrl() + "/control"));

        assertThatThrownBy(() -> below.resolve("control", path))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("leaves endpoint 'control'");
        assertThat(below.resolve("control", "/services/a/restart"))
                .hasToString(PEER.baseUrl() + "/control/services/a/restart");
        assertThat(client(HttpSettings.endpoint("http://a.example")).resolve("control", "//b.example/x"))
                .hasHost("a.example");
    }

    @Test
    void unknownEndpointNamesTheKeyToSet() {
        assertThatThrownBy(() -> client.resolve("kontrol", "a"))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("[control]")
                .hasMessageContaining("fixpoint.http.endpoints.kontrol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:80", "ftp://a", "http://", "http://u:p@a", "http://a b"})
    void endpointThatIsNoAddressStopsTheStart(String address) {
        assertThatThrownBy(() -> client(HttpSettings.endpoint(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fixpoint.http.endpoints.control");
    }

    private static OutboundClient client(HttpConfig config) {
        return new OutboundClient(config, Clock.systemUTC());
    }

    private static OutboundRequest request(String method, URI uri) {
        @Nullable String body = method.equals("POST") ? "{}" : null;
        return new OutboundRequest(method, uri, Map.of(), body, null);
    }
}
