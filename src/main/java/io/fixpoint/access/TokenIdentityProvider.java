package io.fixpoint.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Turns a token into its owner, with the roles that both have. */
@ApplicationScoped
class TokenIdentityProvider implements IdentityProvider<TokenMechanism.TokenRequest> {
    /** The attribute of an identity that holds its {@link AccessToken}. */
    static final String TOKEN = "fixpoint.token";

    private final AccessTokens tokens;

    TokenIdentityProvider(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Class<TokenMechanism.TokenRequest> getRequestType() {
        return TokenMechanism.TokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenMechanism.TokenRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> tokens.use(request.token())
                .map(TokenIdentityProvider::identity)
                .orElseThrow(
                        () -> new AuthenticationFailedException(Map.of(AuthenticationProblems.WRONG_TOKEN, true))));
    }

    private static SecurityIdentity identity(AccessTokens.Used used) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(used.owner().name()))
                .addRoles(used.roles())
                .addAttribute(PasswordIdentityProvider.GROUPS, used.owner().groups())
                .addAttribute(TOKEN, used.token())
                .build();
    }
}
