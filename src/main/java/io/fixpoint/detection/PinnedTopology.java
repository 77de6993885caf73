package io.fixpoint.detection;

import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.topology.Topology;
import java.util.List;
import java.util.Optional;

/** A topology that changes only when it is told to, so that all partitions take another one after the same record. */
final class PinnedTopology implements Topology {
    private final Topology live;
    private volatile StatedTopology pinned;

    PinnedTopology(Topology live) {
        this.live = live;
        this.pinned = StatedTopology.of(live);
    }

    void refresh() {
        if (live.version() != pinned.version()) {
            pinned = StatedTopology.of(live);
        }
    }

    @Override
    public List<Service> services() {
        return pinned.services();
    }

    @Override
    public List<Dependency> dependencies() {
        return pinned.dependencies();
    }

    @Override
    public Optional<Service> service(String name) {
        return pinned.service(name);
    }

    @Override
    public long version() {
        return pinned.version();
    }
}
