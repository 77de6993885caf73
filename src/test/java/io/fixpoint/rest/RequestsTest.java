package io.fixpoint.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RequestsTest {
    private static final String ECHO = "/api/tests/echo";
    private static final String PROBLEM = "application/problem+json";

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    private static RequestSpecification json(String body) {
        return admin().contentType("application/json").body(body);
    }

    @Test
    void unknownQueryParameterIsNamedWithTheNearOne() {
        admin().get(ECHO + "?colur=RED")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString("'colur'"))
                .body("detail", containsString("Did you mean 'colour'?"))
                .body("detail", containsString("cursor"));
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday, from is 'yesterday'; it must be an RFC 3339 time",
        "wait=30s, wait is '30s'; it must be an ISO 8601 duration",
        "colour=BLUE, 'colour is ''BLUE''; it must be one of RED, GREEN'",
        "page=x, page is 'x'; it must be a whole number",
        "size=x, x",
        "size=501, size is 501; it must be from 1 to 500",
    })
    void unreadableParameterIsNamed(String query, String detail) {
        admin().get(ECHO + "?" + query)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString(detail));
    }

    @Test
    void jsonHasInstantsDurationsAndNulls() {
        admin().urlEncodingEnabled(false)
                .get(ECHO + "?text=a&from=2026-11-22T11:00:00%2B01:00&wait=PT90S")
                .then()
                .statusCode(200)
                .body("time", equalTo("2026-11-22T10:00:00Z"))
                .body("length", equalTo("PT1M30S"))
                .body("$", hasKey("colour"))
                .body("colour", nullValue());
    }

    @Test
    void bodyThatIsNoJsonIsRefusedWithItsPlace() {
        json("{\"text\":\n nonsense}")
                .post(ECHO)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("problems[0].line", equalTo(2));
    }

    @Test
    void unknownFieldIsRefusedWithTheNearOne() {
        json("{\"txet\":\"a\"}")
                .post(ECHO)
                .then()
                .statusCode(422)
                .contentType(PROBLEM)
                .body("problems[0].field", equalTo("txet"))
                .body("detail", containsString("Did you mean 'text'?"));
    }

    @Test
    void wrongValueIsRefusedWithWhatIsAllowed() {
        json("{\"text\":\"a\",\"colour\":\"BLUE\"}")
                .post(ECHO)
                .then()
                .statusCode(422)
                .body("detail", equalTo("'colour' is 'BLUE'; it must be one of RED, GREEN."));
    }

    @Test
    void failureShowsAnIdAndNothingElse() {
        json("{\"text\":\"broken\"}")
                .post(ECHO)
                .then()
                .statusCode(500)
                .contentType(PROBLEM)
                .body("errorId", notNullValue())
                .body("detail", allOf(containsString("error id"), not(containsString("secret"))));
    }

    @Test
    void otherMethodsAndMediaTypesAreProblems() {
        admin().delete(ECHO).then().statusCode(405).contentType(PROBLEM);
        admin().contentType("text/plain")
                .body("x")
                .post(ECHO)
                .then()
                .statusCode(415)
                .contentType(PROBLEM);
        given().get("/nowhere").then().statusCode(404);
    }

    @Test
    void repeatedRequestIsAnsweredAsBeforeAndDoesNothing() {
        String key = UUID.randomUUID().toString();
        Response first =
                json("{\"text\":\"once\"}").header("Idempotency-Key", key).post(ECHO);
        int posted = EchoResource.POSTED.get();
        Response second =
                json("{\"text\":\"once\"}").header("Idempotency-Key", key).post(ECHO);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.contentType()).startsWith("application/json");
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(EchoResource.POSTED.get()).isEqualTo(posted);
    }

    @Test
    void keyOfAnotherRequestIsRefused() {
        String key = UUID.randomUUID().toString();
        json("{\"text\":\"one\"}")
                .header("Idempotency-Key", key)
                .post(ECHO)
                .then()
                .statusCode(201);
        json("{\"text\":\"two\"}")
                .header("Idempotency-Key", key)
                .post(ECHO)
                .then()
                .statusCode(422);
    }

    @Test
    void refusedRequestMayBeTriedAgainUnderItsKey() {
        String key = UUID.randomUUID().toString();
        json("{\"text\":\"refused\"}")
                .header("Idempotency-Key", key)
                .post(ECHO)
                .then()
                .statusCode(409);
        json("{\"text\":\"fine\"}")
                .header("Idempotency-Key", key)
                .post(ECHO)
                .then()
                .statusCode(201);
    }
}
