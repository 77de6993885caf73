package io.fixpoint.topology;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topology as the API shows and takes it; a topology file has the same shape. */
record TopologyView(
        @Nullable List<ServiceView> services, @Nullable List<DependencyView> dependencies) {

    /** @param criticality MEDIUM unless stated */
    record ServiceView(
            @Nullable String name,
            @Nullable String tier,
            @Nullable String owner,
            @Nullable Criticality criticality) {}

    /** {@code from} calls {@code to}. */
    record DependencyView(
            @JsonProperty("from") @Nullable String caller,
            @JsonProperty("to") @Nullable String provider) {}

    static TopologyView of(Topology topology) {
        return new TopologyView(
                topology.services().stream()
                        .map(s -> new ServiceView(s.getName(), s.getTier(), s.getOwner(), s.getCriticality()))
                        .toList(),
                topology.dependencies().stream()
                        .map(d -> new DependencyView(d.getCaller(), d.getProvider()))
                        .toList());
    }

    /** The declared services, by name; only of a view without {@link TopologyCheck#problems problems}. */
    List<Service> toServices() {
        return listed(services).stream()
                .map(s -> new Service(
                        text(s.name()),
                        s.tier(),
                        s.owner(),
                        s.criticality() == null ? Criticality.MEDIUM : s.criticality()))
                .sorted(Comparator.comparing(Service::getName))
                .toList();
    }

    List<Dependency> toDependencies() {
        return listed(dependencies).stream()
                .map(d -> new Dependency(text(d.caller()), text(d.provider())))
                .sorted(Comparator.comparing(Dependency::getCaller).thenComparing(Dependency::getProvider))
                .toList();
    }

    static <T> List<T> listed(@Nullable List<T> stated) {
        return stated == null ? List.of() : stated;
    }

    static String text(@Nullable String stated) {
        return stated == null ? "" : stated.strip();
    }
}
