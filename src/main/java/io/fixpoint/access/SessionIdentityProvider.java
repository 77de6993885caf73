package io.fixpoint.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Turns the secret of a session's cookie into an identity with the roles and groups that the person has now. */
@ApplicationScoped
class SessionIdentityProvider implements IdentityProvider<SessionMechanism.SessionRequest> {
    /** The attribute of an identity that holds its {@link LoginSessions.Opened}. */
    static final String SESSION = "fixpoint.session";

    private final LoginSessions sessions;

    SessionIdentityProvider(LoginSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Class<SessionMechanism.SessionRequest> getRequestType() {
        return SessionMechanism.SessionRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            SessionMechanism.SessionRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> sessions.use(request.secret())
                .map(SessionIdentityProvider::identity)
                .orElseThrow(
                        () -> new AuthenticationFailedException(Map.of(AuthenticationProblems.SESSION_OVER, true))));
    }

    private static SecurityIdentity identity(LoginSessions.Opened session) {
        return QuarkusSecurityIdentity.builder(PasswordIdentityProvider.identity(session.user()))
                .addAttribute(SESSION, session)
                .build();
    }
}
