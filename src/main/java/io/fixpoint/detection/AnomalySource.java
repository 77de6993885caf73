package io.fixpoint.detection;

import io.fixpoint.detection.FactKey.AlertKey;
import io.fixpoint.detection.FactKey.HeartbeatKey;
import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.detection.FactKey.ServiceKey;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.rule.Match;
import io.fixpoint.rule.Match.MatchedFact;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What raised an anomaly: a series, an alert or a heartbeat that a rule matched; the service as a whole if the rules
 * matched none of these.
 */
record AnomalySource(FactKey key, String title) {

    /** The sources of the anomaly by the explanation of its episode. */
    static Set<AnomalySource> of(Anomaly anomaly, List<Match> explanation) {
        Set<AnomalySource> sources = new LinkedHashSet<>();
        for (Match match : explanation) {
            for (MatchedFact fact : match.facts()) {
                FactKey key = key(fact);
                if (key != null) {
                    sources.add(new AnomalySource(key, fact.title()));
                }
            }
        }
        if (sources.isEmpty()) {
            sources.add(new AnomalySource(new ServiceKey(anomaly.getService()), "service " + anomaly.getService()));
        }
        return sources;
    }

    /** Whether there are facts of the source. */
    static boolean isKnown(FactKey key, KnownFacts facts) {
        ServiceState service = facts.service(key.service());
        if (service == null) {
            return false;
        }
        if (key instanceof SeriesKey series) {
            return service.series().containsKey(series);
        }
        if (key instanceof AlertKey alert) {
            return service.alerts().containsKey(alert);
        }
        return !(key instanceof HeartbeatKey heartbeat) || service.heartbeats().containsKey(heartbeat);
    }

    private static @Nullable FactKey key(MatchedFact fact) {
        String service = fact.service();
        if (service == null) {
            return null;
        }
        return switch (fact.type()) {
            case "Series" ->
                fact.values().get("metric") instanceof String metric
                        ? new SeriesKey(service, fact.instance(), metric, labels(fact))
                        : null;
            case "Alert" ->
                fact.values().get("fingerprint") instanceof String fingerprint
                        ? new AlertKey(service, null, fingerprint)
                        : null;
            case "Heartbeat" -> new HeartbeatKey(service, fact.instance(), labels(fact));
            default -> null;
        };
    }

    private static Map<String, String> labels(MatchedFact fact) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (fact.values().get("labels") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
        }
        return labels;
    }
}
