package io.fixpoint.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP Basic: turns a name and a password into an identity with the roles and groups of the users file. */
@ApplicationScoped
class PasswordIdentityProvider implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
    /** The attribute of an identity that holds the groups, a set of names. */
    static final String GROUPS = "fixpoint.groups";

    private final Logins logins;

    PasswordIdentityProvider(Logins logins) {
        this.logins = logins;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        String name = request.getUsername();
        char[] password = request.getPassword().getPassword();
        Optional<User> remembered = logins.remembered(name, password);
        if (remembered.isPresent()) {
            return Uni.createFrom().item(identity(remembered.get()));
        }
        String address = address(HttpSecurityUtils.getRoutingContextAttribute(request));
        return context.runBlocking(() -> check(name, password, address));
    }

    private SecurityIdentity check(String name, char[] password, String address) {
        try {
            return identity(logins.check(name, password, address));
        } catch (Logins.RefusedException e) {
            throw new AuthenticationFailedException(e, Map.of(AuthenticationProblems.RETRY_AFTER, e.retryAfter()));
        }
    }

    static String address(@Nullable RoutingContext http) {
        return http == null
                ? "unknown"
                : String.valueOf(http.request().remoteAddress().hostAddress());
    }

    static SecurityIdentity identity(User user) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(user.name()))
                .addRoles(user.roles())
                .addAttribute(GROUPS, user.groups())
                .build();
    }
}
