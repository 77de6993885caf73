package io.fixpoint.rule;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The longest windows over the samples of a metric that rules read.
 *
 * @param everywhere that of rules that do not fix the metric
 * @param byMetric that of rules that do
 */
public record SampleWindows(Duration everywhere, Map<String, Duration> byMetric) {
    /** No rule reads a window. */
    public static final SampleWindows NONE = new SampleWindows(Duration.ZERO, Map.of());

    public SampleWindows {
        byMetric = Map.copyOf(byMetric);
    }

    /** How long a sample of the metric counts; zero if no rule reads a window over it. */
    public Duration of(String metric) {
        return longer(everywhere, byMetric.getOrDefault(metric, Duration.ZERO));
    }

    /** Whether none of the windows is longer than these. */
    public boolean cover(SampleWindows others) {
        return others.everywhere.compareTo(everywhere) <= 0
                && others.byMetric.keySet().stream()
                        .allMatch(metric -> others.of(metric).compareTo(of(metric)) <= 0);
    }

    /** Windows that cover all of these. */
    public static SampleWindows longest(Collection<SampleWindows> all) {
        Duration everywhere = Duration.ZERO;
        Map<String, Duration> byMetric = new HashMap<>();
        for (SampleWindows windows : all) {
            everywhere = longer(everywhere, windows.everywhere);
            windows.byMetric.forEach((metric, length) -> byMetric.merge(metric, length, SampleWindows::longer));
        }
        return new SampleWindows(everywhere, byMetric);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
