package io.fixpoint.rule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RulesResourceTest {
    private static final String RULES = "/api/v1/rules";

    private final RuleReleases releases;
    private final ReleaseStore store;

    RulesResourceTest(RuleReleases releases, ReleaseStore store) {
        this.releases = releases;
        this.store = store;
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }

    @Test
    void rulesInForceAreListedWithTheirPlace() {
        String id = admin().get(RULES)
                .then()
                .statusCode(200)
                .body("total", greaterThan(0))
                .body("items[0].file", containsString(".drl"))
                .body("items[0].line", greaterThan(0))
                .body("items[0].release", equalTo(releases.release()))
                .extract()
                .path("items[0].id");
        admin().get(RULES + "/{id}", id)
                .then()
                .statusCode(200)
                .body("source", containsString("rule "))
                .body("matched", notNullValue())
                .body("$", hasKey("quarantined"));
        admin().get(RULES + "/nothing").then().statusCode(404).body("detail", containsString("'nothing'"));
    }

    @Test
    void checkNamesFileAndLineAndPublishesNothing() {
        int before = releases.release();
        admin().contentType("application/json")
                .body(Map.of("files", Map.of("detection/a.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        rule "a" when $s : Series( valeu > 3 ) then
                            insertLogical( Anomaly.of("a", $s) );
                        end
                        """)))
                .post(RULES + "/check")
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("problems[0].severity", equalTo("ERROR"))
                .body("problems[0].file", equalTo("detection/a.drl"))
                .body("problems[0].line", equalTo(3))
                .body("problems[0].rule", equalTo("a"))
                .body("problems[0].detail", containsString("did you mean value?"));
        admin().contentType("application/json")
                .body("{}")
                .post(RULES + "/check")
                .then()
                .statusCode(422);
        assertThat(releases.release()).isEqualTo(before);
    }

    @Test
    void releasesAreListedAndRead() {
        admin().get(RULES + "/releases")
                .then()
                .statusCode(200)
                .body("items.active", hasItem(true))
                .body("items[0].hash", notNullValue());
        admin().get(RULES + "/releases/{n}", releases.release())
                .then()
                .statusCode(200)
                .body("active", equalTo(true))
                .body("files", hasKey("detection/services.drl"));
        admin().get(RULES + "/releases/99999").then().statusCode(404);
    }

    @Test
    void restartKeepsTheReleaseThatWasActivatedByHand() {
        int ofFolder = releases.release();
        long version = releases.version();
        RuleRelease byHand = store.publish(
                "hash of another",
                RuleRelease.Origin.API,
                "somebody",
                "by hand",
                Instant.now(),
                List.of(new RuleFile("detection/a.drl", "package detection;")));
        try {
            releases.start();
            assertThat(releases.release()).isEqualTo(byHand.number());
            assertThat(releases.version()).isGreaterThan(version);
            assertThat(releases.isEmpty(Stage.DETECTION)).isTrue();
        } finally {
            store.activate(ofFolder, "somebody", Instant.now());
            releases.start();
        }
        assertThat(releases.release()).isEqualTo(ofFolder);
        assertThat(releases.isEmpty(Stage.DETECTION)).isFalse();
    }

    @Test
    void ruleThatFailedIsLeftOutUntilARestart() {
        RuleSource rule = releases.now().source().get(0);
        long version = releases.version();
        try {
            assertThat(releases.quarantine(new RuleFailedException(rule.stage(), List.of(rule.id()), "it threw", null)))
                    .isTrue();
            assertThat(releases.version()).isGreaterThan(version);
            assertThat(releases.now().rules().rules()).doesNotContain(rule);
            admin().get(RULES + "/{id}", rule.id()).then().statusCode(200).body("quarantined", equalTo("it threw"));
            assertThat(releases.quarantine(new RuleFailedException(rule.stage(), List.of(), "who knows", null)))
                    .isFalse();
        } finally {
            releases.start();
        }
        assertThat(releases.now().rules().rules()).contains(rule);
    }
}
