package io.fixpoint.topology;

import io.fixpoint.access.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Reads and replaces the topology. Authors may: what a rule sees of services is theirs, like the rules. */
@Path("/api/v1/topology")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TopologyResource {
    private final TopologyStore store;

    @Inject
    TopologyResource(TopologyStore store) {
        this.store = store;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public TopologyView get() {
        return TopologyView.of(store);
    }

    @PUT
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
    public TopologyView put(TopologyView topology) {
        store.replace(topology == null ? new TopologyView(null, null) : topology);
        return TopologyView.of(store);
    }
}
