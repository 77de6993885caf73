package io.fixpoint.silence;

import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.silence.Draft.SilenceRequest;
import io.fixpoint.silence.QuietTime.Kind;
import io.fixpoint.silence.QuietTimeViews.PreviewView;
import io.fixpoint.silence.QuietTimeViews.SilenceView;
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

/** Silences: anomalies that nobody wants to hear of for a while. */
@Path("/api/v1/silences")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SilenceResource {
    private final QuietTimeDesk desk;

    @Inject
    SilenceResource(QuietTimeDesk desk) {
        this.desk = desk;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<SilenceView> list(@QueryParam("state") @Nullable String state, @BeanParam PageQuery query) {
        return desk.list(Kind.SILENCE, state, query, this::view);
    }

    @POST
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response create(@Nullable SilenceRequest silence) {
        SilenceView made = view(desk.create(Draft.of(silence)));
        return Response.created(URI.create("/api/v1/silences/" + made.id()))
                .entity(made)
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public SilenceView get(@PathParam("id") String id) {
        return view(desk.get(Kind.SILENCE, id));
    }

    @PUT
    @Path("{id}")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public SilenceView change(@PathParam("id") String id, @Nullable SilenceRequest silence) {
        return view(desk.change(id, Draft.of(silence)));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public void end(@PathParam("id") String id) {
        desk.end(Kind.SILENCE, id);
    }

    @POST
    @Unaudited("changes nothing")
    @Path("preview")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public PreviewView preview(@Nullable SilenceRequest silence) {
        return desk.preview(Draft.of(silence));
    }

    private SilenceView view(QuietTime one) {
        return SilenceView.of(one, desk.now());
    }
}
