package io.fixpoint.recovery.worker;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.EngineRest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.jspecify.annotations.Nullable;

/** Variables and files of the instances of which a worker has locked a task, as Camunda's clients call for them. */
@Path("/engine-rest")
@RolesAllowed(Roles.WORKER)
public class WorkerVariableResource {
    private final ExternalTasks tasks;
    private final Person person;

    WorkerVariableResource(ExternalTasks tasks, Person person) {
        this.tasks = tasks;
        this.person = person;
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/process-instance/{id}/variables")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("id") String id, WorkerRequests.@Nullable Variables request) {
        return EngineRest.answer(() -> {
            if (request == null) {
                throw new ProblemException(ProblemType.BAD_REQUEST, "There is no body; send JSON.");
            }
            tasks.change(id, request, person.name());
            return null;
        });
    }

    /** The file, as the Java client asks for it. */
    @GET
    @Path("/process-instance/{id}/variables/{name}/data")
    @Produces(MediaType.WILDCARD)
    public Response file(@PathParam("id") String id, @PathParam("name") String name) {
        return file(id, name, false);
    }

    /** The file, as the JavaScript client asks for it. */
    @GET
    @Path("/execution/{id}/localVariables/{name}/data")
    @Produces(MediaType.WILDCARD)
    public Response localFile(@PathParam("id") String id, @PathParam("name") String name) {
        return file(id, name, true);
    }

    private Response file(String id, String name, boolean local) {
        try {
            FileValue file = tasks.file(id, name, local, person.name());
            String type = file.getMimeType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.getMimeType();
            return Response.ok(file.getValue())
                    .header(
                            "Content-Type",
                            file.getEncoding() == null ? type : type + "; charset=" + file.getEncoding())
                    .header("Content-Disposition", disposition(file.getFilename()))
                    // Whatever type the worker stated: it is a download, and not a page of this server.
                    .header("X-Content-Type-Options", "nosniff")
                    .build();
        } catch (RuntimeException e) {
            return EngineRest.error(e);
        }
    }

    private static String disposition(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''"
                + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
