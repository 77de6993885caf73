package io.fixpoint.demo;

import static io.fixpoint.demo.ShippedRules.anomaly;
import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Anomaly.Status;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Silence;
import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped triage rules, with a host that carries out what they decide. */
class TriageRulesTest {
    private static final Map<String, List<String>> SHOP = new TreeMap<>(Map.of(
            "gateway", List.of("orders"),
            "orders", List.of("payment", "inventory", "database"),
            "inventory", List.of("database"),
            "newsletter", List.of()));

    @Test
    void aBadAnomalyOpensAnIncidentWithItsRecovery() {
        try (Host host = new Host(SHOP)) {
            host.fires("error-ratio", "orders", Severity.MAJOR);

            assertThat(host.incidents()).containsExactly("orders[orders] recovery MAJOR P2");
        }
    }

    @Test
    void aHarmlessAnomalyOpensNone() {
        try (Host host = new Host(SHOP)) {
            host.fires("error-ratio", "orders", Severity.MINOR);

            assertThat(host.incidents()).isEmpty();
        }
    }

    @Test
    void whatIsSilencedOpensNone() {
        try (Host host = new Host(SHOP)) {
            host.session.put("silence", new Silence("s", true, "known", Map.of("service", "orders")));
            host.fires("error-ratio", "orders", Severity.CRITICAL);

            assertThat(host.incidents()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneFaultIsOneIncidentInWhateverOrderItsAnomaliesArrive(boolean together) {
        for (List<String> order : permutations(List.of("gateway", "orders", "inventory", "database"))) {
            try (Host host = new Host(SHOP)) {
                if (together) {
                    order.forEach(service -> host.known("trouble", service, Severity.MAJOR));
                    host.settle();
                } else {
                    order.forEach(service -> host.fires("trouble", service, Severity.MAJOR));
                }

                assertThat(host.incidents()).as("order %s", order).hasSize(1);
            }
        }
    }

    @Test
    void twoFaultsInServicesThatDoNotDependOnEachOtherAreTwoIncidents() {
        try (Host host = new Host(SHOP)) {
            host.fires("silent", "payment", Severity.CRITICAL);
            host.fires("slow-queries", "database", Severity.MAJOR);
            host.fires("silent", "newsletter", Severity.CRITICAL);

            assertThat(host.incidents()).hasSize(3);
        }
    }

    @Test
    void aHarmlessAnomalyJoinsTheIncidentThatItBelongsTo() {
        try (Host host = new Host(SHOP)) {
            host.fires("slow-queries", "database", Severity.MAJOR);
            host.fires("latency", "gateway", Severity.WARNING);

            assertThat(host.incidents()).containsExactly("database[database, gateway] recovery MAJOR P2");
        }
    }

    @Test
    void servicesThatCallEachOtherInACircleHaveOneIncident() {
        try (Host host = new Host(new TreeMap<>(Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("a"))))) {
            List.of("c", "b", "a").forEach(service -> host.known("trouble", service, Severity.MAJOR));
            host.settle();

            assertThat(host.incidents()).containsExactly("a[a, b, c] recovery MAJOR P2");
        }
    }

    @Test
    void anAlertOfNoKnownServiceOpensAWarningWithoutRecoveryThatResolvesByItself() {
        try (Host host = new Host(SHOP)) {
            host.fires("DiskOfSomething", "unmapped", Severity.WARNING);
            assertThat(host.incidents()).containsExactly("unmapped[unmapped] null WARNING null");
            assertThat(host.resolved).isEmpty();

            host.clears("DiskOfSomething", "unmapped");
            assertThat(host.resolved).containsExactly("1");
        }
    }

    @Test
    void theIncidentIsAsBadAsTheWorstOfItsAnomalies() {
        try (Host host = new Host(SHOP)) {
            host.fires("latency", "orders", Severity.MAJOR);
            host.fires("silent", "inventory", Severity.CRITICAL);

            assertThat(host.incidents()).containsExactly("orders[inventory, orders] recovery CRITICAL P1");
        }
    }

    private static List<List<String>> permutations(List<String> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : of) {
            List<String> rest = new ArrayList<>(of);
            rest.remove(first);
            for (List<String> order : permutations(rest)) {
                List<String> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }

    /** Carries out decisions as the server does: by key, then the facts follow. */
    private static final class Host implements AutoCloseable {
        private final RuleSession session = ShippedRules.open(Stage.TRIAGE);
        private final Map<String, Anomaly> anomalies = new HashMap<>();
        private final Map<String, OpenIncident> opened = new TreeMap<>();
        private final Map<String, Set<String>> services = new TreeMap<>();
        private final Set<List<String>> carriedOut = new HashSet<>();
        private final List<String> resolved = new ArrayList<>();

        Host(Map<String, List<String>> topology) {
            topology.forEach((caller, providers) -> {
                session.put("service " + caller, new Service(caller, null, null, Criticality.MEDIUM));
                providers.forEach(
                        provider -> session.put(caller + " calls " + provider, new Dependency(caller, provider)));
            });
        }

        void fires(String name, String service, Severity severity) {
            known(name, service, severity);
            settle();
        }

        void known(String name, String service, Severity severity) {
            put(anomaly(name, service, severity, Status.FIRING, null));
        }

        void clears(String name, String service) {
            session.remove(name + "@" + service);
            settle();
        }

        private void put(Anomaly anomaly) {
            String id = String.valueOf(anomaly.getId());
            anomalies.put(id, anomaly);
            session.put(id, anomaly);
        }

        void settle() {
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Conclusion conclusion : session.fire().concluded()) {
                    if (!conclusion.logical()
                            && conclusion.value() instanceof Decision decision
                            && carriedOut.add(decision.key())) {
                        carryOut(decision);
                        changed = true;
                    }
                }
            }
        }

        private void carryOut(Decision decision) {
            if (decision instanceof OpenIncident open) {
                String id = opened.entrySet().stream()
                        .filter(entry -> entry.getValue().getCorrelationKey().equals(open.getCorrelationKey()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseGet(() -> String.valueOf(opened.size() + 1));
                opened.putIfAbsent(id, open);
                join(open.getAnomaly(), id);
            } else if (decision instanceof JoinIncident join) {
                join(join.getAnomaly(), join.getIncident().getId());
            } else if (decision instanceof ResolveIncident resolve) {
                resolved.add(resolve.getIncident().getId());
                session.remove("incident " + resolve.getIncident().getId());
            } else {
                throw new AssertionError("no shipped rule concludes " + decision);
            }
        }

        private void join(Anomaly anomaly, String incident) {
            services.computeIfAbsent(incident, id -> new TreeSet<>()).add(anomaly.getService());
            put(anomaly(anomaly.getName(), anomaly.getService(), anomaly.getSeverity(), Status.FIRING, incident));
            session.put("incident " + incident, incident(incident));
        }

        private Incident incident(String id) {
            OpenIncident open = opened.get(id);
            assertThat(open).isNotNull();
            return new Incident(
                    id,
                    Long.parseLong(id),
                    "title",
                    Incident.Status.OPEN,
                    severity(id),
                    Priority.P5,
                    open.getAnomaly().getService(),
                    services.getOrDefault(id, Set.of()),
                    open.getCorrelationKey(),
                    ShippedRules.NOON,
                    ShippedRules.NOON,
                    null);
        }

        private Severity severity(String incident) {
            return anomalies.values().stream()
                    .filter(anomaly -> incident.equals(anomaly.getIncident()))
                    .map(Anomaly::getSeverity)
                    .reduce(Severity.INFO, Severity::worse);
        }

        /** Each as {@code first service[services] process severity priority}, as the standing decisions say. */
        List<String> incidents() {
            List<String> all = new ArrayList<>();
            opened.forEach((id, open) -> {
                Severity worst = Severity.INFO;
                String priority = null;
                for (Conclusion conclusion : session.standing()) {
                    if (conclusion.value() instanceof SetSeverity set
                            && set.getIncident().equals(id)) {
                        worst = worst.worse(set.getSeverity());
                    }
                    if (conclusion.value() instanceof SetPriority set
                            && set.getIncident().equals(id)) {
                        priority = set.getPriority().name();
                    }
                }
                all.add(open.getAnomaly().getService() + services.get(id) + " " + open.getProcess() + " " + worst + " "
                        + priority);
            });
            return all;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
