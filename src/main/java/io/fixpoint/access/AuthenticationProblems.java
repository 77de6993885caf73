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

    /** The attribute of a failed authentication whose session is over. */
    static final String SESSION_OVER = "fixpoint.session-over";
    /** The attribute of a failed authentication by a token. */
    static final String WRONG_TOKEN = "fixpoint.wrong-token";
    /** The attribute of a failed authentication by a cookie without its token. */
    static final String FORGED = "fixpoint.forged";

    private static final String CHALLENGE = "Basic realm=\"Fixpoint\", charset=\"UTF-8\"";

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = 1)
    Response noCredentials(UnauthorizedException e, UriInfo uri, HttpHeaders headers) {
        return challenge("Give user and password by HTTP Basic, or a token as Bearer.", uri, headers);
    }

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = 1)
    Response wrongCredentials(AuthenticationFailedException e, UriInfo uri, HttpHeaders headers) {
        Duration wait = e.getAttribute(RETRY_AFTER);
        if (wait != null && !wait.isZero()) {
            return Problem.response(
                    new ProblemException(
                                    ProblemType.TOO_MANY_REQUESTS,
                                    "Too many wrong passwords for this user from this address.")
                            .retryAfter(wait),
                    uri);
        }
        if (e.getAttribute(FORGED) != null) {
            return Problem.response(
                    new ProblemException(
                            ProblemType.FORBIDDEN,
                            "A request that changes something by the cookie of a session needs its csrfToken in the header "
                                    + SessionMechanism.CSRF_HEADER + "; GET " + SessionResource.PATH + " gives it."),
                    uri);
        }
        if (e.getAttribute(SESSION_OVER) != null) {
            return challenge("The session has ended; log in again.", uri, headers);
        }
        if (e.getAttribute(WRONG_TOKEN) != null) {
            return challenge("The token is wrong, has expired or was removed.", uri, headers);
        }
        return challenge("User or password is wrong.", uri, headers);
    }

    @ServerExceptionMapper(value = ForbiddenException.class, priority = 1)
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return Problem.response(
                new ProblemException(
                        ProblemType.FORBIDDEN, "None of your roles allows this call; GET /api/v1/me lists them."),
                uri);
    }

    /** A browser would open a box of its own for a challenge; the console asks on its page. */
    private static Response challenge(String detail, UriInfo uri, HttpHeaders headers) {
        Response problem = Problem.response(new ProblemException(ProblemType.UNAUTHENTICATED, detail), uri);
        return "XMLHttpRequest".equals(headers.getHeaderString("X-Requested-With"))
                ? problem
                : Response.fromResponse(problem)
                        .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                        .build();
    }
}
