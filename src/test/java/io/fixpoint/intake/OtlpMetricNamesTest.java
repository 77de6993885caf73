package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples are those of the OpenTelemetry specification, and what its table of units says. */
class OtlpMetricNamesTest {
    @ParameterizedTest
    @CsvSource({
        "http.server.request.duration, s, false, false, http_server_request_duration_seconds",
        "system.filesystem.usage, By, false, false, system_filesystem_usage_bytes",
        "system.network.io, By/s, true, false, system_network_io_bytes_per_second",
        "requests, {request}, false, true, requests_total",
        "requests.total, '', false, true, requests_total",
        "cpu.utilization, 1, true, false, cpu_utilization_ratio",
        "cpu.utilization, 1, false, false, cpu_utilization",
        "memory.bytes, By, true, false, memory_bytes",
        "queue..length, '', true, false, queue_length",
        "2xx, '', true, false, _2xx",
        "jvm.gc.time, ms, false, true, jvm_gc_time_milliseconds_total",
    })
    void aMetricHasTheNameThatPrometheusGivesIt(
            String name, String unit, boolean gauge, boolean counter, String expected) {
        assertThat(OtlpMetricNames.metric(name, unit, gauge, counter)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"http.request.method, http_request_method", "0start, key_0start", "plain, plain"})
    void aLabelHasTheNameThatPrometheusGivesIt(String name, String expected) {
        assertThat(OtlpMetricNames.label(name)).isEqualTo(expected);
    }
}
