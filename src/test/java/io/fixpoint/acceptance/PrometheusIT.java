package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fixpoint.demo.Fault;
import io.fixpoint.demo.Shop;
import io.fixpoint.demo.ShopOptions;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Debian's Prometheus scrapes the shop, its Alertmanager posts its webhook, and the shipped rules and processes do the
 * rest. Skipped where they are not installed: {@code apt-get install prometheus prometheus-alertmanager}.
 */
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path FOLDER = Path.of("target/prometheus").toAbsolutePath();

    private final List<Process> processes = new ArrayList<>();
    private Path folder = FOLDER;

    @BeforeEach
    void installed() throws IOException {
        Stream.of("prometheus", "prometheus-alertmanager")
                .forEach(name -> assumeTrue(
                        isInstalled(name),
                        name + " is not installed: apt-get install prometheus prometheus-alertmanager"));
        Files.createDirectories(FOLDER);
        folder = Files.createTempDirectory(FOLDER, "run-");
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void anAlertOfPrometheusIsRepairedAndItsResolvedWebhookIsTaken() throws Exception {
        Path project = Path.of("").toAbsolutePath();
        try (Shop shop = new Shop(ShopOptions.silent());
                ServerProcess server = new ServerProcess(folder)
                        .set("fixpoint.rules.dir", project.resolve("rules").toString())
                        .set(
                                "fixpoint.processes.dir",
                                project.resolve("processes").toString())
                        .set(
                                "fixpoint.topology.file",
                                project.resolve("src/main/resources/demo/topology.yaml")
                                        .toString())
                        .set("fixpoint.automation.mode", "AUTOMATIC")
                        .set("fixpoint.recovery.verify-every", "PT0.5S")
                        .set("fixpoint.recovery.jobs.retry-after", "PT1S")
                        .set("fixpoint.http.endpoints.control", shop.control().toString())
                        .start()) {
            shop.start();
            int alertmanager = ServerProcess.freePort();
            int prometheus = ServerProcess.freePort();
            startAlertmanager(alertmanager, server);
            startPrometheus(prometheus, alertmanager, shop);
            await("every service to be scraped").atMost(PATIENCE).until(() -> healthyTargets(prometheus) == 5);

            shop.cause(Fault.CRASH);

            await("the incident to be resolved")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(incidents(server))
                            .extracting(incident -> incident.get("status"))
                            .containsExactly("RESOLVED"));
            JsonPath incident = server.request()
                    .get("/api/v1/incidents/" + incidents(server).get(0).get("id"))
                    .jsonPath();
            assertThat(incident.getString("service")).isEqualTo("inventory");
            assertThat(incident.getString("severity")).isEqualTo("CRITICAL");
            assertThat(incident.getString("cause.kind")).isEqualTo("crashed");
            assertThat(incident.getList("repairs.process")).containsExactly("repair-restart");
            assertThat(incident.getList("repairs.outcome")).containsExactly("RECOVERED");
            assertThat(incident.getList("anomalies.name")).contains("InstanceDown");
            assertThat(incident.getList("anomalies.status")).containsOnly("CLEARED");
            assertThat(server.request()
                            .get("/api/v1/facts?service=inventory&type=alert")
                            .asString())
                    .contains("firing", "resolved");
            assertThat(shop.failedRatio()).isLessThan(0.05);
        }
    }

    private static List<Map<String, Object>> incidents(ServerProcess server) {
        return server.request()
                .get("/api/v1/incidents")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
    }

    private static int healthyTargets(int prometheus) {
        try {
            return RestAssured.given()
                    .get("http://127.0.0.1:" + prometheus + "/api/v1/targets")
                    .jsonPath()
                    .getList("data.activeTargets.findAll { it.health == 'up' }")
                    .size();
        } catch (Exception notListeningYet) {
            return 0;
        }
    }

    /**
     * The interval is longer than a repair: what is called resolved while a repair still runs shows nothing of it, and is
     * called so once. By Alertmanager's own default it is five minutes.
     */
    private void startAlertmanager(int port, ServerProcess server) throws IOException {
        write("alertmanager.yml", """
                route:
                  receiver: fixpoint
                  group_by: [alertname, service]
                  group_wait: 0s
                  group_interval: 6s
                  repeat_interval: 1m
                receivers:
                  - name: fixpoint
                    webhook_configs:
                      - url: %s/api/v1/alertmanager
                        send_resolved: true
                        http_config:
                          basic_auth: {username: admin, password: %s}
                """.formatted(server.uri(), ServerProcess.PASSWORD));
        run(
                "prometheus-alertmanager",
                "--config.file=alertmanager.yml",
                "--storage.path=alertmanager",
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=");
    }

    private void startPrometheus(int port, int alertmanager, Shop shop) throws IOException {
        String targets = shop.urls().entrySet().stream()
                .map(service -> "      - {targets: ['%s'], labels: {service: %s}}"
                        .formatted(address(service.getValue()), service.getKey()))
                .collect(Collectors.joining("\n"));
        write("rules.yml", """
                groups:
                  - name: shop
                    rules:
                      - alert: InstanceDown
                        expr: up == 0
                        for: 1s
                        labels: {severity: critical}
                        annotations: {summary: "{{ $labels.service }} cannot be scraped"}
                      - alert: HighErrorRatio
                        expr: http_error_ratio > 0.2
                        for: 4s
                        labels: {severity: warning}
                        annotations: {summary: "requests to {{ $labels.service }} fail"}
                """);
        write("prometheus.yml", """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                alerting:
                  alertmanagers:
                    - static_configs: [{targets: ['127.0.0.1:%d']}]
                scrape_configs:
                  - job_name: shop
                    static_configs:
                %s
                """.formatted(alertmanager, targets));
        run(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=prometheus",
                "--web.listen-address=127.0.0.1:" + port);
    }

    private static String address(URI url) {
        return url.getHost() + ":" + url.getPort();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void run(String... command) throws IOException {
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile())
                .start());
    }

    private static boolean isInstalled(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }
}
