package io.fixpoint.topology;

import io.fixpoint.access.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

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

    /** With an entity tag, so that {@code PUT} can tell whether another person was faster. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public RestResponse<TopologyView> get() {
        return view();
    }

    @PUT
    @RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
    @APIResponse(responseCode = "200", description = "It is in force")
    @APIResponse(responseCode = "412", description = "It is not the one of If-Match any more; read it again")
    public RestResponse<TopologyView> put(
            @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable TopologyView topology) {
        store.replace(topology == null ? new TopologyView(null, null) : topology, ifMatch);
        return view();
    }

    private RestResponse<TopologyView> view() {
        String tag = store.tag();
        return RestResponse.ResponseBuilder.ok(TopologyView.of(store))
                .header("ETag", tag)
                .build();
    }
}
