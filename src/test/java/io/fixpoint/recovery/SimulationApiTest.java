package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EngineProfile.class)
class SimulationApiTest {
    private static final String REPAIR =
            "\"incidentId\":\"i-1\",\"repair\":{\"target\":\"checkout\",\"parameters\":{}}";

    @Test
    void aDeployedProcessIsSimulatedWithRecordedOutcomes() {
        simulate("repair-restart", """
                {"variables":{%s}, "outcomes":{"callControl":{"error":"ACTION_FAILED","message":"status 500"}},
                 "expect":{"state":"FAILED","at":"notCarriedOut","never":["carriedOut"]}}""".formatted(REPAIR))
                .statusCode(200)
                .body("passed", equalTo(true))
                .body("simulation.state", equalTo("FAILED"))
                .body("simulation.path.element", hasItems("callControl", "answeredWithError", "notCarriedOut"))
                .body("simulation.flows", contains("toCallControl", "toNotCarriedOut"))
                .body("simulation.variables.actionError", equalTo("status 500"));
    }

    @Test
    void nothingIsCarriedOutWhereNothingIsRecorded() {
        // The endpoint of the control is not configured here: a real action would fail.
        simulate("repair-restart", "{\"variables\":{" + REPAIR + "}}")
                .statusCode(200)
                .body("simulation.state", equalTo("COMPLETED"))
                .body("simulation.assumed", contains("callControl"));
        given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/recoveries?process=repair-restart")
                .then()
                .statusCode(200)
                .body("items.incidentId", not(hasItems("i-1")));
    }

    @Test
    void mistakesAreTold() {
        simulate("repair-restart", "{\"outcomes\":{\"callContrl\":{}}}")
                .statusCode(422)
                .body("detail", containsString("the process has no step 'callContrl'. Did you mean 'callControl'?"));
        simulate("repair-restart", "{\"outcome\":{}}").statusCode(422).body("detail", containsString("outcome"));
        simulate("repair-restart", "{\"until\":\"soon\"}").statusCode(422).body("detail", containsString("until"));
        simulate("nowhere", "{}").statusCode(404);
        simulate("repair-restart", "{\"version\":77}").statusCode(404);
    }

    private static ValidatableResponse simulate(String process, String body) {
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/processes/" + process + "/simulate")
                .then();
    }
}
