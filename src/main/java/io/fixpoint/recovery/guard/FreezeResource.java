package io.fixpoint.recovery.guard;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.guard.Freezes.FreezeView;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Freezes of automated repairs. */
@Path("/api/v1/automation/freezes")
@Produces(MediaType.APPLICATION_JSON)
public class FreezeResource {
    private static final int LONGEST_REASON = 2000;
    private static final int LONGEST_SERVICE = 255;

    private final Freezes freezes;
    private final Person person;
    private final Clock clock;

    FreezeResource(Freezes freezes, Person person, Clock clock) {
        this.freezes = freezes;
        this.person = person;
        this.clock = clock;
    }

    /** Of one service or, without one, of all; why; until when. */
    public record FreezeRequest(
            @Nullable String service,
            @Nullable String reason,
            @Nullable Instant until) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<FreezeView> list(@QueryParam("state") @Nullable String state, @BeanParam PageQuery query) {
        return freezes.list(state(state), query);
    }

    private static Freezes.@Nullable State state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Freezes.State.values())
                .filter(state -> state.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.BAD_REQUEST,
                        "state is '" + text + "'; it must be one of " + Arrays.toString(Freezes.State.values()) + "."));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response freeze(@Nullable FreezeRequest request) {
        if (request == null) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "There is no body; send {\"reason\":\"…\",\"until\":\"2026-12-01T06:00:00Z\"}.");
        }
        String service = request.service() == null || request.service().isBlank()
                ? null
                : request.service().strip();
        List<Map<String, String>> problems = new ArrayList<>();
        if (service != null && service.length() > LONGEST_SERVICE) {
            problems.add(problem("service", "it is longer than " + LONGEST_SERVICE + " characters"));
        }
        String reason = request.reason() == null ? "" : request.reason().strip();
        if (reason.isEmpty()) {
            problems.add(problem("reason", "it is missing; say why, others will read it"));
        } else if (reason.length() > LONGEST_REASON) {
            problems.add(problem("reason", "it is longer than " + LONGEST_REASON + " characters"));
        }
        Instant until = request.until();
        if (until == null) {
            problems.add(problem("until", "it is missing; a freeze has an end"));
        } else if (!until.isAfter(clock.instant())) {
            problems.add(problem("until", "it is " + until + ", which has passed"));
        }
        if (!problems.isEmpty() || until == null) {
            throw new ProblemException(ProblemType.INVALID, "Nothing was frozen.", problems);
        }
        FreezeView made = freezes.freeze(service, reason, until, person.name());
        return Response.created(URI.create("/api/v1/automation/freezes/" + made.id()))
                .entity(made)
                .build();
    }

    private static Map<String, String> problem(String field, String detail) {
        return Map.of("field", field, "detail", detail);
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public FreezeView get(@PathParam("id") String id) {
        return freezes.get(id);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public void lift(@PathParam("id") String id) {
        freezes.lift(id, person.name());
    }
}
