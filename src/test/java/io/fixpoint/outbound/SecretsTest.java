package io.fixpoint.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.fixpoint.outbound.OutboundRequest.Part;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A secret is sent to its hosts, and told to nobody else. */
class SecretsTest {
    @RegisterExtension
    static final WireMockExtension PEER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().globalTemplating(true))
            .build();

    private static final String SECRET = "tok/en \"1&2\" ä<x>";
    private static final Set<Part> EVERYWHERE = EnumSet.allOf(Part.class);

    private final HttpSettings settings = HttpSettings.hosts(true, "localhost", "127.0.0.1");

    @BeforeEach
    void echo() {
        PEER.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withHeader("X-Echo", "{{request.headers.X-Token}}")
                        .withHeader("Content-Type", "text/plain;charset=utf-8")
                        .withBody("{{request.headers.X-Token}} {{{request.body}}} {{{request.url}}}")));
    }

    @Test
    void referenceIsReplacedAsItsPlaceNeedsIt() {
        OutboundClient client = client(settings.secret("key", SECRET, "localhost"));

        OutboundResponse response = client.send(
                request(Map.of("Content-Type", "application/json"), "{\"key\":\"{secret:key}\"}", EVERYWHERE));

        PEER.verify(anyRequestedFor(urlPathEqualTo("/tok/en%20%221%262%22%20%C3%A4%3Cx%3E"))
                .withQueryParam("k", equalTo(SECRET))
                .withRequestBody(equalToJson("{\"key\":\"tok/en \\\"1&2\\\" ä<x>\"}")));
        assertThat(response.body()).doesNotContain("tok", "1&2", "%20%22").contains("***");
    }

    @Test
    void headersAreFilledAndTheEchoIsHidden() {
        OutboundClient client = client(settings.secret("key", "Bearer abcdef123", "*.invalid", "localhost"));

        OutboundResponse response = client.send(request(Map.of("X-Token", "{secret:key}"), null, EVERYWHERE));

        PEER.verify(anyRequestedFor(anyUrl()).withHeader("X-Token", equalTo("Bearer abcdef123")));
        assertThat(response.body()).startsWith("***").doesNotContain("abcdef123");
        assertThat(response.headers().get("x-echo")).containsExactly("***");
    }

    @Test
    void whatIsNotOfTheAuthorIsTextLikeAnyOther() {
        OutboundClient client = client(settings.secret("key", SECRET, "localhost"));

        OutboundResponse response = client.send(request(Map.of(), "{secret:key}", Set.of()));

        assertThat(response.body()).contains("{secret:key}").contains("%7Bsecret:key%7D");
    }

    @Test
    void secretIsSentToItsHostsOnly() {
        OutboundClient client = client(
                settings.secret("key", SECRET, "127.0.0.1", "localhost:1").secret("nowhere", SECRET));

        assertThatThrownBy(() -> client.send(request(Map.of("X-Token", "{secret:key}"), null, EVERYWHERE)))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("may not be sent to localhost:" + PEER.getPort())
                .hasMessageContaining("fixpoint.http.secrets.key.hosts")
                .hasMessageNotContaining(SECRET);
        assertThatThrownBy(
                        () -> client.send(request(Map.of("X-Token", "{secret:nowhere}"), null, Set.of(Part.HEADERS))))
                .isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> client.send(request(Map.of("X-Token", "{secret:other}"), null, Set.of(Part.HEADERS))))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("There is no secret 'other'; known are [key, nowhere]");
        PEER.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void secretThatIsNoHeaderIsNotSentAndNotTold() {
        OutboundClient client = client(settings.secret("key", "two\r\nlines", "localhost"));

        assertThatThrownBy(() -> client.send(request(Map.of("X-Token", "{secret:key}"), null, Set.of(Part.HEADERS))))
                .isInstanceOf(NotSentException.class)
                .hasMessageNotContaining("lines")
                .hasNoCause();
    }

    @Test
    void folderIsReadAtEachUse(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("key"), "first-value\n");
        OutboundClient client = client(settings.secretsIn(folder, "key", "localhost"));
        assertThat(client.secrets()).containsExactly("key");

        client.send(request(Map.of("X-Token", "{secret:key}"), null, Set.of(Part.HEADERS)));
        Files.writeString(folder.resolve("key"), "second-value\n");
        client.send(request(Map.of("X-Token", "{secret:key}"), null, Set.of(Part.HEADERS)));

        PEER.verify(1, anyRequestedFor(anyUrl()).withHeader("X-Token", equalTo("first-value")));
        PEER.verify(1, anyRequestedFor(anyUrl()).withHeader("X-Token", equalTo("second-value")));
    }

    @Test
    void secretAtTheCutOfAnAnswerIsHiddenToo() {
        assertThat(Secrets.hide("the token is abcdef", Set.of("abcdefghij"), true))
                .isEqualTo("the token is ***");
        assertThat(Secrets.hide("the token is abcdef", Set.of("abcdefghij"), false))
                .endsWith("abcdef");
    }

    @Test
    void everyCommonSpellingIsHidden() {
        for (String spelt : new String[] {
            "tok/en \"1&2\" ä<x>",
            "TOK/EN \"1&2\" Ä<X>".replace("Ä", "ä"),
            "tok\\/en \\\"1&2\\\" ä<x>",
            "tok/en \\\"1&2\\\" \\u00e4<x>",
            "tok%2Fen+%221%262%22+%C3%A4%3Cx%3E",
            "tok%2fen%20%221%262%22%20%c3%a4%3cx%3e",
            "tok/en &quot;1&amp;2&quot; ä&lt;x&gt;",
            "dG9rL2VuICIxJjIiIMOkPHg+",
        }) {
            assertThat(Secrets.hide("<" + spelt + ">", Set.of(SECRET), false))
                    .as(spelt)
                    .isEqualTo("<***>");
        }
    }

    @Test
    void settingsAreReadByName() {
        HttpConfig config = new SmallRyeConfigBuilder()
                .withMapping(HttpConfig.class)
                .withDefaultValue("fixpoint.http.secrets.pager-1", "value-of-it")
                .withDefaultValue("fixpoint.http.secrets.pager-1.hosts", "a.example,b.example:8443")
                .withDefaultValue("fixpoint.http.secrets-dir", "/run/secrets")
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .build()
                .getConfigMapping(HttpConfig.class);

        assertThat(config.secrets()).containsOnlyKeys("pager-1");
        HttpConfig.Secret pager = config.secrets().values().iterator().next();
        assertThat(pager.value()).contains("value-of-it");
        assertThat(pager.hosts().orElseThrow()).containsExactly("a.example", "b.example:8443");
        assertThat(config.secretsDir()).contains(Path.of("/run/secrets"));
    }

    @Test
    void settingsAreReadFromTheEnvironment() {
        HttpConfig config = new SmallRyeConfigBuilder()
                .withMapping(HttpConfig.class)
                .withSources(new EnvConfigSource(
                        Map.of(
                                "FIXPOINT_HTTP_SECRETS_PAGER",
                                "value-of-it",
                                "FIXPOINT_HTTP_SECRETS_PAGER_HOSTS",
                                "a.example",
                                "FIXPOINT_HTTP_SECRETS_DIR",
                                "/run/secrets"),
                        300))
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .build()
                .getConfigMapping(HttpConfig.class);

        assertThat(config.secrets()).containsOnlyKeys("pager");
        HttpConfig.Secret pager = config.secrets().values().iterator().next();
        assertThat(pager.value()).contains("value-of-it");
        assertThat(pager.hosts().orElseThrow()).containsExactly("a.example");
        assertThat(config.secretsDir()).contains(Path.of("/run/secrets"));
    }

    @Test
    void shortSecretStopsTheStart() {
        assertThatThrownBy(() -> client(settings.secret("key", "12345", "localhost")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fixpoint.http.secrets.key")
                .hasMessageNotContaining("12345");
    }

    private static OutboundClient client(HttpConfig config) {
        return new OutboundClient(config, Clock.systemUTC());
    }

    private static OutboundRequest request(Map<String, String> headers, @Nullable String body, Set<Part> secretsIn) {
        String path = body == null ? "/" : "/{secret:key}?k={secret:key}";
        URI uri = URI.create(SecretReference.inAddress("http://localhost:" + PEER.getPort() + path));
        return new OutboundRequest("POST", uri, headers, body, null, secretsIn);
    }
}
