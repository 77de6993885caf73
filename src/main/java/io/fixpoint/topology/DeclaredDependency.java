package io.fixpoint.topology;

import io.fixpoint.fact.Dependency;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the declared dependencies. */
@Entity
@Table(name = "topology_dependency")
class DeclaredDependency {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String caller;
    String provider;

    static DeclaredDependency of(Dependency dependency) {
        DeclaredDependency row = new DeclaredDependency();
        row.caller = dependency.getCaller();
        row.provider = dependency.getProvider();
        return row;
    }

    Dependency dependency() {
        return new Dependency(caller, provider);
    }
}
