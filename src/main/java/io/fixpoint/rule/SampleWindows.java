package io.fixpoint.rule;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What rules read of the series, by metric.
 *
 * @param everywhere what rules read that do not fix the metric
 * @param byMetric what rules read that do
 */
public record SampleWindows(SeriesUse everywhere, Map<String, SeriesUse> byMetric) {
    /** No rule reads more than the last values. */
    public static final SampleWindows NONE = new SampleWindows(SeriesUse.NONE, Map.of());

    public SampleWindows {
        byMetric = Map.copyOf(byMetric);
    }

    /** What is read of a series of the metric. */
    public SeriesUse of(String metric) {
        return everywhere.and(byMetric.getOrDefault(metric, SeriesUse.NONE));
    }

    /** Whether all that the others read is read. */
    public boolean cover(SampleWindows others) {
        return everywhere.covers(others.everywhere)
                && others.byMetric.keySet().stream()
                        .allMatch(metric -> of(metric).covers(others.of(metric)));
    }

    /** The same without what is learned over days. */
    public SampleWindows counted() {
        Map<String, SeriesUse> counted = new HashMap<>();
        byMetric.forEach((metric, use) -> counted.put(metric, use.counted()));
        return new SampleWindows(everywhere.counted(), counted);
    }

    /** What one or the other of these reads. */
    public static SampleWindows longest(Collection<SampleWindows> all) {
        SeriesUse everywhere = SeriesUse.NONE;
        Map<String, SeriesUse> byMetric = new HashMap<>();
        for (SampleWindows windows : all) {
            everywhere = everywhere.and(windows.everywhere);
            windows.byMetric.forEach((metric, use) -> byMetric.merge(metric, use, SeriesUse::and));
        }
        return new SampleWindows(everywhere, byMetric);
    }
}
