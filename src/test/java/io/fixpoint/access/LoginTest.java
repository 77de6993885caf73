package io.fixpoint.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LoginTest {
    @Test
    void adminOfFirstStartHasAllRolesAndGroups() {
        given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", equalTo("admin"))
                .body("roles", contains("admin", "author", "ingest", "operator", "viewer", "worker"))
                .body("groups", contains("managers", "operators"));
    }

    @Test
    void withoutCredentialsIsChallenged() {
        given().get("/api/v1/me")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Basic"))
                .body("type", equalTo("urn:fixpoint:problem:unauthenticated"))
                .body("instance", equalTo("/api/v1/me"));
    }

    @Test
    void wrongPasswordIsRefused() {
        given().auth()
                .preemptive()
                .basic("admin", "wrong")
                .get("/api/v1/me")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("detail", equalTo("User or password is wrong."));
    }

    @Test
    void unknownPathIsProblem() {
        given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }
}
