package io.fixpoint.incident;

import io.fixpoint.access.Roles;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Severity;
import io.fixpoint.incident.IncidentRequests.AssignRequest;
import io.fixpoint.incident.IncidentRequests.MergeRequest;
import io.fixpoint.incident.IncidentRequests.NoteRequest;
import io.fixpoint.incident.IncidentRequests.OpenRequest;
import io.fixpoint.incident.IncidentRequests.ReasonRequest;
import io.fixpoint.incident.IncidentRequests.SeverityRequest;
import io.fixpoint.incident.IncidentViews.IncidentView;
import io.fixpoint.incident.IncidentViews.ReportView;
import io.fixpoint.incident.IncidentViews.SummaryView;
import io.fixpoint.incident.IncidentViews.TimelineView;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.rest.StartingRequests;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents, and what people do with them. */
@Path("/api/v1/incidents")
@Produces(MediaType.APPLICATION_JSON)
public class IncidentResource {
    private static final String MARKDOWN = "text/markdown;charset=UTF-8";
    private static final String HTML = "text/html;charset=UTF-8";

    private final IncidentListStore lists;
    private final IncidentPages pages;
    private final IncidentDesk desk;
    private final StartingRequests starting;

    @Inject
    IncidentResource(IncidentListStore lists, IncidentPages pages, IncidentDesk desk, StartingRequests starting) {
        this.starting = starting;
        this.lists = lists;
        this.pages = pages;
        this.desk = desk;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<SummaryView> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("severity") @Nullable String severity,
            @QueryParam("service") @Nullable String service,
            @QueryParam("assignee") @Nullable String assignee,
            @QueryParam("q") @Nullable String text,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @BeanParam PageQuery query) {
        return lists.list(
                new IncidentSearch()
                        .oneOf("status", Incident.Status.class, status)
                        .oneOf("severity", Severity.class, severity)
                        .service(service)
                        .assignee(assignee)
                        .text(text)
                        .opened(from, to),
                query);
    }

    @POST
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response open(@Nullable OpenRequest request) {
        String id = starting.run(() -> desk.open(request == null ? new OpenRequest(null, null, null, null) : request));
        return Response.created(URI.create("/api/v1/incidents/" + id))
                .entity(pages.incident(id))
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public IncidentView get(@PathParam("id") String id) {
        return pages.incident(id);
    }

    @GET
    @Path("{id}/timeline")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<TimelineView> timeline(@PathParam("id") String id, @BeanParam PageQuery query) {
        return Page.slice(pages.timeline(id), query);
    }

    @GET
    @Path("{id}/report")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public ReportView report(@PathParam("id") String id) {
        return pages.report(id);
    }

    @GET
    @Path("{id}/report")
    @Produces(MARKDOWN)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public String markdown(@PathParam("id") String id) {
        return IncidentReport.markdown(pages.report(id));
    }

    @GET
    @Path("{id}/report")
    @Produces(HTML)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public String html(@PathParam("id") String id) {
        return IncidentReport.html(pages.report(id));
    }

    @POST
    @Path("{id}/acknowledge")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView acknowledge(@PathParam("id") String id) {
        desk.acknowledge(id);
        return pages.incident(id);
    }

    @POST
    @Path("{id}/assign")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView assign(@PathParam("id") String id, @Nullable AssignRequest request) {
        desk.assign(id, request == null ? null : request.assignee());
        return pages.incident(id);
    }

    @POST
    @Path("{id}/notes")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response note(@PathParam("id") String id, @Nullable NoteRequest request) {
        desk.note(id, request == null ? null : request.text());
        List<TimelineView> timeline = pages.timeline(id);
        TimelineView written = timeline.stream()
                .filter(row -> row.what().equals("note"))
                .reduce((first, last) -> last)
                .orElseThrow();
        return Response.created(URI.create("/api/v1/incidents/" + id + "/timeline"))
                .entity(written)
                .build();
    }

    @POST
    @Path("{id}/severity")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView severity(@PathParam("id") String id, @Nullable SeverityRequest request) {
        desk.severity(id, request == null ? null : request.severity(), request == null ? null : request.reason());
        return pages.incident(id);
    }

    @POST
    @Path("{id}/merge")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView merge(@PathParam("id") String id, @Nullable MergeRequest request) {
        desk.merge(id, request == null ? null : request.into());
        return pages.incident(id);
    }

    @POST
    @Path("{id}/resolve")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView resolve(@PathParam("id") String id, @Nullable ReasonRequest request) {
        desk.resolve(id, request == null ? null : request.reason());
        return pages.incident(id);
    }

    @POST
    @Path("{id}/close")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView close(@PathParam("id") String id, @Nullable ReasonRequest request) {
        desk.close(id, request == null ? null : request.reason());
        return pages.incident(id);
    }

    @POST
    @Path("{id}/reopen")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public IncidentView reopen(@PathParam("id") String id, @Nullable ReasonRequest request) {
        desk.reopen(id, request == null ? null : request.reason());
        return pages.incident(id);
    }
}
