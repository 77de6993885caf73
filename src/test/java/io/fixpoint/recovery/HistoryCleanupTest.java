package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.fixpoint.incident.ResultKeeper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine's history goes when its time has come; what people need to know of an incident stays. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class HistoryCleanupTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    RecoveryEngine engine;

    @Inject
    RecordedProgress progress;

    @Inject
    ResultKeeper keeper;

    @Inject
    EntityManager entities;

    @Inject
    RecoveryRetention retention;

    @AfterEach
    void end() {
        ClockUtil.reset();
    }

    @Test
    void historyIsCleanedAfterItsTimeToLiveAndTheResultStays() {
        engine.start();
        engine.startJobs();
        deploy(
                "cleaned",
                Models.oneHumanTask("cleaned")
                        .replace(
                                "<bpmn:process id=\"cleaned\"",
                                "<bpmn:process id=\"cleaned\" camunda:historyTimeToLive=\"P5D\""));
        String incident = "incident-of-history";
        progress.open(incident, "checkout");
        write(incident);
        String ended = start("cleaned", incident);
        String task = taskOf(ended);
        admin().contentType(ContentType.JSON)
                .body(Map.of("text", "It was the disk"))
                .post("/api/v1/tasks/" + task + "/comments");
        admin().post("/api/v1/tasks/" + task + "/claim");
        admin().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/tasks/" + task + "/complete")
                .then()
                .statusCode(204);
        String running = start("cleaned", incident);
        knows(incident, ended);
        keeper.keepResults();

        // Within the window of the day, before and after the time to live.
        cleanUp(4);
        assertThat(history()
                        .createHistoricProcessInstanceQuery()
                        .processInstanceId(ended)
                        .count())
                .isOne();
        cleanUp(6);
        await().atMost(SOON)
                .until(() -> history()
                                .createHistoricProcessInstanceQuery()
                                .processInstanceId(ended)
                                .count()
                        == 0);

        assertThat(history()
                        .createHistoricActivityInstanceQuery()
                        .processInstanceId(ended)
                        .count())
                .isZero();
        assertThat(history()
                        .createHistoricProcessInstanceQuery()
                        .processInstanceId(running)
                        .count())
                .isOne();
        admin().get("/api/v1/recoveries/" + ended).then().statusCode(404);
        admin().get("/api/v1/recoveries/" + running).then().statusCode(200).body("state", equalTo("WAITING"));
        admin().get("/api/v1/incidents/" + incident)
                .then()
                .statusCode(200)
                .body("recoveries.id", hasItem(ended))
                .body("recoveries.find { it.id == '" + ended + "' }.state", equalTo("COMPLETED"))
                .body("recoveries.find { it.id == '" + ended + "' }.version", equalTo(1))
                .body("result.steps.element", contains("Start", "Step", "End"))
                .body("result.resources.humanTasks", equalTo(1));
        admin().get("/api/v1/incidents/" + incident + "/timeline")
                .then()
                .statusCode(200)
                .body("items.what", contains("opened"));
        admin().accept("text/markdown")
                .get("/api/v1/incidents/" + incident + "/report")
                .then()
                .statusCode(200)
                .body(containsString("What it took"));
        journaled(ended);
        journaled(running);
        frozen("freeze-of-last-year", now().minus(Duration.ofDays(366)));
        frozen("freeze-of-yesterday", now().minus(Duration.ofDays(1)));
        QuarkusTransaction.requiringNew().run(() -> retention.removeOld(now()));
        assertThat(rows("action_journal where recovery_id = '" + ended + "'"))
                .as("its time is not over")
                .isOne();
        QuarkusTransaction.requiringNew().run(() -> retention.removeOld(now().plus(Duration.ofDays(31))));
        assertThat(rows("action_journal where recovery_id = '" + ended + "'")).isZero();
        assertThat(rows("action_journal where recovery_id = '" + running + "'"))
                .as("it runs")
                .isOne();
        assertThat(rows("repair_freeze where id = 'freeze-of-last-year'")).isZero();
        assertThat(rows("repair_freeze where id = 'freeze-of-yesterday'")).isOne();
        admin().post("/api/v1/recoveries/" + running + "/cancel").then().statusCode(200);
    }

    private static Instant now() {
        return Instant.now();
    }

    private void journaled(String recovery) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("insert into action_journal (job_id, execution_id, recovery_id,"
                                + " element, action, state, attempt, inputs, node, started_at)"
                                + " values (?1, ?1, ?1, 'e', 'http', 'DONE', 1, '', 'n', now())")
                        .setParameter(1, recovery)
                        .executeUpdate());
    }

    private void frozen(String id, Instant until) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("insert into repair_freeze (id, service, reason, until_at,"
                                + " created_by, created_at) values (?1, 'nothing', 'a test', ?2, 'ada', ?2)")
                        .setParameter(1, id)
                        .setParameter(2, until)
                        .executeUpdate());
    }

    private long rows(String of) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery("select count(*) from " + of)
                                .getSingleResult())
                        .longValue());
    }

    /** Lets the engine's clock be in the cleaning window of that day from now, and the job run. */
    private void cleanUp(int days) {
        ClockUtil.setCurrentTime(Date.from(LocalDate.now(ZoneId.systemDefault())
                .plusDays(days)
                .atTime(LocalTime.of(3, 30))
                .atZone(ZoneId.systemDefault())
                .toInstant()));
        List<String> jobs = QuarkusTransaction.requiringNew().call(() -> {
            history().cleanUpHistoryAsync();
            return history().findHistoryCleanupJobs().stream()
                    .map(org.camunda.bpm.engine.runtime.Job::getId)
                    .toList();
        });
        assertThat(jobs).isNotEmpty();
        await().atMost(SOON)
                .until(() -> history().findHistoryCleanupJobs().stream()
                        .allMatch(job -> job.getDuedate() != null
                                && job.getDuedate()
                                        .toInstant()
                                        .isAfter(ClockUtil.getCurrentTime().toInstant())));
    }

    private void write(String incident) {
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("insert into incident (id, version, title, status, severity, severity_found,"
                            + " priority, suppressed, service, correlation_key, opened_by, detected_at, opened_at)"
                            + " values (?1, 0, 'A test', 'RECOVERING', 'MAJOR', 'MAJOR', 'P2', false, 'checkout', ?1,"
                            + " 'rule:open', now(), now())")
                    .setParameter(1, incident)
                    .executeUpdate();
            entities.createNativeQuery("insert into incident_timeline (incident, at, actor, what)"
                            + " values (?1, now(), 'rule:open', 'opened')")
                    .setParameter(1, incident)
                    .executeUpdate();
        });
    }

    private void knows(String incident, String recovery) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("insert into incident_recovery (recovery, incident, process,"
                                + " started_at, ended_at, recovered) values (?1, ?2, 'cleaned', now(), now(), false)")
                        .setParameter(1, recovery)
                        .setParameter(2, incident)
                        .executeUpdate());
    }

    private HistoryService history() {
        return engine.engine().getHistoryService();
    }

    private String taskOf(String recovery) {
        return engine.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(recovery)
                .singleResult()
                .getId();
    }

    private static String start(String process, String incident) {
        return admin().contentType(ContentType.JSON)
                .body(Map.of("process", process, "incidentId", incident))
                .post("/api/v1/recoveries")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void deploy(String process, String model) {
        admin().multiPart("files", process + ".bpmn", model.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/processes")
                .then()
                .statusCode(201);
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests");
    }
}
