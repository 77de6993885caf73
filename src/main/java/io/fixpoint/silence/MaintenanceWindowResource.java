package io.fixpoint.silence;

import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.silence.Draft.MaintenanceWindowRequest;
import io.fixpoint.silence.QuietTime.Kind;
import io.fixpoint.silence.QuietTimeViews.MaintenanceWindowView;
import io.fixpoint.silence.QuietTimeViews.PreviewView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Maintenance windows: planned times in which services may be out of order. */
@Path("/api/v1/maintenance-windows")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MaintenanceWindowResource {
    private final QuietTimeDesk desk;

    @Inject
    MaintenanceWindowResource(QuietTimeDesk desk) {
        this.desk = desk;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<MaintenanceWindowView> list(@QueryParam("state") @Nullable String state, @BeanParam PageQuery query) {
        return desk.list(Kind.MAINTENANCE_WINDOW, state, query, this::view);
    }

    @POST
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response create(@Nullable MaintenanceWindowRequest window) {
        MaintenanceWindowView made = view(desk.create(Draft.of(window)));
        return Response.created(URI.create("/api/v1/maintenance-windows/" + made.id()))
                .entity(made)
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public MaintenanceWindowView get(@PathParam("id") String id) {
        return view(desk.get(Kind.MAINTENANCE_WINDOW, id));
    }

    @PUT
    @Path("{id}")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public MaintenanceWindowView change(@PathParam("id") String id, @Nullable MaintenanceWindowRequest window) {
        return view(desk.change(id, Draft.of(window)));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public void end(@PathParam("id") String id) {
        desk.end(Kind.MAINTENANCE_WINDOW, id);
    }

    @POST
    @Unaudited("changes nothing")
    @Path("preview")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public PreviewView preview(@Nullable MaintenanceWindowRequest window) {
        return desk.preview(Draft.of(window));
    }

    private MaintenanceWindowView view(QuietTime one) {
        return MaintenanceWindowView.of(one, desk.now());
    }
}
