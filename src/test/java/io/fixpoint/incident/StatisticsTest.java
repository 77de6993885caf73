package io.fixpoint.incident;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures over HTTP, counted from incidents and from the sums of hours alike. */
@QuarkusTest
@TestProfile(StatedWorld.class)
class StatisticsTest {
    /** Long before anything that other tests write. */
    private static final Instant TEN = Instant.parse("2021-03-01T10:00:00Z");

    @Inject
    EntityManager entities;

    @Inject
    ResultKeeper keeper;

    @BeforeEach
    void write() {
        forget();
        incident("s1", "orders", "MAJOR", TEN.plusSeconds(60), 10, 30L, 600L, false, "rule:open");
        recovery("s1", "recovery", 1, true);
        repair("s1", "repair-scale", "AUTOMATIC", true);
        incident("s2", "orders", "CRITICAL", TEN.plusSeconds(3500), 20, null, 1200L, true, "rule:open");
        recovery("s2", "recovery", 2, false);
        repair("s2", "repair-scale", "APPROVAL", false);
        repair("s2", "repair-restart", "APPROVAL", true);
        incident("s3", "mail", "MAJOR", TEN.plusSeconds(3700), 0, 60L, null, false, "ada");
        incident("s4", "mail", "MINOR", TEN.plusSeconds(3 * 3600), 0, null, null, false, "rule:open");
    }

    @AfterEach
    void forget() {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String table : List.of("repair_attempt", "incident_recovery", "incident_timeline")) {
                execute("delete from " + table + " where incident in ('s1', 's2', 's3', 's4')");
            }
            execute("delete from incident where id in ('s1', 's2', 's3', 's4')");
            execute("delete from figures");
            execute("delete from figures_position");
        });
    }

    @Test
    void figuresAreThoseOfTheIncidentsOpenedInTheTime() {
        all(TEN, TEN.plus(Duration.ofHours(2)));
    }

    @Test
    void sumsOfHoursGiveTheSameFiguresAndFollowWhatHappens() {
        keeper.followFigures(Duration.ofSeconds(-5));
        assertThat(rows("select count(*) from figures where grouping_by = 'ALL'"))
                .isEqualTo(3);
        all(TEN, TEN.plus(Duration.ofHours(2)));
        // What is summed up is not counted again.
        execute("update incident set service = 'unseen' where id = 's1'");
        statistics(TEN, TEN.plus(Duration.ofHours(2)), "service").body("groups.key", contains("mail", "orders"));
        execute("update incident set service = 'orders' where id = 's1'");
        resolve("s3");
        statistics(TEN, TEN.plus(Duration.ofHours(2)), "service")
                .body("resolved", equalTo(3))
                .body("groups.find { it.key == 'mail' }.figures.resolved", equalTo(1));
        keeper.followFigures(Duration.ofSeconds(-5));
        statistics(TEN, TEN.plus(Duration.ofHours(2)), null).body("resolved", equalTo(3));
    }

    @Test
    void beginAndEndMayBeWithinAnHour() {
        for (int round = 0; round < 2; round++) {
            statistics(TEN.plusSeconds(61), TEN.plusSeconds(3701), null).body("incidents", equalTo(2));
            statistics(TEN.plusSeconds(60), TEN.plusSeconds(3700), null).body("incidents", equalTo(2));
            statistics(TEN.plusSeconds(100), TEN.plusSeconds(200), "service")
                    .body("incidents", equalTo(0))
                    .body("mttr", nullValue())
                    .body("groups.size()", equalTo(0));
            keeper.followFigures(Duration.ofSeconds(-5));
        }
    }

    @Test
    void figuresAreGroupedByProcessVersionRuleAndRepair() {
        for (int round = 0; round < 2; round++) {
            statistics(TEN, TEN.plus(Duration.ofHours(4)), "process")
                    .body("groups.key", contains("recovery"))
                    .body("groups[0].figures.recoveries", equalTo(2))
                    .body("groups[0].figures.recoverySuccessRate", equalTo(0.5f))
                    .body("groups[0].figures.mttr", equalTo("PT15M"))
                    .body("groups[0].figures.automatedShare", equalTo(0.5f))
                    .body("groups[0].versions.version", contains(2, 1))
                    .body("groups[0].versions[0].figures.recoverySuccessRate", equalTo(0.0f))
                    .body("groups[0].versions[1].figures.recoverySuccessRate", equalTo(1.0f))
                    .body("groups[0].versions[1].figures.mttr", equalTo("PT10M"));
            statistics(TEN, TEN.plus(Duration.ofHours(4)), "repair")
                    .body("groups.key", contains("repair-restart", "repair-scale"))
                    .body("groups[1].figures.repairs", equalTo(2))
                    .body("groups[1].figures.repairSuccessRate", equalTo(0.5f))
                    .body("groups[1].figures.incidents", equalTo(2));
            statistics(TEN, TEN.plus(Duration.ofHours(4)), "rule")
                    .body("groups.key", contains("ada", "rule:open"))
                    .body("groups[1].figures.incidents", equalTo(3));
            statistics(TEN, TEN.plus(Duration.ofHours(4)), "severity")
                    .body("groups.key", contains("CRITICAL", "MAJOR", "MINOR"));
            keeper.followFigures(Duration.ofSeconds(-5));
        }
    }

    @Test
    void figuresOverTimeAreThoseOfEachSpan() {
        for (int round = 0; round < 2; round++) {
            over(TEN, TEN.plus(Duration.ofMinutes(150)), "PT1H")
                    .statusCode(200)
                    .body("incidents", equalTo(3))
                    .body("times.figures.incidents", contains(2, 1, 0))
                    .body("times[0].figures.mttr", equalTo("PT15M"))
                    .body("times[2].to", equalTo("2021-03-01T12:30:00Z"));
            keeper.followFigures(Duration.ofSeconds(-5));
        }
        over(TEN, TEN.plus(Duration.ofDays(30)), "PT1H").statusCode(400).body("detail", containsString("at most 400"));
        over(TEN, TEN.plus(Duration.ofDays(30)), "PT1S").statusCode(400);
        over(TEN, TEN.plus(Duration.ofDays(30)), "P999999999D").statusCode(400);
        given().auth()
                .preemptive()
                .basic("admin", StatedWorld.PASSWORD)
                .get("/api/v1/statistics?every=P1D")
                .then()
                .statusCode(400)
                .body("detail", containsString("'from'"));
    }

    private static ValidatableResponse over(Instant from, Instant to, String every) {
        return given().auth()
                .preemptive()
                .basic("admin", StatedWorld.PASSWORD)
                .get("/api/v1/statistics?from=" + from + "&to=" + to + "&every=" + every)
                .then();
    }

    private static void all(Instant from, Instant to) {
        statistics(from, to, "service")
                .body("incidents", equalTo(3))
                .body("open", equalTo(1))
                .body("resolved", equalTo(2))
                .body("escalated", equalTo(1))
                .body("mttd", equalTo("PT10S"))
                .body("mtta", equalTo("PT45S"))
                .body("mttr", equalTo("PT15M"))
                .body("recoveries", equalTo(2))
                .body("recoverySuccessRate", equalTo(0.5f))
                .body("automatedShare", equalTo(0.5f))
                .body("repairs", equalTo(3))
                .body("groups.key", contains("mail", "orders"))
                .body("groups[1].figures.incidents", equalTo(2));
    }

    private static ValidatableResponse statistics(Instant from, Instant to, @Nullable String by) {
        return given().auth()
                .preemptive()
                .basic("admin", StatedWorld.PASSWORD)
                .get("/api/v1/statistics?from=" + from + "&to=" + to + (by == null ? "" : "&by=" + by))
                .then()
                .statusCode(200);
    }

    /** Closed, so that the server does not close it meanwhile. Seconds: from the fault to the incident, from that to the acknowledgement, from the fault to the resolution. */
    private void incident(
            String id,
            String service,
            String severity,
            Instant opened,
            long detect,
            @Nullable Long acknowledge,
            @Nullable Long restore,
            boolean escalated,
            String by) {
        Instant detected = opened.minusSeconds(detect);
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("insert into incident (id, version, title, status, severity,"
                                + " severity_found, priority, suppressed, service, correlation_key, opened_by,"
                                + " detected_at, opened_at, acknowledged_at, escalated_at, resolved_at)"
                                + " values (?1, 0, ?1, ?2, ?3, ?3, 'P2', false, ?4, ?1, ?5, ?6, ?7, ?8, ?9, ?10)")
                        .setParameter(1, id)
                        .setParameter(2, restore == null ? "OPEN" : "CLOSED")
                        .setParameter(3, severity)
                        .setParameter(4, service)
                        .setParameter(5, by)
                        .setParameter(6, detected)
                        .setParameter(7, opened)
                        .setParameter(8, acknowledge == null ? null : opened.plusSeconds(acknowledge))
                        .setParameter(9, escalated ? opened : null)
                        .setParameter(10, restore == null ? null : detected.plusSeconds(restore))
                        .executeUpdate());
    }

    private void recovery(String incident, String process, int version, boolean recovered) {
        execute(
                "insert into incident_recovery (recovery, incident, process, started_at, ended_at, recovered, version, kept)"
                        + " values ('r" + incident + "', '" + incident + "', '" + process + "', now(), now(), "
                        + recovered
                        + ", " + version + ", true)");
    }

    private void repair(String incident, String name, String mode, boolean helped) {
        execute("insert into repair_attempt (id, incident, recovery, service, process, name, target, kind, mode,"
                + " started_at, verified) values ('" + incident + name + "', '" + incident + "', 'r" + incident
                + "', 'orders', '" + name + "', '" + name + "', 'orders', 'FIX', '" + mode + "', now(), " + helped
                + ")");
    }

    private void resolve(String incident) {
        execute("update incident set status = 'RESOLVED', resolved_at = now() where id = '" + incident + "'");
        execute("insert into incident_timeline (incident, at, actor, what) values ('" + incident
                + "', now(), 'ada', 'resolved')");
    }

    private void execute(String sql) {
        QuarkusTransaction.joiningExisting()
                .run(() -> entities.createNativeQuery(sql).executeUpdate());
    }

    private long rows(String sql) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(sql).getSingleResult()).longValue());
    }
}
