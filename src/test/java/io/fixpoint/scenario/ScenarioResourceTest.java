package io.fixpoint.scenario;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ScenarioResourceTest {

    private static ValidatableResponse test(Object body) {
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .contentType("application/json")
                .body(body)
                .post("/api/v1/rules/test")
                .then();
    }

    private static final String SCENARIOS = """
            - name: a long queue is an anomaly
              given: [{sample: {service: mail, metric: queue_length, value: 101}}]
              expect: [{at: 10s, present: {anomaly: {name: long-queue, status: FIRING}}}]
            - name: it is not so bad
              given: [{sample: {service: mail, metric: queue_length, value: 101}}]
              expect: [{at: 10s, absent: {anomaly: {severity: MAJOR}}}]
            """;

    @Test
    void eachScenarioHasItsResultAndTheRulesTheirCoverage() {
        test(Map.of("files", Map.of("detection/a.drl", Trial.QUEUE.text(), "detection/a.scenario.yaml", SCENARIOS)))
                .statusCode(200)
                .body("passed", equalTo(false))
                .body("complete", equalTo(true))
                .body("results", hasSize(2))
                .body("results[0].passed", equalTo(true))
                .body("results[1].file", equalTo("detection/a.scenario.yaml"))
                .body("results[1].line", equalTo(4))
                .body("results[1].differences[0].line", equalTo(6))
                .body("results[1].differences[0].moment", equalTo("10s"))
                .body("results[1].differences[0].instead[0]", containsString("FIRING since 10s"))
                .body("coverage.rules", equalTo(2))
                .body("coverage.reached", equalTo(2));
    }

    @Test
    void someAreChosenByName() {
        test(Map.of(
                        "files",
                        Map.of("detection/a.drl", Trial.QUEUE.text(), "detection/a.scenario.yaml", SCENARIOS),
                        "name",
                        "Long Queue"))
                .statusCode(200)
                .body("passed", equalTo(true))
                .body("results", hasSize(1));
    }

    @Test
    void filesWithMistakesAreAnswersAndABodyWithoutFilesIsAnError() {
        test(Map.of("files", Map.of("detection/a.scenario.yaml", "- {nam: a}")))
                .statusCode(200)
                .body("passed", equalTo(false))
                .body("problems[0].line", equalTo(1))
                .body("problems[0].column", equalTo(4))
                .body("problems[0].detail", containsString("Did you mean 'name'?"));
        test(Map.of()).statusCode(422).body("detail", containsString("detection/web.scenario.yaml"));
    }
}
