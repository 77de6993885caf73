package io.fixpoint.topology;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Service;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the declared services. */
@Entity
@Table(name = "topology_service")
class DeclaredService {
    @Id
    String name;

    String tier;
    String owner;

    @Enumerated(EnumType.STRING)
    Criticality criticality;

    static DeclaredService of(Service service) {
        DeclaredService row = new DeclaredService();
        row.name = service.getName();
        row.tier = service.getTier();
        row.owner = service.getOwner();
        row.criticality = service.getCriticality();
        return row;
    }

    Service service() {
        return new Service(name, tier, owner, criticality);
    }
}
