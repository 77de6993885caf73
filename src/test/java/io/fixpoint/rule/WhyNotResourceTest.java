package io.fixpoint.rule;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Why not, over HTTP, for the shipped rules; each test has a service of its own. */
@QuarkusTest
class WhyNotResourceTest {
    private static final String WHY_NOT = "/api/v1/rules/{id}/why-not";

    private final RuleReleases releases;

    WhyNotResourceTest(RuleReleases releases) {
        this.releases = releases;
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    private static void sample(String service, double value) {
        admin().contentType("application/json")
                .body(Map.of("type", "sample", "service", service, "metric", "http_error_ratio", "value", value))
                .post("/api/v1/facts")
                .then()
                .statusCode(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> admin().get("/api/v1/series?service=" + service)
                        .jsonPath()
                        .getList("items.value", Double.class)
                        .contains(value));
    }

    @Test
    void valueThatIsTooLowSaysHowNearItCame() {
        sample("why-low", 0.04);
        admin().get(WHY_NOT + "?service=why-low", "error-ratio")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("stage", equalTo("DETECTION"))
                .body("facts", greaterThan(0))
                .body("summary", containsString("no Series meets value > 0.05"))
                .body("summary", containsString("0.01 off"))
                .body("conditions", hasSize(1))
                .body("conditions[0].held", equalTo("NOT_HELD"))
                .body("conditions[0].source", containsString("http_error_ratio"))
                .body("conditions[0].closest[0].fact.service", equalTo("why-low"))
                .body("conditions[0].closest[0].missed[0].actual", equalTo(0.04f))
                .body("conditions[0].closest[0].missed[0].required", equalTo("> 0.05"))
                .body("conditions[0].closest[0].missed[0].distance.toDouble()", closeTo(0.01, 1e-6))
                .body("standing", hasSize(0));
    }

    @Test
    void whatHoldsButIsPendingSaysHowLongStill() {
        sample("why-pending", 0.2);
        admin().get(WHY_NOT + "?service=why-pending&stage=detection", "error-ratio")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("HOLDS"))
                .body("summary", containsString("All conditions hold. The anomaly error-ratio is "))
                .body("conditions[0].held", equalTo("HELD"))
                .body("standing", hasSize(1))
                .body("standing[0].name", equalTo("error-ratio"))
                .body("quarantined", nullValue());
    }

    @Test
    void timeInThePastIsAnsweredFromTheLog() {
        sample("why-past", 0.2);
        Instant before = Instant.now();
        sample("why-past", 0.01);
        admin().get(WHY_NOT + "?service=why-past&at=" + before, "error-ratio")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("HOLDS"))
                .body("at", notNullValue());
        admin().get(WHY_NOT + "?service=why-past", "error-ratio")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"));
        admin().get(WHY_NOT + "?service=why-past&at=2001-01-01T00:00:00Z", "error-ratio")
                .then()
                .statusCode(422)
                .body("detail", containsString("facts are kept for"));
        admin().get(WHY_NOT + "?service=why-past&at=2999-01-01T00:00:00Z", "error-ratio")
                .then()
                .statusCode(422)
                .body("detail", containsString("still to come"));
    }

    @Test
    void serviceWithoutFacts() {
        admin().get(WHY_NOT + "?service=why-nobody", "error-ratio")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("summary", containsString("No fact of the service 'why-nobody'"));
    }

    @Test
    void triageIsTriedOnWhatItSeesNow() {
        sample("why-triage", 0.01);
        admin().get(WHY_NOT + "?service=why-triage", "open")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("stage", equalTo("TRIAGE"))
                .body("conditions", hasSize(3))
                .body("conditions[0].held", equalTo("NOT_HELD"))
                .body("conditions[1].held", equalTo("NOT_REACHED"));
    }

    @Test
    void triageOfATimeInThePastSeesTheAnomaliesOfThen() {
        sample("why-was", 0.01);
        Instant before = Instant.now();
        sample("why-was", 0.2);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !admin().get("/api/v1/anomalies?service=why-was")
                        .jsonPath()
                        .getList("items")
                        .isEmpty());
        Instant then = Instant.now();
        admin().get(WHY_NOT + "?service=why-was&at=" + then, "heard")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("facts", greaterThan(0))
                .body("toString()", containsString("error-ratio"))
                .body("summary", containsString("last round of triage before that time"));
        admin().get(WHY_NOT + "?service=why-was&at=" + before, "heard")
                .then()
                .statusCode(200)
                .body("toString()", not(containsString("error-ratio")));
    }

    @Test
    void aTimeInThePastIsAnsweredByTheRulesOfThen() {
        sample("why-then", 0.2);
        Instant before = Instant.now();
        int release = releases.release();
        Map<String, String> files = new HashMap<>();
        releases.now().files().forEach(file -> files.put(file.path(), file.text()));
        files.put("detection/later.drl", """
                package detection;
                import io.fixpoint.fact.*;
                rule "Later" @id("later") when $s : Series( value > 3 ) then
                    insertLogical( Anomaly.of("later", $s) );
                end
                """);
        admin().contentType("application/json")
                .body(Map.of("files", files, "message", "one rule more"))
                .post("/api/v1/rules/releases")
                .then()
                .statusCode(201);
        sample("why-then", 0.3);
        Instant with = Instant.now();
        try {
            // Until detection has stored that it follows the release, it is not known that it did.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> admin().get(WHY_NOT + "?service=why-then&at=" + with, "later")
                                    .statusCode()
                            == 200);
            admin().get(WHY_NOT + "?service=why-then&at=" + with, "later")
                    .then()
                    .body("release", greaterThan(release));
            admin().get(WHY_NOT + "?service=why-then&at=" + before, "later")
                    .then()
                    .statusCode(404)
                    .body("detail", containsString("in release " + release + ", which was in force then"));
        } finally {
            admin().post("/api/v1/rules/releases/{n}/activate", release).then().statusCode(200);
        }
        admin().get(WHY_NOT + "?service=why-then&at=" + with, "later")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"));
    }

    @Test
    void analysisIsTriedForAnIncident() {
        String incident = admin().contentType("application/json")
                .body(Map.of("title", "Look", "service", "why-analysis", "severity", "MINOR"))
                .post("/api/v1/incidents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        admin().get(WHY_NOT + "?incidentId=" + incident, "bad-release")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("conditions[0].held", equalTo("HELD"))
                .body("conditions[1].reason", containsString("Suspect"))
                .body(
                        "conditions.findAll { it.held == 'NOT_REACHED' }.reason",
                        everyItem(containsString("not reached")));
        admin().get(WHY_NOT, "bad-release").then().statusCode(422).body("detail", containsString("?incidentId="));
        admin().get(WHY_NOT + "?incidentId=nothing", "bad-release").then().statusCode(404);
    }

    @Test
    void verificationCannotBeAskedForAlone() {
        admin().get(WHY_NOT + "?service=x", "all-clear")
                .then()
                .statusCode(422)
                .body("detail", containsString("only while the effect of a repair is checked"));
    }

    @Test
    void questionsThatAreNotClearAreRefused() {
        admin().get(WHY_NOT + "?service=x", "disk-full")
                .then()
                .statusCode(422)
                .body("detail", containsString("in detection and in analysis. Name the stage: ?stage="));
        admin().get(WHY_NOT + "?service=x", "eror-ratio")
                .then()
                .statusCode(404)
                .body("detail", containsString("Did you mean 'error-ratio'"));
        admin().get(WHY_NOT + "?service=x&stage=nothing", "error-ratio")
                .then()
                .statusCode(400)
                .body("detail", containsString("detection, triage, analysis, verification"));
        admin().get(WHY_NOT, "error-ratio").then().statusCode(422).body("detail", containsString("?service="));
        admin().get(WHY_NOT + "?svc=x", "error-ratio").then().statusCode(400);
    }
}
