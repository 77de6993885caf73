package io.fixpoint.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** Human tasks. */
@Path("/api/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
public class TaskResource {
    private static final int LONGEST_COMMENT = 4000;

    private final HumanTasks tasks;
    private final TaskPages pages;
    private final Person person;
    private final OptionalBody bodies;

    TaskResource(HumanTasks tasks, TaskPages pages, Person person, OptionalBody bodies) {
        this.tasks = tasks;
        this.pages = pages;
        this.person = person;
        this.bodies = bodies;
    }

    /** To whom. */
    public record AssignRequest(@Nullable String assignee) {}

    /** How it ended, and what was filled in. */
    public record CompleteRequest(
            @Nullable String outcome, @Nullable Map<String, @Nullable Object> variables) {}

    /** What somebody has to say. */
    public record CommentRequest(@Nullable String text) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<TaskView> list(
            @QueryParam("assignee") @Nullable String assignee,
            @QueryParam("group") @Nullable String group,
            @QueryParam("incidentId") @Nullable String incidentId,
            @QueryParam("process") @Nullable String process,
            @QueryParam("overdue") @Nullable String overdue,
            @QueryParam("mine") @Nullable String mine,
            @BeanParam PageQuery query) {
        HumanTasks.Mine own =
                Boolean.TRUE.equals(flag("mine", mine)) ? new HumanTasks.Mine(person.name(), person.groups()) : null;
        return pages.list(
                new HumanTasks.Filter(assignee, group, incidentId, process, flag("overdue", overdue), own), query);
    }

    private static @Nullable Boolean flag(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "", "true" -> true;
            case "false" -> false;
            default ->
                throw new ProblemException(
                        ProblemType.BAD_REQUEST, name + " is '" + text + "'; it must be true or false.");
        };
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public TaskView get(@PathParam("id") String id) {
        return tasks.get(id);
    }

    @GET
    @Path("/{id}/form")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public JsonNode form(@PathParam("id") String id) {
        return tasks.form(id)
                .map(FormFile::schema)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "Task '" + id + "' has no form; it is completed by its outcome alone."));
    }

    @POST
    @Path("/{id}/claim")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public TaskView claim(@PathParam("id") String id) {
        tasks.claim(id, person);
        return tasks.get(id);
    }

    @POST
    @Path("/{id}/unclaim")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public TaskView unclaim(@PathParam("id") String id) {
        tasks.unclaim(id, person);
        return tasks.get(id);
    }

    @POST
    @Path("/{id}/assign")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public TaskView assign(@PathParam("id") String id, @Nullable AssignRequest request) {
        if (request == null || request.assignee() == null || request.assignee().isBlank()) {
            throw new ProblemException(ProblemType.INVALID, "assignee is missing; name a person.");
        }
        tasks.assign(id, request.assignee().strip(), person);
        return tasks.get(id);
    }

    @POST
    @Path("/{id}/complete")
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = CompleteRequest.class)))
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response complete(@PathParam("id") String id, @Nullable String body) {
        CompleteRequest request = bodies.read(body, CompleteRequest.class);
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        if (request != null && request.variables() != null) {
            variables.putAll(request.variables());
        }
        tasks.complete(id, request == null ? null : request.outcome(), variables, person);
        return Response.noContent().build();
    }

    @GET
    @Path("/{id}/comments")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<TaskView.CommentView> comments(@PathParam("id") String id, @BeanParam PageQuery query) {
        return Page.slice(tasks.comments(id), query);
    }

    @POST
    @Path("/{id}/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response comment(@PathParam("id") String id, @Nullable CommentRequest request) {
        String text = request == null ? null : request.text();
        if (text == null || text.isBlank()) {
            throw new ProblemException(ProblemType.INVALID, "text is missing.");
        }
        if (text.length() > LONGEST_COMMENT) {
            throw new ProblemException(ProblemType.INVALID, "text is longer than " + LONGEST_COMMENT + " characters.");
        }
        TaskView.CommentView comment = tasks.comment(id, text, person);
        return Response.created(URI.create("/api/v1/tasks/" + id + "/comments"))
                .entity(comment)
                .build();
    }
}
