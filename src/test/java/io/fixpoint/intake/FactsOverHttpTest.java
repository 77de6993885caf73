package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Facts in and out as the contract says; each test has a service of its own. */
@QuarkusTest
class FactsOverHttpTest {
    private static final String FACTS = "/api/v1/facts";

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    private static RequestSpecification json(String body) {
        return admin().contentType("application/json").body(body.replace('\'', '"'));
    }

    @Test
    void oneFactIsTakenAndListed() {
        json("{'type':'sample','service':'one','instance':'i1','metric':'m','value':0.5,'labels':{'zone':'a'}}")
                .post(FACTS)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(1))
                .body("duplicates", equalTo(0))
                .body("rejected", hasSize(0));

        admin().get(FACTS + "?service=one&type=sample")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("next", nullValue())
                .body("items[0].metric", equalTo("m"))
                .body("items[0].labels.zone", equalTo("a"));
    }

    @Test
    void theValidOnesOfABatchAreTakenAndTheOthersNamed() {
        json("[{'type':'sample','service':'batch','metric':'m','value':1,'id':'x'},"
                        + "{'type':'sample','service':'batch','metric':'m','valeu':1},"
                        + "{'type':'heartbeat','service':'batch','interval':'PT30S','id':'x'}]")
                .post(FACTS)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(1))
                .body("duplicates", equalTo(1))
                .body("rejected", hasSize(1))
                .body("rejected[0].index", equalTo(1))
                .body("rejected[0].detail", containsString("Did you mean 'value'?"));
    }

    @Test
    void linesAreTakenPlainOrCompressed() throws IOException {
        String lines = "{\"type\":\"sample\",\"service\":\"lines\",\"metric\":\"m\",\"value\":1}\n\nno json\n"
                + "{\"type\":\"sample\",\"service\":\"lines\",\"metric\":\"m\",\"value\":2}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        admin().contentType("application/x-ndjson")
                .header("Content-Encoding", "gzip")
                .body(bytes.toByteArray())
                .post(FACTS)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(2))
                .body("rejected[0].index", equalTo(1));
    }

    @Test
    void aBodyThatIsSmallOnlyWhileCompressedIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 40; i++) {
                gzip.write(blanks);
            }
        }
        admin().contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body(bytes.toByteArray())
                .post(FACTS)
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
        admin().contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body("no gzip")
                .post(FACTS)
                .then()
                .statusCode(400);
        admin().contentType("application/json")
                .header("Content-Encoding", "br")
                .body("{}")
                .post(FACTS)
                .then()
                .statusCode(415);
    }

    @Test
    void cloudEventsAreFacts() {
        String deployment = "{'specversion':'1.0','id':'1','source':'/ci','type':'deployment','service':'cloudy',"
                + "'time':'" + Instant.now().minusSeconds(5) + "','data':{'version':'1.4.2','message':'out'}}";
        json(deployment)
                .contentType("application/cloudevents+json")
                .post(FACTS)
                .then()
                .statusCode(202);
        json("[" + deployment + ",{'specversion':'1.0','id':'2','source':'/probe','type':'io.fixpoint.sample',"
                        + "'data':{'service':'cloudy','metric':'m','value':2}}]")
                .contentType("application/cloudevents-batch+json")
                .post(FACTS)
                .then()
                .statusCode(202)
                .body("duplicates", equalTo(1))
                .body("accepted", equalTo(1));
        json("{'version':'1.4.3'}")
                .header("ce-specversion", "1.0")
                .header("ce-id", "3")
                .header("ce-source", "/ci")
                .header("ce-type", "deployment")
                .header("ce-service", "cloudy")
                .post(FACTS)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(1));
        json("{'specversion':'1.0','id':'4','source':'/ci','type':'deployment'}")
                .contentType("application/cloudevents+json")
                .post(FACTS)
                .then()
                .statusCode(422)
                .body("detail", containsString("does not name its service"));

        admin().get(FACTS + "?service=cloudy&type=event")
                .then()
                .body("total", equalTo(2))
                .body("items[0].kind", equalTo("deployment"))
                .body("items[0].message", equalTo("out"))
                .body("items[0].attributes.version", equalTo("1.4.2"))
                .body("items[1].attributes.version", equalTo("1.4.3"));
    }

    @Test
    void whatIsNoJsonIs400AndNothingValidIs422() {
        json("{'type':").post(FACTS).then().statusCode(400).contentType("application/problem+json");
        json("").post(FACTS).then().statusCode(400);
        json("[{'type':'sample'},7]")
                .post(FACTS)
                .then()
                .statusCode(422)
                .body("problems", hasSize(2))
                .body("problems[0].detail", containsString("'service' is missing"));
        json("[]").post(FACTS).then().statusCode(202).body("accepted", equalTo(0));
    }

    @Test
    void whoIsNobodyMayNeitherSendNorRead() {
        given().contentType("application/json").body("[]").post(FACTS).then().statusCode(401);
        given().get("/api/v1/anomalies").then().statusCode(401);
        given().get("/api/v1/series").then().statusCode(401);
    }

    @Test
    void aWebhookOfAlertmanagerIsTakenAndARepeatIsARefresh() {
        String webhook = "{'version':'4','status':'firing','alerts':[{'status':'firing','labels':"
                + "{'alertname':'Down','severity':'critical'},'annotations':{'summary':'It is down'},"
                + "'startsAt':'2026-11-22T20:08:36.238Z','endsAt':'0001-01-01T00:00:00Z','fingerprint':'f0'}]}";
        // Other tests of this server send alerts of no service, too.
        int before =
                admin().get(FACTS + "?service=unmapped&type=alert").jsonPath().getInt("total");
        for (int i = 0; i < 2; i++) {
            json(webhook).post("/api/v1/alertmanager").then().statusCode(202).body("accepted", equalTo(1));
        }
        admin().get(FACTS + "?service=unmapped&type=alert").then().body("total", equalTo(before + 2));
        json("{'alerts':7}").post("/api/v1/alertmanager").then().statusCode(422);
    }

    @Test
    void aSeriesIsKnownWithItsStatisticsAndPoints() {
        Instant start = Instant.now().minusSeconds(60);
        StringBuilder facts = new StringBuilder("[");
        for (int i = 0; i < 30; i++) {
            facts.append(i == 0 ? "" : ",")
                    .append("{'type':'sample','service':'points','instance':'i1','metric':'m','value':")
                    .append(i < 29 ? 10 : 100)
                    .append(",'time':'")
                    .append(start.plusSeconds(i))
                    .append("'}");
        }
        json(facts + "]").post(FACTS).then().statusCode(202).body("accepted", equalTo(30));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> admin().get("/api/v1/series?service=points")
                        .then()
                        .body("total", equalTo(1))
                        .body("items[0].samples", equalTo(30)));
        admin().get("/api/v1/series?service=points&metric=m")
                .then()
                .body("items[0].value", equalTo(100f))
                .body("items[0].previous", equalTo(10f))
                .body("items[0].mean5m", nullValue());
        admin().get("/api/v1/series/points?service=points&metric=m&instance=i1&size=100")
                .then()
                .body("total", equalTo(30))
                .body("items[0].anomalyScore.doubleValue()", closeTo(0, 0.01))
                .body("items[0].baseline", nullValue())
                .body("items[29].anomalyScore", greaterThan(0.9f));
        admin().get("/api/v1/series/points").then().statusCode(400);
    }

    @Test
    void anUnknownAnomalyIs404AndAWrongStatusIs400() {
        admin().get("/api/v1/anomalies/none").then().statusCode(404);
        admin().get("/api/v1/anomalies/none/explanation").then().statusCode(404);
        admin().get("/api/v1/anomalies?status=on").then().statusCode(400);
        admin().get("/api/v1/anomalies?service=nobody").then().statusCode(200).body("total", equalTo(0));
    }
}
