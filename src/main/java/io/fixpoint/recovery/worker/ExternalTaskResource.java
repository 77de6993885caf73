package io.fixpoint.recovery.worker;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.audit.Unaudited;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.EngineRest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.jspecify.annotations.Nullable;

/** External tasks, as Camunda's clients for Java and JavaScript call for them. */
@Path("/engine-rest/external-task")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.WORKER)
public class ExternalTaskResource {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    private final ExternalTasks tasks;
    private final LongPolls polls;
    private final Person person;

    ExternalTaskResource(ExternalTasks tasks, LongPolls polls, Person person) {
        this.tasks = tasks;
        this.polls = polls;
        this.person = person;
    }

    /** Answers at once if there is a task, else when there is one, at the latest after the time that is asked for. */
    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/fetchAndLock")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public Uni<Response> fetchAndLock(WorkerRequests.@Nullable Fetch request, @Context RoutingContext call) {
        try {
            WorkerRequests.Fetch fetch = given(request);
            Duration patience = patience(fetch.asyncResponseTimeout());
            List<LockedExternalTask> locked = tasks.fetch(fetch, person.name());
            if (!locked.isEmpty() || patience.isZero()) {
                return Uni.createFrom().item(views(locked));
            }
            CompletableFuture<List<LockedExternalTask>> later = polls.wait(fetch, person.name(), patience);
            // Also when the caller is gone.
            call.addEndHandler(ended -> later.cancel(false));
            return Uni.createFrom()
                    .completionStage(later)
                    .map(ExternalTaskResource::views)
                    .onFailure(CancellationException.class)
                    .recoverWithItem(() -> views(List.of()))
                    .onFailure()
                    .recoverWithItem(EngineRest::error);
        } catch (RuntimeException e) {
            return Uni.createFrom().item(EngineRest.error(e));
        }
    }

    private static Response views(List<LockedExternalTask> locked) {
        return EngineRest.json(200, locked.stream().map(ExternalTasks::view).toList());
    }

    private static Duration patience(@Nullable Long milliseconds) {
        Duration patience = Duration.ofMillis(milliseconds == null ? 0 : milliseconds);
        if (patience.isNegative() || patience.compareTo(LONGEST_WAIT) > 0) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "asyncResponseTimeout is " + milliseconds + "; it must be from 0 to " + LONGEST_WAIT.toMillis()
                            + " milliseconds.");
        }
        return patience;
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/complete")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response complete(@PathParam("id") String id, WorkerRequests.@Nullable Complete request) {
        return done(request, given -> tasks.complete(id, given, person.name()));
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/failure")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response failure(@PathParam("id") String id, WorkerRequests.@Nullable Failure request) {
        return done(request, given -> tasks.failed(id, given, person.name()));
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/bpmnError")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response bpmnError(@PathParam("id") String id, WorkerRequests.@Nullable BpmnError request) {
        return done(request, given -> tasks.bpmnError(id, given, person.name()));
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/extendLock")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response extendLock(@PathParam("id") String id, WorkerRequests.@Nullable ExtendLock request) {
        return done(request, given -> tasks.extendLock(id, given, person.name()));
    }

    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/lock")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response lock(@PathParam("id") String id, WorkerRequests.@Nullable Lock request) {
        return done(request, given -> tasks.lock(id, given, person.name()));
    }

    /** Has no body, and in JavaScript no content type either. */
    @POST
    @Unaudited("what a worker does is in the recovery's history")
    @Path("/{id}/unlock")
    @Consumes(MediaType.WILDCARD)
    public Response unlock(@PathParam("id") String id) {
        return EngineRest.answer(() -> {
            tasks.unlock(id, person.name());
            return null;
        });
    }

    private static <T> Response done(@Nullable T request, Consumer<T> call) {
        return EngineRest.answer(() -> {
            call.accept(given(request));
            return null;
        });
    }

    private static <T> T given(@Nullable T request) {
        if (request == null) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "There is no body; send JSON.");
        }
        return request;
    }
}
