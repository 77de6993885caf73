package io.fixpoint.rest;

import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An endpoint to try with what all endpoints have in common. */
@Path("/api/tests/echo")
@RolesAllowed(Roles.ADMIN)
public class EchoResource {
    static final AtomicInteger POSTED = new AtomicInteger();

    public enum Colour {
        RED,
        GREEN
    }

    public record Echo(
            String text,
            @Nullable Colour colour,
            @Nullable Instant time,
            @Nullable Duration length) {}

    @GET
    public Echo get(
            @QueryParam("text") String text,
            @QueryParam("colour") @Nullable Colour colour,
            @QueryParam("from") @Nullable Instant from,
            @QueryParam("wait") @Nullable Duration wait,
            @BeanParam PageQuery page) {
        return new Echo(text + page.pageSize(), colour, from, wait);
    }

    @POST
    public Response post(Echo echo) {
        int number = POSTED.incrementAndGet();
        switch (echo.text()) {
            case "refused" -> throw new ProblemException(ProblemType.CONFLICT, "Refused.");
            case "broken" -> throw new IllegalStateException("a secret of the inside");
            default -> {
                return Response.created(URI.create("/api/tests/echo/" + number))
                        .entity(echo)
                        .build();
            }
        }
    }
}
