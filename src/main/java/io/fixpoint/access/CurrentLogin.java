package io.fixpoint.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How the person of the request is known. */
@ApplicationScoped
public class CurrentLogin {
    private final SecurityIdentity identity;
    private final LoginSessions sessions;
    private final AccessTokenStore tokens;
    private final Users users;

    @Inject
    CurrentLogin(SecurityIdentity identity, LoginSessions sessions, AccessTokenStore tokens, Users users) {
        this.tokens = tokens;
        this.identity = identity;
        this.sessions = sessions;
        this.users = users;
    }

    /** Of the request that this is called in; what it returns is good after it. */
    public Login login() {
        String name = identity.getPrincipal().getName();
        LoginSessions.@Nullable Opened session = identity.getAttribute(SessionIdentityProvider.SESSION);
        if (session != null) {
            String id = session.id();
            return new HeldLogin(name, () -> sessions.holds(id));
        }
        @Nullable AccessToken token = identity.getAttribute(TokenIdentityProvider.TOKEN);
        if (token != null) {
            String id = token.id();
            return new HeldLogin(
                    name, () -> tokens.holds(id) && users.find(name).isPresent());
        }
        @Nullable String password = users.find(name).map(User::password).orElse(null);
        return new HeldLogin(
                name,
                () -> password != null
                        && users.find(name)
                                .filter(user -> user.password().equals(password))
                                .isPresent());
    }

    /** How: {@code session}, {@code token} or {@code basic}. */
    public String kind() {
        if (identity.getAttribute(SessionIdentityProvider.SESSION) != null) {
            return "session";
        }
        return identity.getAttribute(TokenIdentityProvider.TOKEN) != null ? "token" : "basic";
    }

    private record HeldLogin(String name, BooleanSupplier held) implements Login {
        @Override
        public boolean holds() {
            return held.getAsBoolean();
        }
    }
}
