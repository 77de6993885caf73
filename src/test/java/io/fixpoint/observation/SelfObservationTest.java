package io.fixpoint.observation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.fixpoint.fact.Fact;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The server's own figures arrive as series, named as in its metrics, and none of a single rule is among them. */
@QuarkusTest
@TestProfile(SelfObservationTest.Often.class)
class SelfObservationTest {
    private static final String SAMPLE = "{\"type\":\"sample\",\"service\":\"observed\",\"metric\":\"m\",\"value\":1}";

    /** Every tenth of a second. */
    public static class Often implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("fixpoint.observation.every", "PT0.1S");
        }
    }

    @Inject
    SelfObservation observation;

    @Inject
    MeterRegistry meters;

    @Test
    void ownFiguresAreSeriesOfTheServiceFixpoint() {
        admin().body(SAMPLE).post("/api/v1/facts").then().statusCode(202);

        await("the own figures")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> admin().get("/api/v1/series?service=fixpoint&metric=fixpoint_facts_accepted_total")
                        .then()
                        .body("total", equalTo(1))
                        .body("items[0].value", greaterThan(0f)));
        admin().get("/api/v1/series?service=fixpoint&metric=fixpoint_detection_lag_seconds")
                .then()
                .body("total", equalTo(1));
        // What senders are told is what detection has: its own figures are no facts of a sender.
        admin().get("/api/v1/facts?service=fixpoint&type=alert").then().body("total", equalTo(0));
    }

    @Test
    void eachHasTheNameThatItHasInTheMetrics() {
        meters.timer("fixpoint.test.took").record(Duration.ofMillis(5));
        List<Fact> samples = observation.samples();
        Set<String> scraped = given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("fixpoint_"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());

        assertThat(samples)
                .extracting(sample -> ((Fact.Sample) sample).metric())
                .isNotEmpty()
                .isSubsetOf(scraped);
        assertThat(samples).noneMatch(sample -> sample.labels().containsKey("rule"));
    }

    private static RequestSpecification admin() {
        return given().contentType("application/json").auth().preemptive().basic("admin", "admin-of-tests");
    }
}
