package io.fixpoint.topology;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A topology of a given version, as it is kept and sent: it never changes. */
public record StatedTopology(long version, List<Named> declared, List<Call> calls) implements Topology {
    /** No services. */
    public static final StatedTopology NONE = new StatedTopology(0, List.of(), List.of());

    /** A service. */
    public record Named(
            String name, @Nullable String tier, @Nullable String owner, Criticality criticality) {}

    /** The one service calls the other. */
    public record Call(String caller, String provider) {}

    public StatedTopology {
        declared = List.copyOf(declared);
        calls = List.copyOf(calls);
    }

    /** The topology as it is now. */
    public static StatedTopology of(Topology topology) {
        return of(topology.version(), topology.services(), topology.dependencies());
    }

    static StatedTopology of(long version, List<Service> services, List<Dependency> dependencies) {
        return new StatedTopology(
                version,
                services.stream()
                        .map(s -> new Named(s.getName(), s.getTier(), s.getOwner(), s.getCriticality()))
                        .toList(),
                dependencies.stream()
                        .map(d -> new Call(d.getCaller(), d.getProvider()))
                        .toList());
    }

    @Override
    public List<Service> services() {
        return declared.stream()
                .map(s -> new Service(s.name(), s.tier(), s.owner(), s.criticality()))
                .toList();
    }

    @Override
    public List<Dependency> dependencies() {
        Map<String, Dependency> sorted = new TreeMap<>();
        calls.forEach(call ->
                sorted.put(call.caller() + "\n" + call.provider(), new Dependency(call.caller(), call.provider())));
        return List.copyOf(sorted.values());
    }

    @Override
    public Optional<Service> service(String name) {
        return services().stream().filter(s -> s.getName().equals(name)).findFirst();
    }
}
