package io.fixpoint.intake;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measurements of OpenTelemetry's metrics, with the names that Prometheus would give them. The resource names service and
 * instance; attributes of the data points are labels. A histogram is {@code _bucket}, {@code _count} and {@code _sum}.
 */
final class OtlpReader {
    private static final List<String> INSTANCE = List.of("service.instance.id", "k8s.pod.name", "host.name");

    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int refusedPoints;

    private OtlpReader() {}

    /**
     * What a request holds.
     *
     * @param refusedPoints data points that cannot be samples
     * @param refused why, each reason once
     */
    record Content(List<Measurement> measurements, int refusedPoints, List<String> refused) {}

    static Content read(ExportMetricsServiceRequest request) {
        OtlpReader reader = new OtlpReader();
        for (ResourceMetrics resource : request.getResourceMetricsList()) {
            Map<String, String> attributes = attributes(resource.getResource().getAttributesList());
            Source source = new Source(
                    attributes.get("service.name"),
                    INSTANCE.stream()
                            .map(attributes::get)
                            .filter(value -> value != null && !value.isBlank())
                            .findFirst()
                            .orElse(null));
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                scope.getMetricsList().forEach(metric -> reader.metric(source, metric));
            }
        }
        return new Content(
                reader.measurements,
                reader.refusedPoints,
                reader.refused.stream().distinct().toList());
    }

    /** Who measured. */
    private record Source(
            @Nullable String service, @Nullable String instance) {}

    private void metric(Source source, Metric metric) {
        switch (metric.getDataCase()) {
            case GAUGE -> {
                String name = OtlpMetricNames.metric(metric.getName(), metric.getUnit(), true, false);
                metric.getGauge().getDataPointsList().forEach(point -> number(source, name, metric, point));
            }
            case SUM -> {
                Sum sum = metric.getSum();
                if (isTotal(metric, sum.getAggregationTemporality(), sum.getDataPointsCount())) {
                    String name =
                            OtlpMetricNames.metric(metric.getName(), metric.getUnit(), false, sum.getIsMonotonic());
                    sum.getDataPointsList().forEach(point -> number(source, name, metric, point));
                }
            }
            case HISTOGRAM -> {
                List<HistogramDataPoint> points = metric.getHistogram().getDataPointsList();
                if (isTotal(metric, metric.getHistogram().getAggregationTemporality(), points.size())) {
                    points.forEach(point -> histogram(source, metric, point));
                }
            }
            case EXPONENTIAL_HISTOGRAM -> {
                List<ExponentialHistogramDataPoint> points =
                        metric.getExponentialHistogram().getDataPointsList();
                if (isTotal(metric, metric.getExponentialHistogram().getAggregationTemporality(), points.size())) {
                    points.forEach(point -> exponential(source, metric, point));
                }
            }
            case SUMMARY -> metric.getSummary().getDataPointsList().forEach(point -> summary(source, metric, point));
            case DATA_NOT_SET -> refuse(metric, 1, "has no data that is known here");
        }
    }

    /** Statistics need totals: the changes since the last export cannot be summed up once one of them was lost. */
    private boolean isTotal(Metric metric, AggregationTemporality temporality, int points) {
        if (temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA) {
            refuse(metric, points, "has delta temporality; export it as cumulative");
            return false;
        }
        return true;
    }

    private void refuse(Metric metric, int points, String reason) {
        refusedPoints += points;
        refused.add(metric.getName() + " " + reason);
    }

    /** What the measurements of one data point have in common. */
    private record Point(Source source, String name, String unit, Map<String, String> labels, long nanos, int flags) {
        Point with(String label, String value) {
            Map<String, String> all = new LinkedHashMap<>(labels);
            all.put(label, value);
            return new Point(source, name, unit, all, nanos, flags);
        }
    }

    private static Point point(
            Source source, String name, Metric metric, List<KeyValue> attributes, long nanos, int flags) {
        return new Point(source, name, metric.getUnit(), labels(attributes), nanos, flags);
    }

    private static String nameOfTotals(Metric metric) {
        return OtlpMetricNames.metric(metric.getName(), metric.getUnit(), false, false);
    }

    private void number(Source source, String name, Metric metric, NumberDataPoint data) {
        double value = data.hasAsInt() ? (double) data.getAsInt() : data.getAsDouble();
        add(point(source, name, metric, data.getAttributesList(), data.getTimeUnixNano(), data.getFlags()), "", value);
    }

    private void histogram(Source source, Metric metric, HistogramDataPoint data) {
        Point point = point(
                source,
                nameOfTotals(metric),
                metric,
                data.getAttributesList(),
                data.getTimeUnixNano(),
                data.getFlags());
        long below = 0;
        for (int i = 0; i < data.getBucketCountsCount(); i++) {
            below += data.getBucketCounts(i);
            String bound = i < data.getExplicitBoundsCount() ? bound(data.getExplicitBounds(i)) : "+Inf";
            add(point.with("le", bound), "_bucket", (double) below);
        }
        totals(point, data.getCount(), data.getSum());
    }

    private void exponential(Source source, Metric metric, ExponentialHistogramDataPoint data) {
        Point point = point(
                source,
                nameOfTotals(metric),
                metric,
                data.getAttributesList(),
                data.getTimeUnixNano(),
                data.getFlags());
        totals(point, data.getCount(), data.getSum());
    }

    private void summary(Source source, Metric metric, SummaryDataPoint data) {
        Point point = point(
                source,
                nameOfTotals(metric),
                metric,
                data.getAttributesList(),
                data.getTimeUnixNano(),
                data.getFlags());
        for (SummaryDataPoint.ValueAtQuantile quantile : data.getQuantileValuesList()) {
            // A quantile of nothing is no number.
            if (Double.isFinite(quantile.getValue())) {
                add(point.with("quantile", bound(quantile.getQuantile())), "", quantile.getValue());
            }
        }
        totals(point, data.getCount(), data.getSum());
    }

    private void totals(Point point, long count, double sum) {
        add(point, "_count", (double) count);
        add(point, "_sum", sum);
    }

    private void add(Point point, String suffix, double value) {
        if ((point.flags() & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0) {
            return;
        }
        measurements.add(new Measurement(
                point.source().service(),
                point.source().instance(),
                point.name() + suffix,
                point.labels(),
                value,
                point.unit().isEmpty() ? null : point.unit(),
                Instant.ofEpochSecond(0, point.nanos())));
    }

    private static String bound(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : String.valueOf(bound);
    }

    private static Map<String, String> labels(List<KeyValue> attributes) {
        Map<String, String> labels = new LinkedHashMap<>();
        attributes(attributes)
                .forEach((name, value) -> labels.merge(OtlpMetricNames.label(name), value, (a, b) -> a + ";" + b));
        return labels;
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (KeyValue attribute : attributes) {
            texts.put(attribute.getKey(), text(attribute.getValue()));
        }
        return texts;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpReader::text)
                        .collect(Collectors.joining(",", "[", "]"));
            default -> "";
        };
    }
}
