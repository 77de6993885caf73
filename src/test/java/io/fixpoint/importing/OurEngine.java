package io.fixpoint.importing;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.detection.DetectionMemory;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Our detection on made-up series: one record for each step, as one scrape is one request. */
final class OurEngine {
    private OurEngine() {}

    /**
     * The anomalies that fire at each step.
     *
     * @param keptLabels whether samples have all labels, as remote write brings them, or service and instance instead of
     *     those that name them
     */
    static List<Set<Anomaly>> firing(
            Rules rules,
            List<Promtool.Values> series,
            Labels.Naming naming,
            boolean keptLabels,
            Duration step,
            int from,
            int steps) {
        DetectionConfig config = TestDatabase.config(
                DetectionConfig.class,
                Map.of("fixpoint.detection.tick", step.toString(), "fixpoint.detection.window-samples", "100000"));
        List<Set<Anomaly>> all = new ArrayList<>();
        Map<String, Anomaly> standing = new LinkedHashMap<>();
        try (DetectionMemory memory = new DetectionMemory(rules, config, Duration.ofDays(60), null)) {
            memory.open(List.of(), true);
            take(memory, standing);
            for (int i = from; i < steps; i++) {
                Instant time = Instant.EPOCH.plus(step.multipliedBy(i));
                List<Fact> facts = new ArrayList<>();
                for (Promtool.Values values : series) {
                    Double value = i < values.values().size() ? values.values().get(i) : null;
                    if (value != null) {
                        facts.add(sample(values.labels(), naming, keptLabels, value, time));
                    }
                }
                memory.process(new LogRecord(
                        i + 1, facts.isEmpty() ? LogRecord.Kind.TICK : LogRecord.Kind.BATCH, time, facts));
                take(memory, standing);
                all.add(Set.copyOf(standing.values()));
            }
        }
        return all;
    }

    private static void take(DetectionMemory memory, Map<String, Anomaly> standing) {
        for (EpisodeRecord episode : memory.changes().episodes()) {
            if (episode.status() == Anomaly.Status.FIRING) {
                standing.put(episode.id(), episode.anomaly());
            } else {
                standing.remove(episode.id());
            }
        }
        memory.stored();
    }

    private static Fact.Sample sample(
            Map<String, String> all, Labels.Naming naming, boolean keptLabels, double value, Instant time) {
        Map<String, String> labels = new TreeMap<>(all);
        String metric = Objects.requireNonNull(labels.remove(Query.NAME));
        String service = Objects.requireNonNull(labels.get(naming.service()));
        String instance = labels.get(naming.instance());
        if (!keptLabels) {
            labels.keySet().removeAll(Set.of(naming.service(), naming.instance()));
        }
        return new Fact.Sample(service, instance, metric, value, null, time, labels, null);
    }
}
