package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.rest.StartingRequests;
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
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** Recoveries: start, follow, cancel; try a stalled step again, skip it, go on on another version. */
@Path("/api/v1/recoveries")
@Produces(MediaType.APPLICATION_JSON)
public class RecoveryResource {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int LONGEST_REASON = 2000;

    private final Recoveries recoveries;
    private final StepSkips skips;
    private final VersionMigrations migrations;
    private final RecoveryPages pages;
    private final RecoveryConfig config;
    private final Person person;
    private final OptionalBody bodies;
    private final StartingRequests starting;

    RecoveryResource(
            Recoveries recoveries,
            StepSkips skips,
            VersionMigrations migrations,
            RecoveryPages pages,
            RecoveryConfig config,
            Person person,
            OptionalBody bodies,
            StartingRequests starting) {
        this.starting = starting;
        this.skips = skips;
        this.migrations = migrations;
        this.recoveries = recoveries;
        this.pages = pages;
        this.config = config;
        this.person = person;
        this.bodies = bodies;
    }

    /** What to start. */
    public record StartRequest(
            @Nullable String process,
            @Nullable String incidentId,
            @Nullable String service,
            @Nullable Map<String, @Nullable Object> variables) {}

    /** Why. */
    public record CancelRequest(@Nullable String reason) {}

    /** {@code unknownOutcome} is DONE or REPEAT, where it is not known whether an action was carried out. */
    public record RetryRequest(@Nullable String unknownOutcome) {}

    /**
     * Where a stalled recovery goes on, and why.
     *
     * @param process whose element it is, where that is not clear
     * @param from the stalled step, where there are several
     */
    public record SkipRequest(
            @Nullable String element,
            @Nullable String reason,
            @Nullable String process,
            @Nullable String from) {}

    /**
     * On which version it goes on: of the stalled process unless one is named, the latest unless one is named.
     *
     * @param elements by id of an element of the old version, the id of its successor, where they differ
     */
    public record MigrateRequest(
            @Nullable String process,
            @Nullable Integer version,
            @Nullable Map<String, String> elements) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public Response start(@QueryParam("wait") @Nullable String wait, @Nullable StartRequest request) {
        if (request == null || request.process() == null || request.process().isBlank()) {
            throw new ProblemException(ProblemType.INVALID, "process is missing; name one of GET /api/v1/processes.");
        }
        Duration patience = patience(wait);
        String process = request.process();
        String id = starting.run(() -> recoveries.start(
                process,
                request.incidentId(),
                request.service(),
                request.variables() == null ? new LinkedHashMap<>() : request.variables(),
                person.name()));
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until && !pages.hasEnded(id)) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return Response.created(URI.create("/api/v1/recoveries/" + id))
                .entity(pages.get(id))
                .build();
    }

    private Duration patience(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        try {
            Duration duration = Duration.parse(wait);
            if (!duration.isNegative() && duration.compareTo(config.maxWait()) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "wait is '" + wait + "'; write a length such as PT30S.");
        }
        throw new ProblemException(
                ProblemType.BAD_REQUEST, "wait is '" + wait + "'; it must be from PT0S to " + config.maxWait() + ".");
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<RecoveryView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("process") @Nullable String process,
            @QueryParam("incidentId") @Nullable String incidentId,
            @BeanParam PageQuery query) {
        return pages.list(state(state), process, incidentId, query);
    }

    private static ActionJournal.@Nullable Decision word(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (ActionJournal.Decision decision : ActionJournal.Decision.values()) {
            if (decision.name().equals(text)) {
                return decision;
            }
        }
        throw new ProblemException(
                ProblemType.INVALID,
                "unknownOutcome is '" + text + "'; it must be one of "
                        + Arrays.toString(ActionJournal.Decision.values()) + ".");
    }

    private static RecoveryView.@Nullable State state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (RecoveryView.State state : RecoveryView.State.values()) {
            if (state.name().equals(text)) {
                return state;
            }
        }
        throw new ProblemException(
                ProblemType.BAD_REQUEST,
                "state is '" + text + "'; it must be one of " + Arrays.toString(RecoveryView.State.values()) + ".");
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public RecoveryView get(@PathParam("id") String id) {
        return pages.get(id);
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CancelRequest.class)))
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public RecoveryView cancel(@PathParam("id") String id, @Nullable String body) {
        CancelRequest request = bodies.read(body, CancelRequest.class);
        recoveries.cancel(id, request == null ? null : request.reason(), person.name());
        return pages.get(id);
    }

    @POST
    @Path("/{id}/skip")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public RecoveryView skip(@PathParam("id") String id, @Nullable SkipRequest request) {
        SkipRequest skip = request == null ? new SkipRequest(null, null, null, null) : request;
        List<Map<String, String>> problems = new ArrayList<>();
        String element = text(skip.element());
        if (element.isEmpty()) {
            problems.add(Map.of("field", "element", "detail", "it is missing; name the element that it goes on at"));
        }
        String reason = text(skip.reason());
        if (reason.isEmpty()) {
            problems.add(Map.of("field", "reason", "detail", "it is missing; say why, others will read it"));
        } else if (reason.length() > LONGEST_REASON) {
            problems.add(Map.of("field", "reason", "detail", "it is longer than " + LONGEST_REASON + " characters"));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "Nothing was skipped.", problems);
        }
        skips.skip(id, new StepSkips.Skip(element, skip.process(), skip.from(), reason), person.name());
        return pages.get(id);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    @POST
    @Path("/{id}/migrate")
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = MigrateRequest.class)))
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public RecoveryView migrate(@PathParam("id") String id, @Nullable String body) {
        MigrateRequest request = bodies.read(body, MigrateRequest.class);
        migrations.migrate(
                id,
                request == null
                        ? new VersionMigrations.Migration(null, null, Map.of())
                        : new VersionMigrations.Migration(
                                request.process(),
                                request.version(),
                                request.elements() == null ? Map.of() : request.elements()),
                person.name());
        return pages.get(id);
    }

    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RetryRequest.class)))
    @RolesAllowed({Roles.OPERATOR, Roles.ADMIN})
    public RecoveryView retry(@PathParam("id") String id, @Nullable String body) {
        RetryRequest request = bodies.read(body, RetryRequest.class);
        recoveries.retry(id, request == null ? null : word(request.unknownOutcome()), person.name());
        return pages.get(id);
    }
}
