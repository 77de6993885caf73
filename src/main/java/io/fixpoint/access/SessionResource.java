package io.fixpoint.access;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The login of browsers, by a cookie that no script can read. */
@Path(SessionResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    static final String PATH = "/api/v1/session";

    private static final int LONGEST = 256;

    private final Logins logins;
    private final LoginSessions sessions;
    private final SecurityIdentity identity;

    SessionResource(Logins logins, LoginSessions sessions, SecurityIdentity identity) {
        this.logins = logins;
        this.sessions = sessions;
        this.identity = identity;
    }

    /** A login. */
    public record Credentials(
            @Nullable String name, @Nullable String password) {
        @Override
        public String toString() {
            return "Credentials[name=" + name + "]";
        }
    }

    /**
     * Who is logged in.
     *
     * @param csrfToken what every request that changes something must bring in the header {@code X-CSRF-Token}
     * @param expiresAt when the session ends if it is not used
     */
    public record SessionView(
            String name, SortedSet<String> roles, SortedSet<String> groups, String csrfToken, Instant expiresAt) {}

    /** Logs in: the answer sets the cookie. */
    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public Response login(@Nullable Credentials credentials, HttpServerRequest http) {
        refuseOtherSites(http);
        if (credentials == null || credentials.name() == null || credentials.password() == null) {
            throw new ProblemException(ProblemType.INVALID, "Give 'name' and 'password'.");
        }
        if (credentials.name().length() > LONGEST || credentials.password().length() > LONGEST) {
            throw new ProblemException(
                    ProblemType.INVALID, "Name and password have " + LONGEST + " characters at most.");
        }
        LoginSessions.Opened session = sessions.begin(checked(credentials.name(), credentials.password(), http));
        return Response.created(URI.create(PATH))
                .cookie(cookie(session.secret(), http).build())
                .entity(view(session))
                .build();
    }

    /** The session of the cookie. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN, Roles.INGEST, Roles.WORKER})
    public SessionView session() {
        return view(current());
    }

    /** Logs out. */
    @DELETE
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN, Roles.INGEST, Roles.WORKER})
    public Response logout(HttpServerRequest http) {
        sessions.end(current().id());
        return Response.noContent().cookie(cookie("", http).maxAge(0).build()).build();
    }

    private User checked(String name, String password, HttpServerRequest http) {
        char[] characters = password.toCharArray();
        Optional<User> remembered = logins.remembered(name, characters);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        try {
            return logins.check(name, characters, http.remoteAddress().hostAddress());
        } catch (Logins.RefusedException e) {
            throw new AuthenticationFailedException(e, Map.of(AuthenticationProblems.RETRY_AFTER, e.retryAfter()));
        }
    }

    private LoginSessions.Opened current() {
        LoginSessions.@Nullable Opened session = identity.getAttribute(SessionIdentityProvider.SESSION);
        if (session == null) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "There is no session: your credentials came with the request itself.");
        }
        return session;
    }

    /** Nobody is logged in by a page of another site, to work there under a name that is not his. */
    private static void refuseOtherSites(HttpServerRequest http) {
        String site = http.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Log in on the page of this server, not of another one.");
        }
    }

    private static NewCookie.AbstractNewCookieBuilder<?> cookie(String value, HttpServerRequest http) {
        return new NewCookie.Builder(SessionMechanism.COOKIE)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(http.isSSL())
                .sameSite(NewCookie.SameSite.STRICT);
    }

    private static SessionView view(LoginSessions.Opened session) {
        return new SessionView(
                session.user().name(),
                new TreeSet<>(session.user().roles()),
                new TreeSet<>(session.user().groups()),
                session.csrfToken(),
                session.expiresAt());
    }
}
