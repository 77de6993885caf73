package io.fixpoint.audit;

import io.fixpoint.access.Roles;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Who changed what. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private final AuditStore store;

    AuditResource(AuditStore store) {
        this.store = store;
    }

    /** The changes by people, newest first. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    public Page<AuditView> list(@BeanParam AuditQuery filter, @BeanParam PageQuery query) {
        return store.page(filter, query);
    }
}
