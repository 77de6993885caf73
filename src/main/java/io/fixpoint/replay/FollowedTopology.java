package io.fixpoint.replay;

import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.topology.Topology;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The topologies that were declared, one after the other, as it was recorded. */
final class FollowedTopology implements Topology {
    private final TreeMap<Long, StatedTopology> known = new TreeMap<>();
    private Snapshot now;

    private record Snapshot(
            long version, List<Service> services, List<Dependency> dependencies, Map<String, Service> byName) {
        static Snapshot of(StatedTopology topology, long version) {
            List<Service> services = topology.services();
            return new Snapshot(
                    version,
                    services,
                    topology.dependencies(),
                    services.stream().collect(Collectors.toMap(Service::getName, Function.identity())));
        }
    }

    FollowedTopology(Collection<StatedTopology> topologies) {
        topologies.forEach(topology -> known.put(topology.version(), topology));
        // Until the first recorded input says otherwise.
        StatedTopology first =
                known.isEmpty() ? StatedTopology.NONE : known.firstEntry().getValue();
        now = Snapshot.of(first, first.version());
    }

    /** Declares the topology of the version, or the nearest before it that is known. */
    void follow(long version) {
        if (version == now.version()) {
            return;
        }
        Map.Entry<Long, StatedTopology> found = known.floorEntry(version);
        now = Snapshot.of(found == null ? StatedTopology.NONE : found.getValue(), version);
    }

    @Override
    public List<Service> services() {
        return now.services();
    }

    @Override
    public List<Dependency> dependencies() {
        return now.dependencies();
    }

    @Override
    public Optional<Service> service(String name) {
        return Optional.ofNullable(now.byName().get(name));
    }

    @Override
    public long version() {
        return now.version();
    }
}
