package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A server whose disk has too little room: it takes no facts, and all else goes on. */
@QuarkusTest
@TestProfile(FullDiskTest.NoRoom.class)
class FullDiskTest {

    /** No disk has as much room as is to be kept free. */
    public static final class NoRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("fixpoint.facts.keep-free", "1000000G");
        }
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    @Test
    void factsAreRefusedForNowAndAllElseGoesOn() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        admin().contentType("application/json")
                .body("{\"type\":\"sample\",\"service\":\"shop\",\"metric\":\"m\",\"value\":1}")
                .post("/api/v1/facts")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("detail", containsString("fixpoint.facts.keep-free"));

        admin().get("/api/v1/facts").then().statusCode(200).body("total", equalTo(0));
        admin().get("/api/v1/incidents").then().statusCode(200);
        // Time goes on: what is due by it must not wait for the disk.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/q/metrics")
                        .then()
                        .statusCode(200)
                        .body(not(containsString("fixpoint_facts_log_records 1.0\n"))));
    }
}
