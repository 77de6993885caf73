package io.fixpoint.recovery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model uses a secret; whoever looks anywhere finds nothing of it, though the peer repeats it in all it says. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class SecretsInRecoveriesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final WireMockExtension PEER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().globalTemplating(true))
            .build();

    private static final String CALL = """
            <bpmn:serviceTask id="Step" camunda:delegateExpression="${http}">
              <bpmn:extensionElements><camunda:inputOutput>
                <camunda:inputParameter name="url">http://${host}/call?k={secret:pager}</camunda:inputParameter>
                <camunda:inputParameter name="headers"><camunda:map>
                  <camunda:entry key="X-Token">{secret:pager}</camunda:entry>
                </camunda:map></camunda:inputParameter>
                <camunda:inputParameter name="body"><camunda:map>
                  <camunda:entry key="key">{secret:pager}</camunda:entry>
                  <camunda:entry key="about">${about}</camunda:entry>
                </camunda:map></camunda:inputParameter>
              </camunda:inputOutput></bpmn:extensionElements>
            </bpmn:serviceTask>""";

    @Inject
    RecoveryEngine engine;

    @Inject
    Recoveries recoveries;

    @Inject
    RecoveryPages pages;

    @Inject
    RecordedProgress progress;

    @Inject
    AgroalDataSource database;

    private final RecordedLog log = new RecordedLog();

    @BeforeEach
    void begin() {
        engine.start();
        engine.startJobs();
        progress.forget();
        progress.open("secretive", "checkout");
    }

    @AfterEach
    void end() {
        log.close();
    }

    @Test
    void secretIsNowhereThoughThePeerRepeatsIt() throws SQLException {
        PEER.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{{{request.body}}}")));
        deploy("secret-done");

        String done = start("secret-done", "localhost:" + PEER.getPort(), "all well");
        await().atMost(SOON).until(() -> pages.hasEnded(done));

        PEER.verify(anyRequestedFor(anyUrl())
                .withHeader("X-Token", equalTo(EngineProfile.SECRET))
                .withQueryParam("k", equalTo(EngineProfile.SECRET))
                .withRequestBody(equalToJson("{\"about\":\"all well\",\"key\":\"s3cr3t \\\"+/a<&>tail\"}")));
        nothingToldTheSecret(done);
        assertThat(recovery(done)).contains("***");
    }

    @Test
    void failureTellsNothingEither() throws SQLException {
        PEER.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(403).withBody("no {{{request.body}}} {{{request.url}}}")));
        deploy("secret-failed");

        String failed = start("secret-failed", "localhost:" + PEER.getPort(), "all well");
        await().atMost(SOON).until(() -> pages.hasEnded(failed));

        PEER.verify(anyRequestedFor(anyUrl()).withRequestBody(containing("s3cr3t")));
        nothingToldTheSecret(failed);
    }

    @Test
    void secretOfOneHostIsNotSentToAnother() throws SQLException {
        PEER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        deploy("secret-elsewhere");

        String id = start("secret-elsewhere", "127.0.0.1:" + PEER.getPort(), "all well");

        assertThat(stalled(id)).contains("may not be sent to 127.0.0.1:" + PEER.getPort());
        PEER.verify(0, anyRequestedFor(anyUrl()));
        nothingToldTheSecret(id);
        recoveries.cancel(id, "the test is over", "test");
    }

    @Test
    void valueOfAVariableCannotReferToASecret() {
        PEER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        deploy("secret-injected");

        String id = start("secret-injected", "localhost:" + PEER.getPort(), "look: {secret:pager}");

        assertThat(stalled(id)).contains("refers to a secret by the value of a variable");
        PEER.verify(0, anyRequestedFor(anyUrl()));
        recoveries.cancel(id, "the test is over", "test");
    }

    private void nothingToldTheSecret(String id) throws SQLException {
        List<String> places = new ArrayList<>(log.records());
        places.add(recovery(id));
        places.addAll(everyRow());
        Logger.getLogger("io.fixpoint.test").warning("the log is heard");
        assertThat(log.records()).anyMatch(record -> record.startsWith("the log is heard"));
        assertThat(places).hasSizeGreaterThan(100).noneMatch(text -> text.contains("s3cr3t"));
    }

    private String recovery(String id) {
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/recoveries/" + id)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private String stalled(String id) {
        await().atMost(SOON).until(() -> pages.get(id).state() == RecoveryView.State.STALLED);
        return String.valueOf(pages.get(id).stalled());
    }

    private String start(String process, String host, String about) {
        return recoveries.start(process, "secretive", null, Map.of("host", host, "about", about), "ada");
    }

    private void deploy(String id) {
        engine.engine()
                .getRepositoryService()
                .createDeployment()
                .name(id)
                .addString(id + ".bpmn", Models.oneStep(id, CALL))
                .deploy();
    }

    /** All that the database holds, a text for each row. */
    private List<String> everyRow() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found =
                    connection.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"BASE TABLE", "TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).contains("ACTION_JOURNAL", "ACT_HI_VARINST", "ACT_GE_BYTEARRAY");
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select * from \"" + table + "\"")) {
                    while (row.next()) {
                        StringBuilder text = new StringBuilder(table);
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            text.append(' ').append(text(row.getObject(i)));
                        }
                        rows.add(text.toString());
                    }
                }
            }
        }
        return rows;
    }

    private static String text(@Nullable Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, Math.toIntExact(clob.length()));
        }
        if (value instanceof Blob blob) {
            return new String(blob.getBytes(1, Math.toIntExact(blob.length())), StandardCharsets.UTF_8);
        }
        return String.valueOf(value);
    }
}
