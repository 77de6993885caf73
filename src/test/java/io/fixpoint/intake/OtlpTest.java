package io.fixpoint.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's own Java SDK exports, and what the protocol says of errors. */
@QuarkusTest
class OtlpTest {
    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString("admin:admin-of-tests".getBytes(StandardCharsets.UTF_8));

    @TestHTTPResource("/v1/metrics")
    URI metrics;

    @Test
    void theSdkExportsGaugesCountersAndHistograms() {
        boolean exported = export("otel-shop", AggregationTemporalitySelector.alwaysCumulative());

        assertThat(exported).as("the SDK's own word on its export").isTrue();
        List<String> taken = samples("otel-shop").getList("items.metric", String.class);
        assertThat(taken)
                .contains(
                        "orders_total",
                        "queue_length",
                        "http_server_request_duration_seconds_bucket",
                        "http_server_request_duration_seconds_count",
                        "http_server_request_duration_seconds_sum");
        JsonPath found = samples("otel-shop");
        assertThat(found.getString("items.find { it.metric == 'orders_total' }.instance"))
                .isEqualTo("otel-shop-1");
        assertThat(found.getFloat("items.find { it.metric == 'orders_total' }.value"))
                .isEqualTo(3f);
        assertThat(found.getString("items.find { it.metric == 'orders_total' }.labels.payment_kind"))
                .isEqualTo("card");
        assertThat(
                        found.getFloat(
                                "items.find { it.metric == 'http_server_request_duration_seconds_bucket' && it.labels.le == '+Inf' }.value"))
                .isEqualTo(1f);
    }

    @Test
    void deltasAreRefusedWithTheRemedyAndTheRestIsTaken() {
        export("otel-delta", AggregationTemporalitySelector.deltaPreferred());

        assertThat(samples("otel-delta").getList("items.metric", String.class))
                .contains("queue_length")
                .doesNotContain("orders_total");
        request("application/json")
                .body(json("otel-delta-json", 1))
                .post(metrics)
                .then()
                .statusCode(200)
                .body("partialSuccess.rejectedDataPoints", equalTo("1"))
                .body("partialSuccess.errorMessage", containsString("export it as cumulative"));
    }

    @Test
    void jsonIsTakenAsWell() {
        request("application/json")
                .body(json("otel-json", 2))
                .post(metrics)
                .then()
                .statusCode(200)
                .contentType("application/json");

        given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/facts?service=otel-json&type=sample")
                .then()
                .body("items.metric", hasItems("visits_total"));
    }

    @Test
    void whatIsNoRequestIs400InTheFormatOfTheRequest() {
        request("application/json")
                .body("{'")
                .post(metrics)
                .then()
                .statusCode(400)
                .body("message", containsString("no"));
        byte[] answer = request("application/x-protobuf")
                .body(new byte[] {1, 2, 3})
                .post(metrics)
                .then()
                .statusCode(400)
                .contentType("application/x-protobuf")
                .extract()
                .asByteArray();
        assertThat(new String(answer, StandardCharsets.UTF_8)).contains("ExportMetricsServiceRequest");
    }

    private boolean export(String service, AggregationTemporalitySelector temporality) {
        OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(metrics.toString())
                .addHeader("Authorization", "Basic " + CREDENTIALS)
                .setCompression("gzip")
                .setAggregationTemporalitySelector(temporality)
                .build();
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        service,
                        AttributeKey.stringKey("service.instance.id"),
                        service + "-1")))
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build()) {
            Meter meter = provider.get("test");
            meter.counterBuilder("orders")
                    .build()
                    .add(3, Attributes.of(AttributeKey.stringKey("payment.kind"), "card"));
            meter.gaugeBuilder("queue.length").build().set(7);
            meter.histogramBuilder("http.server.request.duration")
                    .setUnit("s")
                    .build()
                    .record(0.2);
            return provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess();
        }
    }

    private static String json(String service, int temporality) {
        return """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"service.name","value":{"stringValue":"%s"}}]},
                 "scopeMetrics":[{"metrics":[{"name":"visits","sum":{"aggregationTemporality":%d,"isMonotonic":true,
                  "dataPoints":[{"asInt":"5","timeUnixNano":"%d"}]}}]}]}]}
                """.formatted(service, temporality, Instant.now().getEpochSecond() * 1_000_000_000L);
    }

    private static JsonPath samples(String service) {
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/facts?type=sample&size=500&service=" + service)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static RequestSpecification request(String type) {
        return given().header("Authorization", "Basic " + CREDENTIALS).header("Content-Type", type);
    }
}
