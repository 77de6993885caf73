package io.fixpoint.rule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
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

    private static final String ONE_RULE = """
            package detection;
            import io.fixpoint.fact.*;
            rule "One" @id("%s") when $s : Series( metric == "%s" ) then insertLogical( Anomaly.of("one", $s) ); end
            """;

    private static Map<String, Object> body(String message, String id, String metric) {
        return Map.of("message", message, "files", Map.of("detection/one.drl", ONE_RULE.formatted(id, metric)));
    }

    private static ValidatableResponse publish(Map<String, Object> body) {
        return admin().contentType("application/json")
                .body(body)
                .post(RULES + "/releases")
                .then();
    }

    private static ValidatableResponse activate(int number) {
        return admin().post(RULES + "/releases/{n}/activate", number).then();
    }

    @Test
    void releaseIsPublishedRolledBackAndForthAndStaysReadable() {
        int before = releases.release();
        try {
            Response published = publish(body("because", "one", "a"))
                    .statusCode(201)
                    .body("author", equalTo("admin"))
                    .body("message", equalTo("because"))
                    .body("origin", equalTo("API"))
                    .body("active", equalTo(true))
                    .body("hash", notNullValue())
                    .body("files", hasKey("detection/one.drl"))
                    .extract()
                    .response();
            int number = published.path("number");
            assertThat(number).isGreaterThan(before);
            assertThat(published.header("Location")).endsWith("/api/v1/rules/releases/" + number);
            admin().get(RULES).then().body("total", equalTo(1)).body("items[0].release", equalTo(number));

            // A pipeline sends the same again at every run.
            publish(body("the same", "one", "a"))
                    .statusCode(200)
                    .body("number", equalTo(number))
                    .body("message", equalTo("because"));

            long version = releases.version();
            activate(before).statusCode(200).body("number", equalTo(before)).body("active", equalTo(true));
            assertThat(releases.version()).isGreaterThan(version);
            activate(before).statusCode(200).body("active", equalTo(true));
            assertThat(releases.version()).isEqualTo(version + 1);
            admin().get(RULES + "/releases/{n}", number)
                    .then()
                    .body("active", equalTo(false))
                    .body("files", hasKey("detection/one.drl"));

            releases.start();
            assertThat(releases.release()).as("a restart keeps the rollback").isEqualTo(before);
            activate(number).statusCode(200);
            assertThat(releases.release()).isEqualTo(number);
            activate(99999).statusCode(404);
        } finally {
            releases.activate(before, "test");
        }
    }

    @Test
    void scenariosAreKeptWithTheReleaseThatTheyWerePublishedWith() {
        int before = releases.release();
        String rule = ONE_RULE.formatted("with-scenarios", "a");
        try {
            int first = publish(Map.of("message", "rules alone", "files", Map.of("detection/one.drl", rule)))
                    .statusCode(201)
                    .body("scenarios", anEmptyMap())
                    .extract()
                    .path("number");
            Map<String, String> both = Map.of("detection/one.drl", rule, "detection/one.scenario.yaml", "- name: x");
            int second = publish(Map.of("message", "with a scenario", "files", both))
                    .statusCode(201)
                    .body("files.size()", equalTo(1))
                    .body("scenarios", hasEntry("detection/one.scenario.yaml", "- name: x"))
                    .extract()
                    .path("number");
            assertThat(second).isGreaterThan(first);
            publish(Map.of("message", "the same rules", "files", Map.of("detection/one.drl", rule)))
                    .statusCode(200)
                    .body("number", equalTo(second));
            publish(Map.of("message", "both again", "files", both)).statusCode(200);
            activate(first).statusCode(200).body("scenarios", anEmptyMap());
            publish(Map.of("message", "no rule", "files", Map.of("detection/one.scenario.yaml", "- name: x")))
                    .statusCode(422);
            admin().contentType("application/json")
                    .body(Map.of("files", both))
                    .post(RULES + "/check")
                    .then()
                    .body("valid", equalTo(true));
        } finally {
            releases.activate(before, "test");
        }
        admin().get(RULES + "/releases/{n}", before)
                .then()
                .body("scenarios", hasKey("detection/services.scenario.yaml"));
    }

    @Test
    void languageIsDescribedForEditors() {
        admin().get(RULES + "/language")
                .then()
                .statusCode(200)
                .body("stages.find { it.folder == 'detection' }.matches", hasItems("Series", "Alert"))
                .body("stages.find { it.folder == 'triage' }.saidOnce", hasItem("OpenIncident"))
                .body("types.find { it.name == 'Series' }.properties.name", hasItems("value", "stale", "anomalyScore"))
                .body(
                        "types.find { it.name == 'Series' }.properties.find { it.name == 'stale' }.getter",
                        equalTo("isStale"))
                .body("types.find { it.name == 'Severity' }.constants", hasItems("INFO", "CRITICAL"))
                .body("types.find { it.name == 'Repair.Mode' }.constants", hasItem("AUTOMATIC"))
                .body("types.find { it.name == 'Anomaly' }.calls.findAll { it.ofType }.name", hasItem("of"))
                .body("types.name", not(hasItems("System", "Runtime")))
                .body("types.calls.flatten().name", not(hasItem("getClass")));
    }

    @Test
    void topologyIsReplacedOnlyByWhatWasMadeFromIt() {
        String tag = admin().get("/api/v1/topology").then().extract().header("ETag");
        Map<String, Object> one = Map.of("services", List.of(Map.of("name", "etag-one")), "dependencies", List.of());
        try {
            String next = admin().contentType("application/json")
                    .header("If-Match", tag)
                    .body(one)
                    .put("/api/v1/topology")
                    .then()
                    .statusCode(200)
                    .extract()
                    .header("ETag");
            assertThat(next).isNotEqualTo(tag);
            admin().contentType("application/json")
                    .header("If-Match", tag)
                    .body(Map.of("services", List.of()))
                    .put("/api/v1/topology")
                    .then()
                    .statusCode(412)
                    .body("detail", containsString("changed meanwhile"));
            admin().get("/api/v1/topology").then().body("services.name", hasItem("etag-one"));
        } finally {
            admin().contentType("application/json")
                    .header("If-Match", "*")
                    .body(Map.of("services", List.of(), "dependencies", List.of()))
                    .put("/api/v1/topology")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedWithEachProblemAndChangesNothing() {
        int before = releases.release();
        long version = releases.version();
        publish(Map.of("message", "broken", "files", Map.of("detection/a.drl", """
                        package detection;
                        import io.fixpoint.fact.*;
                        rule "a" when $s : Series( valeu > 3 ) then insertLogical( Anomaly.of("a", $s) ); end
                        """)))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("problems[0].file", equalTo("detection/a.drl"))
                .body("problems[0].line", equalTo(3))
                .body("problems[0].rule", equalTo("a"))
                .body("problems[0].severity", equalTo("ERROR"));
        publish(Map.of("message", "none", "files", Map.of())).statusCode(422).body("detail", containsString("empty"));
        publish(Map.of("files", Map.of("detection/a.drl", "package detection;")))
                .statusCode(422)
                .body("detail", containsString("message is missing"));
        publish(Map.of("message", "x")).statusCode(422);
        publish(Map.of("message", "x", "files", Map.of("x".repeat(600), ""))).statusCode(422);
        assertThat(releases.release()).isEqualTo(before);
        assertThat(releases.version()).isEqualTo(version);
    }

    @Test
    void publishingTwiceWithOneKeyIsOneRelease() {
        int before = releases.release();
        try {
            String key = "publish-" + before;
            int first = admin().header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(body("once", "once", "b"))
                    .post(RULES + "/releases")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("number");
            releases.activate(before, "test");
            admin().header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(body("once", "once", "b"))
                    .post(RULES + "/releases")
                    .then()
                    .statusCode(201)
                    .body("number", equalTo(first));
            assertThat(releases.release()).isEqualTo(before);
        } finally {
            releases.activate(before, "test");
        }
    }

    @Test
    void aReleaseThatThisServerCannotUseAsAWholeIsRefusedAndAtTheStartRunsWithoutWhatItCannotUse() {
        int before = releases.release();
        RuleRelease old = store.publish(
                "hash of an old one",
                RuleRelease.Origin.API,
                "somebody",
                "by an older server",
                Instant.now(),
                List.of(
                        new RuleFile("detection/one.drl", ONE_RULE.formatted("one", "a") + """
                                rule "two" when $s : Series( gone > 3 ) then insertLogical( Anomaly.of("x", $s) ); end
                                """),
                        new RuleFile("detection/broken.drl", "package detection; rule")));
        try {
            activate(old.number())
                    .statusCode(422)
                    .body("detail", containsString("cannot be used by this server"))
                    .body("problems.rule", hasItem("two"));
            assertThat(releases.release()).isEqualTo(before);

            store.activate(old.number(), "an older server", Instant.now());
            releases.start();
            assertThat(releases.release()).isEqualTo(old.number());
            assertThat(releases.now().rules().rules())
                    .extracting(RuleSource::id)
                    .containsExactly("one");
            admin().get(RULES + "/two").then().body("quarantined", containsString("cannot compile"));
            assertThat(releases.leftOut()).singleElement().satisfies(rule -> {
                assertThat(rule.rule().rule()).isEqualTo("two");
                assertThat(rule.reason()).contains("gone");
            });
            admin().delete(RULES + "/two/quarantine").then().statusCode(409);

            RuleRelease hopeless = store.publish(
                    "hash of nothing",
                    RuleRelease.Origin.API,
                    "somebody",
                    "by an older server",
                    Instant.now(),
                    List.of(new RuleFile("detection/broken.drl", "package detection; rule")));
            assertThatThrownBy(releases::start)
                    .hasMessageContaining("No rule of release " + hopeless.number())
                    .hasMessageContaining("broken.drl");
        } finally {
            store.activate(before, "test", Instant.now());
            releases.start();
        }
    }

    @Test
    void theFolderIsPublishedWhenItChangesAndWhatRunsGoesOnIfItIsBroken() {
        int before = releases.release();
        try {
            releases.folderChanged(List.of(new RuleFile("detection/one.drl", "package detection; rule")));
            assertThat(releases.release()).isEqualTo(before);
            releases.folderChanged(List.of(new RuleFile("detection/one.drl", ONE_RULE.formatted("folder", "c"))));
            int ofFolder = releases.release();
            assertThat(ofFolder).isGreaterThan(before);
            admin().get(RULES + "/releases/{n}", ofFolder)
                    .then()
                    .body("origin", equalTo("FOLDER"))
                    .body("author", equalTo("folder"));
            releases.folderChanged(List.of(new RuleFile("detection/one.drl", ONE_RULE.formatted("folder", "c"))));
            assertThat(releases.release()).isEqualTo(ofFolder);
        } finally {
            releases.folderChanged(RuleFolder.read("rules"));
        }
        // The real folder is what was published last, so a rollback by hand is kept.
        int latest = releases.release();
        releases.activate(before, "test");
        releases.start();
        assertThat(releases.release()).isEqualTo(before).isLessThan(latest);
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

    private RuleFailedException failure(RuleSource rule) {
        return new RuleFailedException(rule.stage(), List.of(rule.id()), "it threw", null);
    }

    @Test
    void ruleThatFailedIsLeftOutUntilItHasAnotherTextOrAPersonLiftsThat() {
        int before = releases.release();
        try {
            publish(body("fails", "fails", "a")).statusCode(201);
            int failing = releases.release();
            RuleSource rule = releases.now().source().get(0);
            long version = releases.version();
            assertThat(releases.quarantine(failure(rule))).isTrue();
            assertThat(releases.version()).isGreaterThan(version);
            assertThat(releases.now().rules().rules()).isEmpty();
            admin().get(RULES + "/fails")
                    .then()
                    .statusCode(200)
                    .body("quarantined", equalTo("it threw"))
                    .body("quarantinedAt", notNullValue());
            given().get("/q/metrics").then().body(containsString("fixpoint_rules_quarantined 1.0"));

            releases.start();
            assertThat(releases.now().rules().rules()).as("a restart keeps it").isEmpty();

            publish(body("another rule, the same text", "other", "b")).statusCode(201);
            assertThat(releases.leftOut()).isEmpty();
            activate(failing).statusCode(200);
            assertThat(releases.leftOut())
                    .as("the same text is still known to fail")
                    .hasSize(1);
            publish(body("mended", "fails", "a2")).statusCode(201);
            assertThat(releases.leftOut()).isEmpty();

            activate(failing).statusCode(200);
            admin().delete(RULES + "/other/quarantine").then().statusCode(404);
            admin().queryParam("stage", "TRIAGE")
                    .delete(RULES + "/fails/quarantine")
                    .then()
                    .statusCode(404);
            admin().queryParam("stage", "DETECTION")
                    .delete(RULES + "/fails/quarantine")
                    .then()
                    .statusCode(204);
            assertThat(releases.now().rules().rules())
                    .extracting(RuleSource::id)
                    .containsExactly("fails");
            releases.start();
            assertThat(releases.leftOut()).isEmpty();
        } finally {
            releases.activate(before, "test");
        }
    }

    @Test
    void aFailureThatNobodyExplainsIsBorneOnceThenTheStageIsLeftOutUntilARestart() {
        int before = releases.release();
        try {
            publish(body("unexplained", "unexplained", "a")).statusCode(201);
            RuleFailedException unknown = new RuleFailedException(Stage.DETECTION, List.of(), "who knows", null);
            assertThat(releases.quarantine(unknown)).isFalse();
            assertThat(releases.leftOut()).isEmpty();
            assertThat(releases.quarantine(unknown)).isTrue();
            assertThat(releases.leftOut()).hasSize(1);
            releases.start();
            assertThat(releases.leftOut()).isEmpty();
        } finally {
            releases.activate(before, "test");
        }
    }

    @Test
    void countsAreShownAndSeriesOfOldReleasesVanish() {
        int before = releases.release();
        try {
            publish(body("counted", "counted", "a")).statusCode(201);
            try (RuleSession session = releases.open(Stage.DETECTION)) {
                session.put("s", new StageSessionTest.Stated("shop", "a").series());
                assertThat(session.fire().concluded()).hasSize(1);
            }
            admin().get(RULES + "/counted")
                    .then()
                    .body("matched", equalTo(1))
                    .body("lastMatched", notNullValue())
                    .body("meanCost", containsString("PT"))
                    .body("quarantined", nullValue());
            given().get("/q/metrics")
                    .then()
                    .body(containsString("fixpoint_rules_matched_total{rule=\"counted\",stage=\"detection\"} 1.0"))
                    .body(containsString("fixpoint_rules_consequence_seconds_count{rule=\"counted\""))
                    .body(containsString("fixpoint_rules_threads_abandoned 0.0"));
        } finally {
            releases.activate(before, "test");
        }
        given().get("/q/metrics").then().body(not(containsString("rule=\"counted\"")));
    }
}
