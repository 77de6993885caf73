package io.fixpoint.topology;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says where in the declared topology the fault of an incident is likely to be.
 *
 * <p>A random walker follows the anomalies from callers to what they call: it prefers the provider that is more
 * anomalous, stays where no provider explains the anomaly, now and then goes back to a caller, and now and then starts
 * anew at an anomalous service. Where it is most often is the first suspect. This is a simple form of the
 * walk in M. Kim, R. Sumbaly, S. Shah, <em>Root Cause Detection in a Service-Oriented Architecture</em> (MonitorRank),
 * SIGMETRICS 2013, section 5; instead of the correlation of metrics it uses the severity and the start of what the rules
 * found. A provider without an anomaly of its own counts if several anomalous services call it that nothing else which
 * they call explains, since what is not measured cannot be anomalous.
 */
@ApplicationScoped
public class Localization {
    /** The share of steps that start anew at an anomalous service. */
    private static final double RESTART = 0.15;
    /** The pull back to a caller, as a part of the caller's strength. */
    private static final double BACKWARD = 0.1;
    /** What a provider without an anomaly is worth, against its anomalous callers. */
    private static final double INFERRED = 0.5;
    /** What an anomaly that has already cleared is worth, against one that stands. */
    private static final double CLEARED = 0.5;
    /** The part of an anomaly's strength that depends on how early it began. */
    private static final double EARLINESS = 0.3;
    /** Anomalies that begin within this time are hardly earlier or later than one another. */
    private static final double SPAN_SECONDS = 60;

    private static final int ROUNDS = 200;
    private static final int MOST_SUSPECTS = 20;
    private static final double LEAST_SCORE = 0.005;

    private final Topology topology;

    @Inject
    public Localization(Topology topology) {
        this.topology = topology;
    }

    /**
     * The suspects, likeliest first; none if the incident has no anomaly.
     *
     * @param ofIncident the anomalies of the incident, cleared ones included
     * @param standing every anomaly that stands anywhere: those of the incident's providers and anomalous callers count,
     *     whichever incident they belong to
     */
    public List<Suspect> locate(Collection<Anomaly> ofIncident, Collection<Anomaly> standing) {
        Graph graph = new Graph(topology.dependencies());
        Map<String, List<Anomaly>> anomalies = new TreeMap<>();
        Set<Object> seen = new HashSet<>();
        for (Collection<Anomaly> some : List.of(ofIncident, standing)) {
            for (Anomaly anomaly : some) {
                String id = anomaly.getId();
                if (seen.add(id == null ? anomaly.identity() : id)) {
                    anomalies
                            .computeIfAbsent(anomaly.getService(), s -> new ArrayList<>())
                            .add(anomaly);
                }
            }
        }
        Set<String> services = graph.around(
                new TreeSet<>(ofIncident.stream().map(Anomaly::getService).toList()), anomalies.keySet());
        anomalies.keySet().retainAll(services);
        Map<String, Double> strengths = strengths(graph, services, anomalies);
        return ranked(walk(graph, strengths), graph, anomalies, strengths);
    }

    private static Map<String, Double> strengths(
            Graph graph, Set<String> services, Map<String, List<Anomaly>> anomalies) {
        double first = anomalies.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Localization::start)
                .min()
                .orElse(0);
        double last = anomalies.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Localization::start)
                .max()
                .orElse(0);
        double span = Math.max(SPAN_SECONDS, last - first);
        Map<String, Double> strengths = new TreeMap<>();
        anomalies.forEach((service, some) -> strengths.put(
                service,
                some.stream()
                        .mapToDouble(anomaly -> {
                            double severity = weight(anomaly.getSeverity());
                            double late = (start(anomaly) - first) / span;
                            return severity * (1 - EARLINESS * late) * (anomaly.isCleared() ? CLEARED : 1);
                        })
                        .max()
                        .orElse(0)));
        Map<String, Double> inferred = new TreeMap<>();
        for (String service : services) {
            List<String> callers = graph.callers(service);
            List<String> anomalous =
                    callers.stream().filter(strengths::containsKey).toList();
            long unexplained = anomalous.stream()
                    .filter(caller -> graph.providers(caller).stream().noneMatch(strengths::containsKey))
                    .count();
            if (!strengths.containsKey(service) && unexplained >= 2) {
                double mean = anomalous.stream()
                        .mapToDouble(caller -> strengths.getOrDefault(caller, 0.0))
                        .average()
                        .orElse(0);
                inferred.put(service, INFERRED * mean * anomalous.size() / callers.size());
            }
        }
        strengths.putAll(inferred);
        return strengths;
    }

    private static double weight(Severity severity) {
        return switch (severity) {
            case INFO -> 0.2;
            case WARNING -> 0.4;
            case MINOR -> 0.6;
            case MAJOR -> 0.8;
            case CRITICAL -> 1;
        };
    }

    private static double start(Anomaly anomaly) {
        ZonedDateTime at = anomaly.getStartedAt();
        return at == null ? 0 : at.toInstant().toEpochMilli() / 1000.0;
    }

    /** The share of its time that the walker spends at each service. */
    private static Map<String, Double> walk(Graph graph, Map<String, Double> strengths) {
        double total =
                strengths.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> restart = new TreeMap<>();
        strengths.forEach((service, strength) -> restart.put(service, strength / total));
        Map<String, Map<String, Double>> steps = new TreeMap<>();
        strengths.forEach((service, strength) -> {
            Map<String, Double> to = new TreeMap<>();
            double best = 0;
            for (String provider : graph.providers(service)) {
                double weight = strengths.getOrDefault(provider, 0.0);
                best = Math.max(best, weight);
                to.merge(provider, weight, Double::sum);
            }
            for (String caller : graph.callers(service)) {
                to.merge(caller, BACKWARD * strengths.getOrDefault(caller, 0.0), Double::sum);
            }
            to.merge(service, Math.max(0, strength - best), Double::sum);
            steps.put(service, to);
        });
        Map<String, Double> at = restart;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> next = new TreeMap<>();
            restart.forEach((service, share) -> next.put(service, RESTART * share));
            at.forEach((service, share) -> {
                Map<String, Double> to = steps.getOrDefault(service, Map.of());
                double weights =
                        to.values().stream().mapToDouble(Double::doubleValue).sum();
                if (weights == 0) {
                    next.merge(service, (1 - RESTART) * share, Double::sum);
                } else {
                    to.forEach((target, weight) ->
                            next.merge(target, (1 - RESTART) * share * weight / weights, Double::sum));
                }
            });
            at = next;
        }
        return at;
    }

    private List<Suspect> ranked(
            Map<String, Double> shares,
            Graph graph,
            Map<String, List<Anomaly>> anomalies,
            Map<String, Double> strengths) {
        List<Map.Entry<String, Double>> order = shares.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST_SCORE || anomalies.containsKey(entry.getKey()))
                .filter(entry -> strengths.getOrDefault(entry.getKey(), 0.0) > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_SUSPECTS)
                .toList();
        List<Suspect> suspects = new ArrayList<>();
        for (Map.Entry<String, Double> entry : order) {
            String service = entry.getKey();
            double score = Math.round(Math.min(1, entry.getValue()) * 1000) / 1000.0;
            suspects.add(new Suspect(suspects.size() + 1, service, score, reason(service, graph, anomalies)));
        }
        return suspects;
    }

    private String reason(String service, Graph graph, Map<String, List<Anomaly>> anomalies) {
        List<String> callers =
                graph.callers(service).stream().filter(anomalies::containsKey).toList();
        List<String> providers =
                graph.providers(service).stream().filter(anomalies::containsKey).toList();
        List<Anomaly> own = anomalies.getOrDefault(service, List.of());
        if (own.isEmpty()) {
            return "No anomaly of its own was found, but " + listed(callers) + ", which call it, are anomalous.";
        }
        Anomaly worst = own.stream()
                .max(Comparator.comparing(Anomaly::getSeverity)
                        .thenComparing(Localization::start, Comparator.reverseOrder()))
                .orElseThrow();
        StringBuilder reason = new StringBuilder("It has '")
                .append(worst.getName())
                .append("' (")
                .append(worst.getSeverity())
                .append(worst.isCleared() ? ", cleared)" : ")");
        if (own.size() > 1) {
            reason.append(" and ").append(own.size() - 1).append(" more");
        }
        if (!providers.isEmpty()) {
            reason.append(", but it calls ").append(listed(providers)).append(", anomalous too");
        } else if (!graph.providers(service).isEmpty()) {
            reason.append(", and nothing that it calls is anomalous");
        } else if (topology.service(service).isEmpty()) {
            reason.append("; it is not in the declared topology");
        }
        if (!callers.isEmpty()) {
            reason.append("; ").append(listed(callers)).append(callers.size() == 1 ? ", which calls" : ", which call");
            reason.append(" it, ").append(callers.size() == 1 ? "is" : "are").append(" anomalous too");
        }
        return reason.append('.').toString();
    }

    private static String listed(List<String> names) {
        if (names.size() <= 3) {
            return String.join(" and ", names);
        }
        return String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    /** Who calls whom. */
    private static final class Graph {
        private final Map<String, List<String>> providers = new LinkedHashMap<>();
        private final Map<String, List<String>> callers = new LinkedHashMap<>();

        Graph(List<Dependency> dependencies) {
            for (Dependency dependency : dependencies) {
                providers
                        .computeIfAbsent(dependency.getCaller(), s -> new ArrayList<>())
                        .add(dependency.getProvider());
                callers.computeIfAbsent(dependency.getProvider(), s -> new ArrayList<>())
                        .add(dependency.getCaller());
            }
        }

        List<String> providers(@Nullable String service) {
            return providers.getOrDefault(service, List.of());
        }

        List<String> callers(@Nullable String service) {
            return callers.getOrDefault(service, List.of());
        }

        /** The services, everything that they call directly or not, and what is anomalous and calls one of these. */
        Set<String> around(Set<String> services, Set<String> anomalous) {
            Set<String> around = new TreeSet<>();
            Deque<String> open = new ArrayDeque<>(services);
            while (!open.isEmpty()) {
                String service = open.pop();
                if (around.add(service)) {
                    open.addAll(providers(service));
                }
            }
            open.addAll(around);
            while (!open.isEmpty()) {
                for (String caller : callers(open.pop())) {
                    if (anomalous.contains(caller) && around.add(caller)) {
                        open.add(caller);
                    }
                }
            }
            return around;
        }
    }
}
