package io.fixpoint.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem detail of RFC 9457.
 *
 * @param instance the path that was called
 * @param problems a row for each thing that is wrong, empty if {@code detail} says it all
 * @param errorId what to look for in the server's log; null unless the server failed
 */
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        String instance,
        List<?> problems,
        @Nullable String errorId) {

    /** {@code application/problem+json} */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The answer that tells of an error. */
    public static Response response(ProblemException e, UriInfo uri) {
        return response(e.type(), e.type().status(), e, uri, null);
    }

    static Response response(ProblemType type, int status, ProblemException e, UriInfo uri, @Nullable String errorId) {
        Problem problem = new Problem(
                type.uri(),
                type.title(),
                status,
                e.getMessage(),
                uri.getRequestUri().getRawPath(),
                e.problems(),
                errorId);
        Response.ResponseBuilder response =
                Response.status(status).entity(problem).type(MEDIA_TYPE);
        if (e.retryAfter() != null) {
            // a part of a second would be 0, which means at once
            response.header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()));
        }
        return response.build();
    }
}
