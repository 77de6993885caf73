package io.fixpoint.access;

import io.fixpoint.problem.Problem;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers to those who are not, or not rightly, logged in, and to those who may not. */
public class AuthenticationProblems {
    /** The attribute of a failed authentication that tells how long to wait; zero if one may try again at once. */
    static final String RETRY_AFTER = "fixpoint.retry-after";

    private static final String CHALLENGE = "Basic realm=\"Fixpoint\", charset=\"UTF-8\"";

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = 1)
    Response noCredentials(UnauthorizedException e, UriInfo uri) {
        return challenge("Give user and password by HTTP Basic.", uri);
    }

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = 1)
    Response wrongCredentials(AuthenticationFailedException e, UriInfo uri) {
        Duration wait = e.getAttribute(RETRY_AFTER);
        if (wait != null && !wait.isZero()) {
            return Problem.response(
                    new ProblemException(
                                    ProblemType.TOO_MANY_REQUESTS,
                                    "Too many wrong passwords for this user from this address.")
                            .retryAfter(wait),
                    uri);
        }
        return challenge("User or password is wrong.", uri);
    }

    @ServerExceptionMapper(value = ForbiddenException.class, priority = 1)
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return Problem.response(
                new ProblemException(
                        ProblemType.FORBIDDEN, "None of your roles allows this call; GET /api/v1/me lists them."),
                uri);
    }

    private static Response challenge(String detail, UriInfo uri) {
        Response problem = Problem.response(new ProblemException(ProblemType.UNAUTHENTICATED, detail), uri);
        return Response.fromResponse(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .build();
    }
}
