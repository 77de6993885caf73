package io.fixpoint.topology;

import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import java.util.List;
import java.util.Optional;

/** The declared services and who calls whom. Thread-safe; a snapshot that is cheap to ask. */
public interface Topology {
    List<Service> services();

    List<Dependency> dependencies();

    Optional<Service> service(String name);

    /** Ascending with each change. */
    long version();
}
