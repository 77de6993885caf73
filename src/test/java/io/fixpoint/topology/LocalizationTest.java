package io.fixpoint.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.Suspect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalizationTest {
    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

    private final Localization localization = new Localization(new Shop());

    @Test
    void providerThatExplainsItsCallersComesFirst() {
        Anomaly gateway = anomaly("gateway", Severity.MAJOR, 12);
        Anomaly orders = anomaly("orders", Severity.MAJOR, 10);
        Anomaly payment = anomaly("payment", Severity.CRITICAL, 0);

        List<Suspect> suspects = localization.locate(List.of(gateway), List.of(gateway, orders, payment));

        assertThat(suspects).extracting(Suspect::getService).startsWith("payment");
        assertThat(suspects.get(0).getRank()).isEqualTo(1);
        assertThat(suspects.get(0).getReason()).contains("'broken' (CRITICAL)").contains("orders, which calls it");
        assertThat(suspects.get(1).getReason()).contains("but it calls");
    }

    @Test
    void aWeakerProviderStillExplainsItsCallers() {
        Anomaly gateway = anomaly("gateway", Severity.CRITICAL, 5);
        Anomaly orders = anomaly("orders", Severity.CRITICAL, 5);
        Anomaly database = anomaly("database", Severity.MAJOR, 0);

        List<Suspect> suspects = localization.locate(List.of(gateway, orders, database), List.of());

        assertThat(suspects.get(0).getService()).isEqualTo("database");
    }

    @Test
    void aLoneAnomalyIsTheOnlyLikelySuspect() {
        List<Suspect> suspects = localization.locate(List.of(anomaly("inventory", Severity.MAJOR, 0)), List.of());

        assertThat(suspects).extracting(Suspect::getService).containsExactly("inventory");
        assertThat(suspects.get(0).getScore()).isEqualTo(1.0);
    }

    @Test
    void aProviderWithoutAnomalyIsSuspectedIfSeveralAnomalousServicesCallIt() {
        Anomaly web = anomaly("web", Severity.MAJOR, 0);
        Anomaly app = anomaly("app", Severity.MAJOR, 0);

        List<Suspect> suspects = localization.locate(List.of(web), List.of(app, web));

        assertThat(suspects).anySatisfy(suspect -> {
            assertThat(suspect.getService()).isEqualTo("cache");
            assertThat(suspect.getReason()).contains("No anomaly of its own");
        });
    }

    @Test
    void whatAnAnomalousProviderExplainsAccusesNoOther() {
        Anomaly orders = anomaly("orders", Severity.MAJOR, 0);
        Anomaly inventory = anomaly("inventory", Severity.MAJOR, 0);

        assertThat(localization.locate(List.of(orders, inventory), List.of()))
                .extracting(Suspect::getService)
                .containsExactly("inventory", "orders");
    }

    @Test
    void anomaliesElsewhereAreNoSuspects() {
        Anomaly here = anomaly("inventory", Severity.MAJOR, 0);
        Anomaly elsewhere = anomaly("mail", Severity.CRITICAL, 0);

        assertThat(localization.locate(List.of(here), List.of(here, elsewhere)))
                .extracting(Suspect::getService)
                .doesNotContain("mail");
    }

    @Test
    void servicesThatCallEachOtherInACircleAndUndeclaredOnesAreLocatedToo() {
        Anomaly left = anomaly("left", Severity.MAJOR, 0);
        Anomaly right = anomaly("right", Severity.CRITICAL, 0);
        Anomaly stranger = anomaly("stranger", Severity.MINOR, 0);

        List<Suspect> suspects = localization.locate(List.of(left, right, stranger), List.of());

        assertThat(suspects).extracting(Suspect::getService).contains("left", "right", "stranger");
        assertThat(suspects.stream().mapToDouble(Suspect::getScore).sum()).isBetween(0.98, 1.02);
    }

    @Test
    void anIncidentWithoutAnomalyHasNoSuspect() {
        assertThat(localization.locate(List.of(), List.of(anomaly("mail", Severity.MAJOR, 0))))
                .isEmpty();
    }

    private static Anomaly anomaly(String service, Severity severity, int startSeconds) {
        Instant start = BEGIN.plusSeconds(startSeconds);
        return Anomaly.known(
                "broken",
                service,
                null,
                Map.of(),
                severity,
                Duration.ZERO,
                Duration.ZERO,
                null,
                new Anomaly.Episode(service + "-1", Anomaly.Status.FIRING, start, start, null, null));
    }

    private static final class Shop implements Topology {
        @Override
        public List<Service> services() {
            return Stream.of(
                            "gateway",
                            "orders",
                            "payment",
                            "inventory",
                            "database",
                            "mail",
                            "left",
                            "right",
                            "web",
                            "app",
                            "cache")
                    .map(name -> new Service(name, null, null, Criticality.MEDIUM))
                    .toList();
        }

        @Override
        public List<Dependency> dependencies() {
            return List.of(
                    new Dependency("gateway", "orders"),
                    new Dependency("orders", "payment"),
                    new Dependency("orders", "inventory"),
                    new Dependency("orders", "database"),
                    new Dependency("inventory", "database"),
                    new Dependency("web", "cache"),
                    new Dependency("app", "cache"),
                    new Dependency("left", "right"),
                    new Dependency("right", "left"));
        }

        @Override
        public Optional<Service> service(String name) {
            return services().stream().filter(s -> s.getName().equals(name)).findFirst();
        }

        @Override
        public long version() {
            return 1;
        }
    }
}
