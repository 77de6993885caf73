package io.fixpoint.intake;

import java.util.Map;

/**
 * Names of OpenTelemetry metrics as Prometheus writes them, so that one rule fits both
 * (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus):
 * {@code http.server.request.duration} in {@code s} is {@code http_server_request_duration_seconds}.
 */
final class OtlpMetricNames {
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tebibytes"),
            Map.entry("kBy", "kilobytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("%", "percent"));
    private static final Map<String, String> PER = Map.of(
            "s", "second",
            "m", "minute",
            "h", "hour",
            "d", "day",
            "w", "week",
            "mo", "month",
            "y", "year");

    private OtlpMetricNames() {}

    /**
     * The name of a metric.
     *
     * @param gauge whether a ratio is told by the name
     * @param counter whether it only ever rises, which Prometheus tells by the suffix {@code _total}
     */
    static String metric(String name, String unit, boolean gauge, boolean counter) {
        StringBuilder metric = new StringBuilder(squeezed(name));
        int slash = unit.indexOf('/');
        String main = plain(slash < 0 ? unit : unit.substring(0, slash));
        String per = slash < 0 ? "" : plain(unit.substring(slash + 1));
        if (main.equals("1")) {
            if (gauge && slash < 0) {
                suffix(metric, "ratio");
            }
        } else if (!main.isEmpty()) {
            suffix(metric, UNITS.getOrDefault(main, squeezed(main)));
        }
        if (!per.isEmpty()) {
            suffix(metric, "per_" + PER.getOrDefault(per, squeezed(per)));
        }
        if (counter) {
            String text = metric.toString();
            if (text.endsWith("_total")) {
                return text;
            }
            metric.append("_total");
        }
        return metric.toString();
    }

    /** The name of a label: what Prometheus does not know is an underscore. */
    static String label(String name) {
        String label = name.replaceAll("[^A-Za-z0-9_]", "_");
        return label.isEmpty() || !Character.isDigit(label.charAt(0)) ? label : "key_" + label;
    }

    /** Without annotations such as {@code {request}}. */
    private static String plain(String unit) {
        return unit.replaceAll("\\{[^}]*}", "").strip();
    }

    private static void suffix(StringBuilder metric, String suffix) {
        String text = metric.toString();
        if (!suffix.isEmpty() && !text.equals(suffix) && !text.endsWith("_" + suffix)) {
            metric.append('_').append(suffix);
        }
    }

    private static String squeezed(String name) {
        String squeezed = name.replaceAll("[^A-Za-z0-9:]+", "_").replaceAll("^_+|_+$", "");
        return !squeezed.isEmpty() && Character.isDigit(squeezed.charAt(0)) ? "_" + squeezed : squeezed;
    }
}
