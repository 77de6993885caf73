package io.fixpoint.silence;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Silences and maintenance windows over HTTP, on a server with the packaged rules. */
@QuarkusTest
class SilenceResourceTest {
    private static final String SILENCES = "/api/v1/silences";
    private static final String WINDOWS = "/api/v1/maintenance-windows";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests").contentType("application/json");
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).toString();
    }

    private static String made(String path, Map<String, ?> body) {
        return admin().body(body).post(path).then().statusCode(201).extract().path("id");
    }

    private static void alert(String service) {
        admin().body(Map.of(
                        "type",
                        "alert",
                        "service",
                        service,
                        "name",
                        "Down",
                        "status",
                        "firing",
                        "severity",
                        "critical"))
                .post("/api/v1/facts")
                .then()
                .statusCode(202);
    }

    private static int incidents(String service) {
        return admin().get("/api/v1/incidents?service=" + service).jsonPath().getInt("total");
    }

    private static void awaitAnomaly(String service) {
        await().atMost(SOON)
                .until(() -> admin().get("/api/v1/anomalies?service=" + service)
                        .jsonPath()
                        .getList("items.status")
                        .contains("FIRING"));
    }

    /** An alert of another service comes after it, and its incident shows that triage has seen the first. */
    private static void awaitTriage(String service) {
        alert(service + "-after");
        await().atMost(SOON).until(() -> incidents(service + "-after") == 1);
    }

    private static void opensWhenItEnds(String path, Map<String, ?> body, String service) {
        String id = made(path, body);
        alert(service);
        awaitAnomaly(service);
        awaitTriage(service);
        admin().get("/api/v1/incidents?service=" + service).then().body("total", equalTo(0));

        Instant whileQuiet = Instant.now();
        admin().body(body)
                .post(path + "/preview")
                .then()
                .statusCode(200)
                .body("anomalies.service", hasItem(service))
                .body("state", equalTo("ACTIVE"));
        admin().delete(path + "/" + id).then().statusCode(204);

        await().atMost(SOON).until(() -> incidents(service) == 1);
        admin().get("/api/v1/rules/heard/why-not?service=" + service + "&at=" + whileQuiet)
                .then()
                .statusCode(200)
                .body("outcome", equalTo("DOES_NOT_HOLD"))
                .body("toString()", containsString(service));
        admin().get(path + "/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("EXPIRED"))
                .body("endedAt", notNullValue())
                .body("changedBy", equalTo("admin"))
                .body("next", nullValue());
        admin().body(body).put(path + "/" + id).then().statusCode(409).body("detail", containsString("make a new one"));
    }

    @Test
    void aSilencedAlertOpensNoIncidentUntilTheSilenceIsEnded() {
        opensWhenItEnds(
                SILENCES,
                Map.of(
                        "matchers",
                        Map.of("service", "silenced-shop", "name", "Down"),
                        "reason",
                        "known",
                        "endsAt",
                        in(Duration.ofHours(1))),
                "silenced-shop");
    }

    @Test
    void anAlertInAMaintenanceWindowOpensNoIncidentUntilTheWindowIsEnded() {
        opensWhenItEnds(
                WINDOWS,
                Map.of("services", List.of("kept-shop"), "reason", "upgrade", "endsAt", in(Duration.ofHours(1))),
                "kept-shop");
    }

    @Test
    void aSilenceEndsByItself() {
        Map<String, String> matchers = Map.of("service", "short-shop");
        String id = made(SILENCES, Map.of("matchers", matchers, "reason", "long", "endsAt", in(Duration.ofHours(1))));
        alert("short-shop");
        awaitAnomaly("short-shop");
        awaitTriage("short-shop");
        admin().get("/api/v1/incidents?service=short-shop").then().body("total", equalTo(0));

        admin().body(Map.of("matchers", matchers, "reason", "short", "endsAt", in(Duration.ofSeconds(6))))
                .put(SILENCES + "/" + id)
                .then()
                .statusCode(200);

        await().atMost(SOON).until(() -> incidents("short-shop") == 1);
        admin().get(SILENCES + "/" + id)
                .then()
                .body("state", equalTo("EXPIRED"))
                .body("endedAt", nullValue());
    }

    @Test
    void whatHasNotBegunIsChangedListedAndRemoved() {
        Map<String, Object> later = Map.of(
                "matchers",
                Map.of("service", "later-shop"),
                "reason",
                "later",
                "startsAt",
                in(Duration.ofHours(1)),
                "endsAt",
                in(Duration.ofHours(2)));
        String id = made(SILENCES, later);
        admin().get(SILENCES + "?state=pending")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(id))
                .body("items.state", everyItem(equalTo("PENDING")));
        admin().get(SILENCES + "?state=active").then().body("items.id", not(hasItem(id)));
        admin().get(SILENCES + "?state=actve")
                .then()
                .statusCode(400)
                .body("detail", containsString("Did you mean 'active'?"));
        admin().get(WINDOWS + "/" + id).then().statusCode(404);

        admin().body(Map.of(
                        "matchers",
                        Map.of("service", "other-shop"),
                        "reason",
                        "now",
                        "endsAt",
                        in(Duration.ofHours(2))))
                .put(SILENCES + "/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("ACTIVE"))
                .body("matchers.service", equalTo("other-shop"))
                .body("createdBy", equalTo("admin"))
                .body("changedAt", notNullValue());
        admin().body(later).put(SILENCES + "/" + id).then().statusCode(200).body("state", equalTo("PENDING"));

        admin().delete(SILENCES + "/" + id).then().statusCode(204);
        admin().get(SILENCES + "/" + id).then().statusCode(404);
        admin().delete(SILENCES + "/" + id).then().statusCode(404);
    }

    @Test
    void aPreviewTellsTheNextFiveOccurrencesAndStoresNothing() {
        int before = admin().get(WINDOWS).jsonPath().getInt("total");
        admin().body(Map.of(
                        "services",
                        List.of("tuesday-shop"),
                        "reason",
                        "patches",
                        "startsAt",
                        "2050-10-18T02:00:00+02:00",
                        "endsAt",
                        "2050-10-18T04:00:00+02:00",
                        "recurrence",
                        "FREQ=WEEKLY;BYDAY=TU",
                        "timeZone",
                        "Europe/Berlin"))
                .post(WINDOWS + "/preview")
                .then()
                .statusCode(200)
                .body("state", equalTo("PENDING"))
                .body("anomalies", hasSize(0))
                .body(
                        "occurrences.startsAt",
                        contains(
                                "2050-10-18T00:00:00Z",
                                "2050-10-25T00:00:00Z",
                                "2050-11-01T01:00:00Z",
                                "2050-11-08T01:00:00Z",
                                "2050-11-15T01:00:00Z"));
        admin().get(WINDOWS).then().body("total", equalTo(before));
    }

    @Test
    void whatIsWrongIsRefusedWithARowForEachField() {
        admin().body("{}")
                .post(SILENCES)
                .then()
                .statusCode(422)
                .body("problems.field", contains("matchers", "reason", "endsAt"));
        admin().body(Map.of(
                        "services",
                        List.of("a"),
                        "reason",
                        "b",
                        "endsAt",
                        in(Duration.ofHours(1)),
                        "timeZone",
                        "Europe/Belin"))
                .post(WINDOWS)
                .then()
                .statusCode(422)
                .body("problems[0].field", equalTo("timeZone"))
                .body("problems[0].detail", containsString("Europe/Berlin"));
        admin().body("{\"endsAt\": \"tomorrow\"}").post(SILENCES).then().statusCode(422);
    }
}
