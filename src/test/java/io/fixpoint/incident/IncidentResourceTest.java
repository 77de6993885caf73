package io.fixpoint.incident;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Suspect;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatedWorld.class)
class IncidentResourceTest {
    private static final String INCIDENTS = "/api/v1/incidents";

    @Inject
    RecoveryProgress progress;

    @Inject
    KnownEpisodes episodes;

    @Inject
    KnownRecoveries recoveries;

    @BeforeEach
    void emptyWorld() {
        episodes.clear();
        recoveries.clear();
    }

    @Test
    void aPersonOpensWorksOnAndEndsAnIncident() {
        String id = opened("Shop is slow", "desk-a", null);
        get(id).body("status", equalTo("OPEN"))
                .body("openedBy", equalTo("admin"))
                .body("acknowledgedAt", notNullValue())
                .body("priority", equalTo("P2"))
                .body("closedAt", nullValue());

        act(id, "assign", Map.of("assignee", "eva")).statusCode(200).body("assignee", equalTo("eva"));
        act(id, "severity", Map.of("severity", "CRITICAL", "reason", "all customers"))
                .statusCode(200)
                .body("severity", equalTo("CRITICAL"))
                .body("priority", equalTo("P1"));
        act(id, "notes", Map.of("text", "It began after lunch."))
                .statusCode(201)
                .body("what", equalTo("note"));
        act(id, "close", Map.of())
                .statusCode(409)
                .body("detail", containsString("Open moves: resolve, merge"))
                .body("problems.move", hasItems("resolve", "merge"));
        act(id, "resolve", Map.of("reason", "The cache was full."))
                .statusCode(200)
                .body("status", equalTo("RESOLVED"));
        act(id, "reopen", Map.of()).statusCode(200).body("status", equalTo("OPEN"));
        act(id, "resolve", Map.of()).statusCode(200);
        act(id, "close", Map.of()).statusCode(200).body("status", equalTo("CLOSED"));
        act(id, "resolve", Map.of()).statusCode(409).body("detail", containsString("Open moves: reopen"));

        person().get(INCIDENTS + "/" + id + "/timeline")
                .then()
                .statusCode(200)
                .body(
                        "items.what",
                        hasItems("opened", "assigned", "severity", "note", "resolved", "reopened", "closed"));
    }

    @Test
    void whatIsNotResolvedComesLastHoweverItIsSorted() {
        String unresolved = opened("Still open", "sort-service", null);
        String resolved = opened("Over", "sort-service", null);
        act(resolved, "resolve", Map.of("reason", "It went away.")).statusCode(200);

        for (String sort : List.of("resolvedAt", "-resolvedAt")) {
            person().queryParam("service", "sort-service")
                    .queryParam("sort", sort)
                    .get(INCIDENTS)
                    .then()
                    .statusCode(200)
                    .body("items.id", contains(resolved, unresolved));
        }
    }

    private int number(String incident) {
        return person().get(INCIDENTS + "/" + incident).path("number");
    }

    @Test
    void listIsFilteredSortedAndPaged() {
        String minor = opened("Search one", "list-service", "MINOR");
        String critical = opened("Search two 100%", "list-service", "CRITICAL");

        person().queryParam("service", "list-service")
                .queryParam("sort", "-severity")
                .get(INCIDENTS)
                .then()
                .statusCode(200)
                .body("items.id", contains(critical, minor))
                .body("total", equalTo(2))
                .body("next", nullValue());
        person().queryParam("service", "list-service")
                .queryParam("size", 1)
                .get(INCIDENTS)
                .then()
                .body("items.id", contains(critical))
                .body("next", notNullValue());
        for (String sort :
                List.of("openedAt", "number", "severity", "priority", "status", "service", "title", "resolvedAt")) {
            for (String direction : List.of("", "-")) {
                List<String> whole = person().queryParam("service", "list-service")
                        .queryParam("sort", direction + sort)
                        .get(INCIDENTS)
                        .path("items.id");
                String cursor = person().queryParam("service", "list-service")
                        .queryParam("sort", direction + sort)
                        .queryParam("size", 1)
                        .get(INCIDENTS)
                        .path("next");
                person().queryParam("service", "list-service")
                        .queryParam("sort", direction + sort)
                        .queryParam("size", 1)
                        .queryParam("cursor", cursor)
                        .get(INCIDENTS)
                        .then()
                        .statusCode(200)
                        .body("items.id", equalTo(whole.subList(1, 2)))
                        .body("next", nullValue());
                person().queryParam("service", "list-service")
                        .queryParam("sort", direction + sort)
                        .queryParam("size", 1)
                        .queryParam("page", 1)
                        .get(INCIDENTS)
                        .then()
                        .body("items.id", equalTo(whole.subList(1, 2)));
            }
        }
        person().queryParam("q", "SEARCH two").get(INCIDENTS).then().body("items.id", contains(critical));
        person().queryParam("q", "nothing has this").get(INCIDENTS).then().body("total", equalTo(0));
        person().queryParam("q", number(minor))
                .queryParam("service", "list-service")
                .get(INCIDENTS)
                .then()
                .body("items.id", hasItem(minor));
        person().queryParam("q", "100%").get(INCIDENTS).then().body("items.id", contains(critical));
        person().queryParam("service", "list-service")
                .queryParam("severity", "MINOR")
                .queryParam("status", "OPEN,RECOVERING")
                .get(INCIDENTS)
                .then()
                .body("items.id", contains(minor));
        person().queryParam("status", "WRONG").get(INCIDENTS).then().statusCode(400);
        person().queryParam("from", "yesterday").get(INCIDENTS).then().statusCode(400);
    }

    @Test
    void mergedIncidentIsAPartOfTheOther() {
        String one = opened("One", "merge-one", null);
        String two = opened("Two", "merge-two", null);

        act(one, "merge", Map.of("into", two))
                .statusCode(200)
                .body("status", equalTo("CLOSED"))
                .body("mergedInto", equalTo(two));
        get(two).body("services", hasItems("merge-one", "merge-two"));
        act(one, "merge", Map.of("into", one)).statusCode(422);
        act(two, "merge", Map.of("into", "nowhere")).statusCode(404);
    }

    @Test
    void reportTellsTheWholeStoryAndWhatOthersWroteStaysText() {
        String id = opened("<script>alert(1)</script> | broken", "report-service", null);
        progress.recoveryStarted(id, "run-" + id, "recovery", "rule:open");
        progress.entered(id, RecoveryProgress.Step.LOCATE, "locate");
        progress.located(id, List.of(new Suspect(1, "report-service", 1, "It has 'x'.")));
        progress.entered(id, RecoveryProgress.Step.REPAIR, "repair");
        String first = progress.repairStarted(
                id,
                "run-" + id,
                Repair.process("repair-restart").target("report-service"),
                Repair.Mode.APPROVAL,
                List.of(new GuardRefusal("BUDGET", "6 repairs began within the last hour")));
        progress.repairEnded(first, RecoveryProgress.RepairOutcome.DONE, null);
        progress.verified(first, false, "still failing");
        progress.undone(first, true, null);
        String second = progress.repairStarted(
                id,
                "run-" + id,
                Repair.process("repair-rollback").target("report-service"),
                Repair.Mode.AUTOMATIC,
                List.of());
        progress.repairEnded(second, RecoveryProgress.RepairOutcome.DONE, null);
        progress.verified(second, true, "normal for 2m");
        progress.recoveryEnded(id, "run-" + id, true, "Recovered by repair-rollback.");

        get(id).body("status", equalTo("RESOLVED"))
                .body("suspects.service", contains("report-service"))
                .body("repairs.outcome", contains("NOT_RECOVERED", "RECOVERED"))
                .body("repairs.undone", contains(true, false))
                .body("repairs[0].heldBecause[0].guard", equalTo("BUDGET"))
                .body("repairs[1].heldBecause", empty())
                .body("result.effect", containsString("'repair-rollback' of report-service helped"))
                .body("result.steps.step", contains("LOCATE", "REPAIR"))
                .body("result.resources.actions", equalTo(2))
                .body("result.resources.peopleTime", equalTo("PT4M"));
        person().accept("text/html")
                .get(INCIDENTS + "/" + id + "/report")
                .then()
                .statusCode(200)
                .body(not(containsString("<script>")))
                .body(containsString("repair-rollback"));
        person().accept("text/markdown")
                .get(INCIDENTS + "/" + id + "/report")
                .then()
                .statusCode(200)
                .body(containsString("\\<script\\>alert\\(1\\)\\</script\\> \\| broken"));
        person().accept("application/json")
                .get(INCIDENTS + "/" + id + "/report")
                .then()
                .statusCode(200)
                .body("timeline.what", hasItem("not-recovered"));
        person().queryParam("by", "repair")
                .get("/api/v1/statistics")
                .then()
                .statusCode(200)
                .body("incidents", greaterThan(0))
                .body("mttr", notNullValue())
                .body("groups.key", hasItems("repair-restart", "repair-rollback"))
                .body("groups.find { it.key == 'repair-rollback' }.figures.repairSuccessRate", equalTo(1.0f));
    }

    @Test
    void topologyIsValidatedAndReplaced() {
        person().body(Map.of(
                        "services", List.of(Map.of("name", "a"), Map.of("name", "a")),
                        "dependencies", List.of(Map.of("from", "a", "to", "nowhere"))))
                .put("/api/v1/topology")
                .then()
                .statusCode(422)
                .body("problems.field", contains("services[1].name", "dependencies[0].to"));
        person().body(Map.of(
                        "services",
                                List.of(
                                        Map.of("name", "a", "criticality", "HIGH", "owner", "web"),
                                        Map.of("name", "b")),
                        "dependencies", List.of(Map.of("from", "a", "to", "b"), Map.of("from", "b", "to", "a"))))
                .put("/api/v1/topology")
                .then()
                .statusCode(200)
                .body("services.criticality", contains("HIGH", "MEDIUM"))
                .body("dependencies.to", contains("b", "a"));
        person().get("/api/v1/topology").then().body("services.name", contains("a", "b"));
    }

    @Test
    void openingNeedsTitleAndService() {
        person().body(Map.of())
                .post(INCIDENTS)
                .then()
                .statusCode(422)
                .body("problems.field", contains("title", "service"));
        given().contentType(ContentType.JSON).get(INCIDENTS).then().statusCode(401);
        person().get(INCIDENTS + "/unknown").then().statusCode(404);
    }

    private static RequestSpecification person() {
        return given().auth().preemptive().basic("admin", StatedWorld.PASSWORD).contentType(ContentType.JSON);
    }

    private static String opened(String title, String service, @Nullable String severity) {
        Map<String, String> body = severity == null
                ? Map.of("title", title, "service", service)
                : Map.of("title", title, "service", service, "severity", severity);
        return person().body(body)
                .post(INCIDENTS)
                .then()
                .statusCode(201)
                .header("Location", containsString(INCIDENTS))
                .extract()
                .path("id");
    }

    private static ValidatableResponse get(String id) {
        return person().get(INCIDENTS + "/" + id).then().statusCode(200);
    }

    private static ValidatableResponse act(String id, String act, Map<String, String> body) {
        return person().body(body).post(INCIDENTS + "/" + id + "/" + act).then();
    }
}
