package io.fixpoint.importing;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alerting rule of Prometheus.
 *
 * @param file where it stands
 * @param group of rules
 * @param expression as it was written
 * @param holdFor {@code for}: how long the expression must hold
 */
record AlertRule(
        String file,
        String group,
        String name,
        String expression,
        Duration holdFor,
        Duration keepFiringFor,
        Map<String, String> labels,
        Map<String, String> annotations) {
    AlertRule {
        labels = new TreeMap<>(labels);
        annotations = new TreeMap<>(annotations);
    }
}
