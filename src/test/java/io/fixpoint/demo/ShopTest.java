package io.fixpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shop breaks as it says, and only what removes the cause repairs it. */
class ShopTest {
    private static final Duration SOON = Duration.ofSeconds(25);

    private final HttpClient client = HttpClient.newHttpClient();
    private Shop shop = new Shop(ShopOptions.silent());

    @BeforeEach
    void customersAreServed() {
        shop.start();
        await().atMost(SOON).until(() -> reading("gateway", "http_requests_per_second") > 10 && isWell());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCrashedServiceRefusesConnectionsUntilItIsRestarted() throws Exception {
        post("/faults/crash");

        await().atMost(SOON).until(() -> reading("gateway", "http_error_ratio") > 0.9);
        assertThat(metrics("inventory")).isNull();
        assertThat(post("/services/orders/restart").statusCode()).isEqualTo(200);
        await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> reading("gateway", "http_error_ratio") > 0.5);

        assertThat(post("/services/inventory/restart").body()).isEqualTo("inventory runs again\n");
        await().atMost(SOON).until(this::isWell);
    }

    @Test
    void aBadReleaseFailsRequestsUntilItIsRolledBack() throws Exception {
        post("/faults/bad-release");

        await().atMost(SOON).until(() -> reading("orders", "http_error_ratio") > 0.5);
        assertThat(reading("gateway", "http_error_ratio")).isGreaterThan(0.3);
        post("/services/orders/restart");
        await().atMost(SOON).until(() -> reading("orders", "http_error_ratio") > 0.5);

        assertThat(post("/services/orders/rollback").body()).isEqualTo("orders runs 1.0.0\n");
        await().atMost(SOON).until(this::isWell);

        assertThat(post("/services/orders/rollforward").body()).isEqualTo("orders runs 1.1.0\n");
        await().atMost(SOON).until(() -> reading("orders", "http_error_ratio") > 0.5);
    }

    @Test
    void aSlowDatabaseIsNotHelpedByMoreWorkersButByItsStandby() throws Exception {
        post("/faults/slow-database");

        await().atMost(SOON).until(() -> reading("orders", "queue_used_ratio") > 0.8);
        await().atMost(SOON).until(() -> reading("gateway", "http_error_ratio") > 0.2);
        assertThat(reading("database", "db_query_seconds")).isGreaterThan(0.5);

        assertThat(post("/services/orders/scale").body()).isEqualTo("orders has 64 workers\n");
        await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> reading("gateway", "http_error_ratio") > 0.2);
        assertThat(post("/services/orders/scale-back").body()).isEqualTo("orders has 32 workers\n");

        assertThat(post("/services/database/failover").body()).isEqualTo("database runs on database-b\n");
        await().atMost(SOON).until(this::isWell);

        post("/services/database/failback");
        await().atMost(SOON).until(() -> reading("database", "db_query_seconds") > 0.5);
    }

    @Test
    void anOverloadFillsTheQueueOfTheNarrowestServiceUntilItIsScaled() throws Exception {
        post("/faults/overload");

        await().atMost(SOON)
                .until(() ->
                        reading("payment", "queue_used_ratio") > 0.8 && reading("payment", "http_error_ratio") > 0.05);

        assertThat(post("/services/payment/scale").body()).isEqualTo("payment has 4 workers\n");
        await().atMost(SOON).until(this::isWell);
        assertThat(reading("gateway", "http_requests_per_second")).isGreaterThan(50);
    }

    @Test
    void aFullDiskFailsEveryQueryUntilTheStandbyIsInUse() throws Exception {
        post("/faults/disk-full");

        await().atMost(SOON).until(() -> reading("database", "disk_used_ratio") > 0.85);
        await().atMost(SOON).until(() -> reading("gateway", "http_error_ratio") > 0.9);

        post("/services/database/failover");
        await().atMost(SOON).until(this::isWell);
    }

    @Test
    void aRepairWithAKeyThatWasSeenIsNotDoneAgain() throws Exception {
        HttpRequest scale = HttpRequest.newBuilder(shop.control().resolve("/services/orders/scale"))
                .header("Idempotency-Key", "job-1")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<String> first = client.send(scale, HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> again = client.send(scale, HttpResponse.BodyHandlers.ofString());

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(post("/services/orders/scale-back").body()).isEqualTo("orders has 32 workers\n");
        assertThat(post("/services/orders/scale-back").statusCode()).isEqualTo(409);
    }

    @Test
    void whatThereIsNotIsNamed() throws Exception {
        assertThat(post("/services/warehouse/restart").body()).contains("'warehouse'", "gateway");
        assertThat(post("/services/orders/dance").body()).contains("'dance'", "rollback");
        assertThat(post("/faults/flood").body()).contains("'flood'", "disk-full");
        assertThat(post("/services/orders/rollback").statusCode()).isEqualTo(409);
        assertThat(post("/services/orders/failover").statusCode()).isEqualTo(409);
    }

    private boolean isWell() {
        Map<String, URI> urls = shop.urls();
        return urls.keySet().stream()
                .allMatch(service -> reading(service, "http_error_ratio") == 0
                        && reading(service, "http_latency_p95_seconds") < 0.3);
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(shop.control().resolve(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The value as Prometheus would scrape it; NaN if there is none. */
    private double reading(String service, String metric) {
        String text = metrics(service);
        Matcher line = Pattern.compile("(?m)^" + metric + " (\\S+)$").matcher(text == null ? "" : text);
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    private @org.jspecify.annotations.Nullable String metrics(String service) {
        try {
            URI url = shop.urls().get(service);
            assertThat(url).isNotNull();
            return client.send(
                            HttpRequest.newBuilder(url.resolve("/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
