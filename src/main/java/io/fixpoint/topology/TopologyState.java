package io.fixpoint.topology;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that says how often the topology was changed. */
@Entity
@Table(name = "topology_state")
class TopologyState {
    static final int ONLY = 1;

    @Id
    int id;

    long version;

    @Column(name = "file_digest")
    String fileDigest;
}
