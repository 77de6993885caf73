package io.fixpoint.replay;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Recorded facts against rules: what a candidate would have done other than what was done. */
@Path("/api/v1/rules/replays")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class ReplayResource {
    private final ReplayJobs jobs;
    private final ReplayJobStore store;
    private final Person person;

    ReplayResource(ReplayJobs jobs, ReplayJobStore store, Person person) {
        this.jobs = jobs;
        this.store = store;
        this.person = person;
    }

    @POST
    @Unaudited("changes nothing")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response replay(@Nullable ReplayRequest request) {
        if (request == null || request.from() == null || request.to() == null) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Send {\"from\":\"2026-11-24T00:00:00Z\",\"to\":\"2026-11-24T12:00:00Z\",\"files\":{…}}; without"
                            + " files it is replayed as it was.");
        }
        String files = request.files() == null ? null : CandidateFiles.checked(request.files());
        String id = jobs.submit(request.from(), request.to(), files, person.name());
        return Response.accepted(view(id))
                .location(URI.create("/api/v1/rules/replays/" + id))
                .build();
    }

    @GET
    public Page<ReplayView> replays(@BeanParam PageQuery query) {
        return Page.of(
                store.list(query.offset(), query.pageSize()).stream()
                        .map(job -> ReplayView.of(job, job.files() != null, jobs.progress(job)))
                        .toList(),
                store.count(),
                query);
    }

    @GET
    @Path("{id}")
    public ReplayView replay(@PathParam("id") String id) {
        return view(id);
    }

    @DELETE
    @Unaudited("changes nothing")
    @Path("{id}")
    public ReplayView cancel(@PathParam("id") String id) {
        ReplayView now = view(id);
        if (now.state() != ReplayJob.State.RUNNING) {
            return now;
        }
        boolean ignored = jobs.cancel(id);
        return view(id);
    }

    private ReplayView view(String id) {
        ReplayJob job = store.find(id).orElseThrow(() -> ProblemException.notFound("replay", id));
        return ReplayView.of(job, job.files() != null, jobs.progress(job));
    }
}
